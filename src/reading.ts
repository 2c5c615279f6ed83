import type { Terms, Version, When } from '../schemas/terms.ts'
import type { Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { outcomeOf, readVersion } from './clause.ts'
import type { SourceFacts, TargetFacts } from './facts.ts'
import type { Outcome } from './outcome.ts'

/** What a version comes to for the target of a run, without its reasons. */
export type Readings = (terms: Terms, version: Version, context: Context, dutiesReach: boolean) => Outcome

/** More readings than any catalog and any files have between them; the memory starts anew beyond it. */
const MEMORY = 20_000

/** A part of a condition that reads the source, and where it looks. */
const READS = {
  role: 'role',
  channel: 'channel',
  features: 'features',
  content: 'content',
  intent: 'intent',
  collection: 'collection',
  trait: 'traits',
  bound: 'bound',
} as const satisfies Partial<Record<keyof When, keyof SourceFacts>>

interface Known extends Reads {
  readonly outcomes: Map<string, Outcome>
}

/** What the clauses of a version read of a source. */
interface Reads {
  readonly facts: readonly (keyof SourceFacts)[]
  /** Whether some clause is in force on some days only. */
  readonly dated: boolean
}

/** Whatever the target, the clauses are the same. */
const reads = new WeakMap<Version, Reads>()

/**
 * Reads each version once for what its clauses read: the target is fixed in a run, and of a source they read a role,
 * a channel or some other fact, never the day or the name.
 */
export function createReadings(target: TargetFacts, catalog: CatalogIndex): Readings {
  let known = new WeakMap<Version, Known>()
  let size = 0
  return (terms, version, context, dutiesReach) => {
    let of = known.get(version)
    if (of === undefined) {
      const { facts, dated } = readBy(version)
      of = { facts, dated, outcomes: new Map() }
      known.set(version, of)
    }
    let key = dutiesReach ? '+' : '-'
    for (const fact of of.facts) key += keyOf(context.facts[fact])
    if (of.dated) key += `${context.span.lo}/${context.span.hi}`
    const found = of.outcomes.get(key)
    if (found) return found
    const outcome = { ...outcomeOf(readVersion(terms, version, context, target, catalog), dutiesReach), notes: [] }
    if (++size > MEMORY) {
      known = new WeakMap()
      size = 0
    }
    of.outcomes.set(key, outcome)
    return outcome
  }
}

function readBy(version: Version): Reads {
  const found = reads.get(version)
  if (found) return found
  const { clauses } = version
  const facts = new Set<keyof SourceFacts>()
  for (const clause of clauses)
    for (const when of [clause.when, ...(clause.effect === 'forbid' ? clause.except.map((except) => except.when) : [])])
      for (const [part, fact] of Object.entries(READS)) if (part in when) facts.add(fact)
  const made = { facts: [...facts], dated: clauses.some(({ from, to }) => from !== undefined || to !== undefined) }
  reads.set(version, made)
  return made
}

/** Lengths keep the values apart, whatever they hold. */
function keyOf(value: string | readonly string[] | undefined): string {
  if (value === undefined) return '?'
  if (typeof value === 'string') return `${value.length}:${value}`
  let key = `[${value.length}`
  for (const member of value) key += `,${member.length}:${member}`
  return key
}
