import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { jsonl } from '../adapters/formats/jsonl.ts'
import { ConventionSpec, type ValueSpec } from '../schemas/convention.ts'
import type { Source } from '../schemas/provenance.ts'
import { type CompiledConvention, compileConvention, detectConvention, type Joins, NATIVE } from '../src/convention.ts'
import type { ReadCode } from '../src/errors.ts'
import type { JsonType, Shape } from '../src/ports.ts'
import { LIMITS } from '../src/ports.ts'
import { planOf, sourceOf } from './jsonl-kit.ts'

const folder = new URL('../schemas/catalog/conventions/', import.meta.url)
const samples = new URL('../../shared/samples/', import.meta.url)

/** The conventions of the catalog, by file name. */
export const specs: ConventionSpec[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ConventionSpec.parse(parse(readFileSync(new URL(name, folder), 'utf8'))))

/** The convention, a record in its shape, and what is read of the record. */
export type Row = [id: string, record: Record<string, unknown>, sources: Source[]]

export const sample = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, samples)))
export const counts = JSON.parse(new TextDecoder().decode(sample('counts.json'))) as Record<
  string,
  Record<string, unknown>
>

/** Every dataset that a convention can name by itself: constants, what its tables lead to, and those of its parts. */
export const datasetsOf = ({ sources }: ConventionSpec): string[] => sources.flatMap(({ set }) => named(set.dataset))

function named(value: string | ValueSpec | undefined): string[] {
  if (value === undefined || typeof value === 'string') return []
  const { const: constant, table, first, part_of: whole } = value
  return [
    ...(typeof constant === 'string' ? [constant] : []),
    ...Object.values(table ?? {}),
    ...(first ?? []).flatMap(named),
    ...(typeof whole === 'string' ? [whole] : named(whole)),
  ]
}

export function byId(id: string, joins?: Joins): CompiledConvention {
  const spec = id === NATIVE.id ? NATIVE : specs.find((each) => each.id === id)
  if (!spec) throw new Error(`no convention ${id}`)
  return compileConvention(spec, joins)
}

/** A convention written for a test: the sources only. */
export const compile = (sources: unknown[], joins?: Joins): CompiledConvention =>
  compileConvention(ConventionSpec.parse({ id: 'test', says: 'a test', sources }), joins)

const typeOf = (value: unknown): JsonType =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : (typeof value as JsonType)

/** The shape of records in memory. */
export function shapeOf(records: readonly object[]): Shape {
  const columns = new Map<string, { types: Set<JsonType>; rows: number }>()
  for (const record of records)
    for (const [name, value] of Object.entries(record)) {
      const column = columns.get(name) ?? { types: new Set(), rows: 0 }
      column.types.add(typeOf(value))
      column.rows++
      columns.set(name, column)
    }
  return { columns, rows: records.length }
}

/** A file of the samples through the format and the convention that it is detected as. */
export const readSample = (name: string, joins?: Joins): ReturnType<typeof readLines> => readLines(sample(name), joins)

/** A JSONL file through the format and the convention that it is detected as. */
export async function readLines(
  bytes: Uint8Array,
  joins?: Joins,
): Promise<{ id: string | undefined; rows: (readonly Source[] | ReadCode)[] }> {
  const opened = await jsonl.open(sourceOf(bytes), LIMITS)
  const id = detectConvention(specs, opened.shape)?.id
  const convention = byId(id ?? NATIVE.id, joins)
  const { plan, found } = planOf({ columns: [...convention.columns], cacheable: convention.cacheable })
  const rows: (readonly Source[] | ReadCode)[] = []
  for await (const batch of opened.batches(plan))
    for (const code of batch.codes) {
      const row = found[code]!
      rows.push('cells' in row ? convention.sources(row.cells) : 'unreadable' in row ? row.unreadable : row.rejected)
    }
  return { id, rows }
}

/** How often each value is in a list. */
export function tally(values: readonly string[]): Record<string, number> {
  const result: Record<string, number> = {}
  for (const value of values) result[value] = (result[value] ?? 0) + 1
  return result
}
