import { fault } from './fault.ts'
import type { FlatTable } from './flat-read.ts'

/** Slots of the flatbuffer tables, by Arrow's Schema.fbs. */
const SCHEMA = { endianness: 0, fields: 1, metadata: 2 }
const FIELD = { name: 0, nullable: 1, kind: 2, type: 3, dictionary: 4, children: 5, metadata: 6 }
const DICTIONARY = { id: 0, index: 1, ordered: 2, kind: 3 }

const MAX_DEPTH = 64

type Count = number | 'any'
interface Kind {
  readonly name: string
  readonly children: Count
  /** Parameters of the type: slot → how it is read, with its default. */
  readonly reads?: readonly ((type: FlatTable) => unknown)[]
  /** Whether the parameters make sense. */
  readonly allows?: (values: readonly unknown[]) => boolean
}
const oneOf =
  (...allowed: unknown[]) =>
  (values: readonly unknown[]) =>
    allowed.includes(values[0])
const notNegative = (values: readonly unknown[]) => Number(values[0]) >= 0
const unit =
  (slot: number, otherwise = 0) =>
  (type: FlatTable) =>
    type.i16(slot, otherwise)
const size =
  (slot: number, otherwise = 0) =>
  (type: FlatTable) =>
    type.i32(slot, otherwise)

/** What can be read, by the number of the type in Schema.fbs. */
const KINDS: Readonly<Record<number, Kind>> = {
  1: { name: 'null', children: 0 },
  2: { name: 'int', children: 0, reads: [size(0), (type) => type.bool(1)], allows: oneOf(8, 16, 32, 64) },
  3: { name: 'float', children: 0, reads: [unit(0)], allows: oneOf(0, 1, 2) },
  4: { name: 'binary', children: 0 },
  5: { name: 'utf8', children: 0 },
  6: { name: 'bool', children: 0 },
  7: { name: 'decimal', children: 0, reads: [size(2, 128), size(0), size(1)], allows: oneOf(32, 64, 128, 256) },
  8: { name: 'date', children: 0, reads: [unit(0, 1)], allows: oneOf(0, 1) },
  9: { name: 'time', children: 0, reads: [size(1, 32), unit(0, 1)], allows: oneOf(32, 64) },
  10: { name: 'timestamp', children: 0, reads: [unit(0), (type) => type.text(1)], allows: oneOf(0, 1, 2, 3) },
  11: { name: 'interval', children: 0, reads: [unit(0)], allows: oneOf(0, 1, 2) },
  12: { name: 'list', children: 1 },
  13: { name: 'struct', children: 'any' },
  14: { name: 'union', children: 'any', reads: [unit(0), (type) => type.i32s(1)], allows: oneOf(0, 1) },
  15: { name: 'fixed-size-binary', children: 0, reads: [size(0)], allows: notNegative },
  16: { name: 'fixed-size-list', children: 1, reads: [size(0)], allows: notNegative },
  17: { name: 'map', children: 1, reads: [(type) => type.bool(0)] },
  18: { name: 'duration', children: 0, reads: [unit(0, 1)], allows: oneOf(0, 1, 2, 3) },
  19: { name: 'large-binary', children: 0 },
  20: { name: 'large-utf8', children: 0 },
  21: { name: 'large-list', children: 1 },
  23: { name: 'binary-view', children: 0 },
  24: { name: 'utf8-view', children: 0 },
}
const UNREADABLE: Readonly<Record<number, string>> = { 22: 'RunEndEncoded', 25: 'ListView', 26: 'LargeListView' }

/**
 * Checks a schema before any library reads it, and describes it: equal text means equal names, types and nullability.
 * Throws `unsupported` for what can't be read or written without loss, `format` for what makes no sense.
 */
export function describeSchema(schema: FlatTable): string {
  if (schema.i16(SCHEMA.endianness) !== 0) {
    throw fault('unsupported', 'is big-endian Arrow', 'write it on a little-endian machine')
  }
  const dictionaries = new Map<number, string>()
  const names = new Set<string>()
  readMetadata(schema, SCHEMA.metadata)
  const fields = schema.tables(SCHEMA.fields).map((field) => {
    const name = field.text(FIELD.name) ?? ''
    if (names.has(name)) {
      throw fault('unsupported', `has two columns called \`${name}\``, 'give each column a name of its own')
    }
    names.add(name)
    return describeField(field, name, dictionaries, 1)
  })
  return `{${fields.join()}}`
}

/** Key-value pairs at `slot`; what they point at is checked on the way. */
export const readMetadata = (table: FlatTable, slot: number): Map<string, string> =>
  new Map(table.tables(slot).map((entry) => [entry.text(0) ?? '', entry.text(1) ?? '']))

const fitting = (ids: readonly number[], children: number) =>
  ids.length === children && new Set(ids).size === children && ids.every((id) => id >= 0 && id <= 127)

function describeField(field: FlatTable, column: string, dictionaries: Map<number, string>, depth: number): string {
  if (depth > MAX_DEPTH) throw fault('limit', `has a column nested deeper than ${MAX_DEPTH} levels: \`${column}\``)
  const number = field.i8(FIELD.kind)
  const kind = KINDS[number]
  if (!kind) {
    const type = UNREADABLE[number] ?? `number ${number}`
    const fix = `cast column \`${column}\` to another type`
    throw fault('unsupported', `has a column of a type that can't be read: \`${column}\` (${type})`, fix)
  }
  const wrong = () => fault('format', `has a column whose type makes no sense: \`${column}\` (${kind.name})`)
  const parameters = field.table(FIELD.type)
  const values = (kind.reads ?? []).map((read) => (parameters ? read(parameters) : undefined))
  if (kind.reads && !parameters) throw wrong()
  if (kind.allows && !kind.allows(values)) throw wrong()
  readMetadata(field, FIELD.metadata)
  const children = field.tables(FIELD.children)
  const described = children.map((child) => describeField(child, column, dictionaries, depth + 1))
  if (kind.children !== 'any' && children.length !== kind.children) throw wrong()
  if (kind.name === 'map' && (children[0]?.i8(FIELD.kind) !== 13 || children[0].tables(FIELD.children).length !== 2))
    throw wrong()
  const unionIds = values[1] as readonly number[]
  if (kind.name === 'union' && !fitting(unionIds, children.length)) throw wrong()
  const type = `${kind.name}(${JSON.stringify(values)})[${described.join()}]`
  const encoding = field.table(FIELD.dictionary)
  const name = JSON.stringify(field.text(FIELD.name) ?? '')
  const start = `${name}${field.bool(FIELD.nullable) ? '?' : ''}:`
  if (!encoding) return start + type
  const id = encoding.i64(DICTIONARY.id)
  if ((dictionaries.get(id) ?? type) !== type) {
    throw fault('format', `has two columns of different types that share one dictionary: \`${column}\``)
  }
  dictionaries.set(id, type)
  if (encoding.i16(DICTIONARY.kind) !== 0) throw wrong()
  const index = encoding.table(DICTIONARY.index)
  if (index && ![8, 16, 32, 64].includes(index.i32(0))) throw wrong()
  return `${start}dictionary(${id},${index?.i32(0) ?? 32},${index?.bool(1) ?? true},${encoding.bool(DICTIONARY.ordered)})${type}`
}
