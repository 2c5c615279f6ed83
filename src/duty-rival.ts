import type { Check } from '../schemas/terms.ts'
import { foldWord } from './facts.ts'

/** A task and what its clauses can see of the target. */
export interface Checked {
  readonly does: string
  readonly checks: readonly Check[]
}

/** The other tasks that no one release can do together with this one: names or licenses that shut each other out. */
export function rivalsOf(task: Checked, all: readonly Checked[]): string[] {
  return all
    .filter((other) => other !== task && task.checks.some((a) => other.checks.some((b) => shutOut(a, b))))
    .map(({ does }) => does)
}

function shutOut(a: Check, b: Check): boolean {
  if (a.op === 'starts-with' && b.op === 'starts-with') {
    const [one, other] = [foldWord(a.value), foldWord(b.value)]
    return !one.startsWith(other) && !other.startsWith(one)
  }
  if (a.op !== 'one-of' || b.op !== 'one-of') return false
  const licenses = new Set(a.value.map((text) => text.toLowerCase()))
  return !b.value.some((text) => licenses.has(text.toLowerCase()))
}
