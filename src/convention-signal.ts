import type { SourceRule } from '../schemas/convention.ts'
import { Unreadable } from './convention-path.ts'
import { compileValue, type ValueContext } from './convention-value.ts'
import type { Cells } from './ports.ts'

/** Adds to a source the signals that a record has in fields of its own; tells whether there were any. */
export function compileSignals(
  { signals = {} }: SourceRule,
  context: ValueContext,
): (source: Record<string, unknown>, member: unknown, record: Cells) => boolean {
  const reads = Object.entries(signals).map(([name, value]) => ({ name, read: compileValue(value, context) }))
  return (source, member, record) => {
    const said: [string, unknown][] = []
    for (const { name, read } of reads) {
      const value = read(member, record)
      if (value !== undefined && value !== null) said.push([name, signalOf(value)])
    }
    if (said.length === 0) return false
    source.signals = { ...(source.signals as object | undefined), ...Object.fromEntries(said) }
    return true
  }
}

/** A header that was sent twice is a list of texts, and an assertion an object: both become the text that they would be. */
function signalOf(value: NonNullable<unknown>): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object') return value
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join('\n')
  return JSON.stringify(value, (_, member: unknown) => {
    if (member === undefined) throw new Unreadable('unreadable-value')
    return member
  })
}
