import { type Code, type Origin, originOf, type ReadCode, type ReadPlan, type Source } from '../../src/index.ts'
import { cellsOf, isRecord, isRow } from './object-cells.ts'
import { createObjectCodes, ODD, plainCopy } from './object-codes.ts'

/** How a `provenance` function of the user's reads a record. */
export interface ReadSources {
  /** What it gave, or why it gave nothing. */
  given(record: unknown): { readonly value: unknown } | ReadCode
  /** The sources of what it gave, or why they can't be read. */
  sources(given: unknown): readonly Source[] | ReadCode
}

/** Gives a record its code. Never throws on a record. */
export type CodeOf = (record: unknown) => Code

/** By the fields of a plan. What was met before is found without a copy of it, but for plans of fields that never recur. */
export function createCodeOf(plan: ReadPlan): CodeOf {
  const { columns, limits, cacheable, reference = false } = plan
  const known = cacheable && !reference ? createObjectCodes(limits.depth) : undefined

  const cellsIn = (record: object): ReturnType<typeof cellsOf> => {
    try {
      return cellsOf(record, columns, limits.depth)
    } catch {
      // a getter or proxy of the record threw
      return 'unreadable-value'
    }
  }
  const met = (record: object): Code | undefined => {
    try {
      return isRow(record) ? undefined : known?.ofRecord(record, columns)
    } catch {
      return undefined
    }
  }
  return (record) => {
    if (!isRecord(record)) return plan.reject('not-an-object')
    const found = met(record)
    if (found !== undefined) return found
    const cells = cellsIn(record)
    const code = plan.origin(cells)
    if (typeof cells !== 'string') known?.learnRecord(cells, columns, code)
    return code
  }
}

/** By a function of the user's. */
export function createCodeOfGiven(
  plan: ReadPlan,
  read: ReadSources,
  intern: (origin: Origin) => Code,
  fill: { readonly defaults: readonly Source[]; readonly project: (source: Source) => Source },
): CodeOf {
  const { limits, reference = false } = plan
  const known = reference ? undefined : createObjectCodes(limits.depth)

  const judged = (value: unknown): Code => {
    const sources = read.sources(value)
    return typeof sources === 'string' ? plan.origin(sources) : intern(originOf(sources, fill.defaults, fill.project))
  }
  return (record) => {
    if (!isRecord(record)) return plan.reject('not-an-object')
    const given = read.given(record)
    if (typeof given === 'string') return plan.origin(given)
    const { value } = given
    try {
      const found = known?.ofValue(value)
      if (found !== undefined) return found
      const copy = known ? plainCopy(value, limits.depth) : ODD
      if (copy === ODD) return judged(value)
      const code = judged(copy)
      known?.learnValue(copy, code)
      return code
    } catch {
      // what was given has a getter that throws, or holds itself
      return plan.origin('function-failed')
    }
  }
}
