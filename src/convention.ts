import type { ConventionSpec, SourceRule, ValueSpec } from '../schemas/convention.ts'
import type { Source } from '../schemas/provenance.ts'
import { checkBySchema, checkSource } from './convention-check.ts'
import { cutToDay } from './convention-date.ts'
import { NATIVE_FIELD, nativeSources } from './convention-native.ts'
import { parsePath, Unreadable, valuesAt } from './convention-path.ts'
import { compileSignals } from './convention-signal.ts'
import { compileValue, type Joins } from './convention-value.ts'
import { ProvgateError, type ReadCode } from './errors.ts'
import type { Cells } from './ports.ts'

export { detectConvention } from './convention-detect.ts'
export type { Joins } from './convention-value.ts'

/** A convention that is ready to read records. */
export interface CompiledConvention {
  readonly id: string
  /** Top-level fields that are read, `provenance` always among them. */
  readonly columns: readonly string[]
  /** Whether few distinct contents of these fields are to be expected, so that remembering them is worth it. */
  readonly cacheable: boolean
  /**
   * What a record says of its origin, or why that can't be read without ambiguity. Never throws.
   * @param plain hold it to the schema itself, instead of to the faster check with the same answers
   */
  sources(cells: Cells, plain?: boolean): readonly Source[] | ReadCode
}

/** Reads the `provenance` field and nothing else. */
export const NATIVE: ConventionSpec = {
  id: 'native',
  says: 'a `provenance` field in the words of provgate',
  joins: [],
  sources: [],
  seen_in: [],
}

/**
 * Compiles a convention. The `provenance` field is read beside it, so that a record can't hide what it says there.
 * @param joins joined files that were read; values that need another one are missing
 * @throws ProvgateError `config` for a path that can't be read
 */
export function compileConvention(spec: ConventionSpec, joins: Joins = new Map()): CompiledConvention {
  const columns = new Set([NATIVE_FIELD])
  let cacheable = true
  const rules = spec.sources.map((rule, i) => {
    const where = `convention \`${spec.id}\`, source ${i + 1}`
    const compiled = compileRule(rule, where, joins, (column) => columns.add(column))
    cacheable &&= compiled.recurs
    return compiled.read
  })
  return {
    id: spec.id,
    columns: [...columns],
    cacheable,
    sources: (cells, plain = false) => {
      try {
        const check = plain ? checkBySchema : checkSource
        for (const column of columns)
          if (cells[column] === undefined && Object.hasOwn(cells, column)) return 'unreadable-value'
        const native = Object.hasOwn(cells, NATIVE_FIELD) ? nativeSources(cells[NATIVE_FIELD], check) : []
        if (typeof native === 'string' || rules.length === 0) return native
        const found: Source[] = [...native]
        for (const read of rules)
          for (const draft of read(cells)) {
            const source = check(draft)
            // a rule sets no field that a source does not have, but a member of one may
            if (typeof source === 'string') return 'wrong-type'
            found.push(source)
          }
        return found
      } catch (error) {
        // anything else, such as an object that contains itself, is a record that can't be read
        return error instanceof Unreadable ? error.code : 'unreadable-value'
      }
    },
  }
}

type Draft = Record<string, unknown>

function compileRule(rule: SourceRule, where: string, joins: Joins, add: (column: string) => void) {
  const each = rule.each === undefined ? undefined : parsePath(rule.each, where)
  /** Notes the top-level field that a path reads. */
  const reads = (path: string, root: boolean): void => {
    const { names } = parsePath(path, where)
    const [column] = names
    if (!root) return
    if (column === undefined || column === '*' || column === '**')
      throw new ProvgateError('config', `${where}: the path \`${path}\` reads the whole record`, {
        fix: 'begin the path with the name of a column',
      })
    add(column)
  }
  if (rule.each !== undefined) reads(rule.each, true)
  const context = {
    where,
    joins,
    reads: (path: string): void => {
      if (parsePath(path, where).names.includes('**'))
        throw new ProvgateError('config', `${where}: \`**\` stands in a value`, { fix: 'use it in `each`' })
      reads(path, each === undefined || path.startsWith('$'))
    },
  }
  const when = Object.entries(rule.when ?? {}).map(([path, values]) => {
    if (parsePath(path, where).many)
      throw new ProvgateError('config', `${where}: \`when\` compares the many values of \`${path}\``, {
        fix: 'name one value',
      })
    return { read: compileValue(path, context), values: new Set<unknown>(values) }
  })
  const set = Object.entries(rule.set).map(([field, value]) => ({
    field,
    read: compileValue(value, context),
    constant: isConstant(value),
  }))
  const signals = compileSignals(rule, context)
  const needed = set.filter(({ field, constant }) => rule.required?.includes(field as never) ?? !constant)

  const draft = (member: unknown, record: Cells): Draft | undefined => {
    for (const { read, values } of when) {
      const value = read(member, record) ?? null
      if (typeof value === 'object' && value !== null) throw new Unreadable('wrong-type')
      if (!values.has(value)) return undefined
    }
    const source: Draft = {}
    for (const { field, read } of set) {
      const value = read(member, record)
      if (value !== undefined) source[field] = dated(field) && typeof value === 'string' ? cutToDay(value) : value
    }
    const there = ({ field }: { field: string }): boolean => source[field] !== undefined
    const said = signals(source, member, record)
    const wanted = rule.required === undefined ? needed.some(there) || said : needed.every(there)
    return wanted ? source : undefined
  }
  return {
    recurs: each === undefined && set.every(({ field }) => recurs(field, rule.set[field as keyof typeof rule.set]!)),
    read: (record: Cells): Draft[] =>
      (each ? valuesAt(each.names, record) : [record])
        .map((member) => draft(member, record))
        .filter((source) => source !== undefined),
  }
}

const dated = (field: string): boolean => field === 'date' || field === 'collected'

function isConstant(value: string | ValueSpec): boolean {
  if (typeof value === 'string') return false
  return value.const !== undefined || (value.first?.every(isConstant) ?? false)
}

/** Whether a value recurs from row to row: not a time, an address or a text with more in it than is taken. */
function recurs(field: string, value: string | ValueSpec): boolean {
  const spec: ValueSpec = typeof value === 'string' ? { path: value } : value
  if (spec.json !== undefined || (spec.unit !== undefined && spec.unit !== 'yyyymmdd')) return false
  if (spec.first?.some((each) => !recurs(field, each))) return false
  if (typeof spec.part_of === 'object' && !recurs(field, spec.part_of)) return false
  if (spec.path === undefined) return true
  if (spec.path.includes('*')) return false
  return !(dated(field) || field === 'url') || spec.capture !== undefined
}
