import type { Cells, JsonType, ReadCode, Shape } from '../../src/index.ts'

/** Records that are looked at to find a convention: as many as of a JSONL file. */
export const SAMPLE_ROWS = 64

/** A value that no JSON text has, apart from all that one can have. */
class Unreadable {
  readonly code: ReadCode
  constructor(code: ReadCode) {
    this.code = code
  }
}
const unreadable = new Unreadable('unreadable-value')

/**
 * The named fields of a record as JSON-like values, or why they can't be read. Values are read as the file formats read
 * theirs: a `Date` is its UTC day, a `bigint` a number where it fits and else decimal text, null is absent. `undefined`,
 * functions, symbols, NaN and infinities are unreadable: a loader that could not give a value must not make it look missing.
 */
export function cellsOf(record: object, columns: readonly string[], depth: number): Cells | ReadCode {
  const fields = plainOf(record)
  const cells: Record<string, unknown> = Object.create(null)
  for (const column of columns) {
    if (!Object.hasOwn(fields, column)) continue
    const value = jsonValue((fields as Record<string, unknown>)[column], depth)
    if (value instanceof Unreadable) return value.code
    if (value !== null) cells[column] = value
  }
  return cells
}

/** Gathers what the first records of a stream look like. */
export function shapeReader() {
  const columns = new Map<string, { types: Set<JsonType>; rows: number }>()
  let rows = 0
  return {
    add(record: unknown): void {
      const fields = entriesOf(record)
      if (!fields) return
      rows++
      for (const [name, value] of fields) {
        const column = columns.get(name) ?? { types: new Set<JsonType>(), rows: 0 }
        column.types.add(typeOf(value))
        column.rows++
        columns.set(name, column)
      }
    },
    shape: (): Shape => ({ columns, rows }),
  }
}

/** The fields of a record; of one that can't be read, none, and it tells nothing. */
function entriesOf(record: unknown): [string, unknown][] | undefined {
  try {
    return isRecord(record) ? Object.entries(plainOf(record)) : undefined
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Rows of Arrow tables and the like show their fields through `toJSON` only. */
export function isRow(record: object): record is { toJSON(): unknown } {
  return typeof (record as { toJSON?: unknown }).toJSON === 'function' && !Object.hasOwn(record, 'toJSON')
}

function plainOf(record: object): object {
  if (!isRow(record)) return record
  const { toJSON } = record
  const plain: unknown = toJSON.call(record)
  return isRecord(plain) ? plain : record
}

function jsonValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : unreadable
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
    case 'object':
      return value === null ? null : nested(value, depth)
    default:
      return unreadable
  }
}

function nested(value: object, depth: number): unknown {
  if (depth === 0) return new Unreadable('too-deep')
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? unreadable : value.toISOString().slice(0, 10)
  if (ArrayBuffer.isView(value) && !(Symbol.iterator in value)) return unreadable
  if (Array.isArray(value) || Symbol.iterator in plainOf(value)) {
    const list: unknown[] = []
    for (const item of value as Iterable<unknown>) {
      const found = jsonValue(item, depth - 1)
      if (found instanceof Unreadable) return found
      list.push(found)
    }
    return list
  }
  const members: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(plainOf(value))) {
    const found = jsonValue(member, depth - 1)
    if (found instanceof Unreadable) return found
    Object.defineProperty(members, name, { value: found, enumerable: true, configurable: true, writable: true })
  }
  return members
}

function typeOf(value: unknown): JsonType {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return typeof value as JsonType
    case 'number':
    case 'bigint':
      return 'number'
    default:
      if (value === null || value === undefined) return 'null'
      return Array.isArray(value) || ArrayBuffer.isView(value) ? 'list' : value instanceof Date ? 'string' : 'object'
  }
}
