import { noted } from '../column-notes.ts'
import { MESSAGE } from './envelope.ts'
import { fault } from './fault.ts'
import { type FlatTable, flatRoot } from './flat-read.ts'
import { type FlatFields, type FlatValue, flatBytes } from './flat-write.ts'

/** Slots of the flatbuffer tables, by Arrow's Schema.fbs. */
const SCHEMA = { endianness: 0, fields: 1, metadata: 2, features: 3 }
const FIELD = { name: 0, nullable: 1, kind: 2, type: 3, children: 5 }
const SCHEMA_KIND = 1
const UTF8 = 5

/**
 * A schema message with one more column of text, that may be null, behind the others. What it says of the others is
 * embedded as it stands; metadata that list the columns by themselves get the new one too.
 */
export function extendedSchema(message: Uint8Array, column: string): Uint8Array {
  const root = flatRoot(message)
  const schema = root.table(MESSAGE.header)
  if (!schema || root.i8(MESSAGE.kind) !== SCHEMA_KIND) throw fault('format', 'is damaged: it has no schema')
  const within = (at: number): FlatValue => ({ within: message, at })
  const kept = (table: FlatTable, slot: number): FlatFields => {
    const at = table.place(slot)
    return at === undefined ? [] : [[slot, within(at)]]
  }
  const field: FlatFields = [
    [FIELD.name, { text: column }],
    [FIELD.nullable, { scalar: 1, value: 1 }],
    [FIELD.kind, { scalar: 1, value: UTF8 }],
    [FIELD.type, { table: [] }],
    [FIELD.children, { refs: [] }],
  ]
  const pairs = schema.tables(SCHEMA.metadata).map((pair): FlatValue => {
    const [key, text] = [pair.text(0) ?? '', pair.text(1) ?? '']
    const now = noted(key, text, column)
    return now === text
      ? within(pair.at)
      : {
          table: [
            [0, { text: key }],
            [1, { text: now }],
          ],
        }
  })
  const extended: FlatFields = [
    [SCHEMA.endianness, { scalar: 2, value: schema.i16(SCHEMA.endianness) }],
    [SCHEMA.fields, { refs: [...schema.tables(SCHEMA.fields).map(({ at }) => within(at)), { table: field }] }],
    ...(pairs.length > 0 ? [[SCHEMA.metadata, { refs: pairs }] as const] : []),
    ...kept(schema, SCHEMA.features),
  ]
  return flatBytes([
    [MESSAGE.version, { scalar: 2, value: root.i16(MESSAGE.version) }],
    [MESSAGE.kind, { scalar: 1, value: SCHEMA_KIND }],
    [MESSAGE.header, { table: extended }],
    [MESSAGE.bodyLength, { scalar: 8, value: 0 }],
    ...kept(root, MESSAGE.metadata),
  ])
}

/** How many columns a schema message has, or undefined where it is none. */
export function columnsIn(message: Uint8Array): number | undefined {
  const root = flatRoot(message)
  const schema = root.i8(MESSAGE.kind) === SCHEMA_KIND ? root.table(MESSAGE.header) : undefined
  return schema?.tables(SCHEMA.fields).length
}
