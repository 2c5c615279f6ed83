import { VERSION_5 } from './envelope.ts'
import { type FlatTable, flatRoot } from './flat-read.ts'
import { type FlatFields, flatBytes } from './flat-write.ts'

/** Where a message stands in a file. */
export interface Place {
  readonly at: number
  /** Bytes of prefix and metadata. */
  readonly head: number
  /** Bytes of the body. */
  readonly body: number
}

export const MAGIC = new TextEncoder().encode('ARROW1')
/** What ends the messages of a stream or file. */
export const END = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
export const FOOTER = { version: 0, schema: 1, dictionaries: 2, batches: 3, metadata: 4 }
const SCHEMA_KIND = 1

/** A schema message of the current version around the schema that stands at `at` in another flatbuffer. */
export const schemaMessage = (within: Uint8Array, at: number): Uint8Array =>
  flatBytes([
    [0, { scalar: 2, value: VERSION_5 }],
    [1, { scalar: 1, value: SCHEMA_KIND }],
    [2, { within, at }],
    [3, { scalar: 8, value: 0 }],
  ])

/** The end of a file: footer, its length and the magic. The schema is embedded as it came, `message` around it. */
export function footerBytes(
  message: Uint8Array,
  places: { readonly dictionaries: readonly Place[]; readonly batches: readonly Place[] },
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const root = flatRoot(message)
  const schema = root.table(2) as FlatTable
  const footer = flatBytes([
    [FOOTER.version, { scalar: 2, value: root.i16(0) }],
    [FOOTER.schema, { within: message, at: schema.at }],
    [FOOTER.dictionaries, blocks(places.dictionaries)],
    [FOOTER.batches, blocks(places.batches)],
    ...keyValues(FOOTER.metadata, metadata),
  ])
  const bytes = new Uint8Array(footer.length + 10)
  bytes.set(footer)
  new DataView(bytes.buffer).setInt32(footer.length, footer.length, true)
  bytes.set(MAGIC, footer.length + 4)
  return bytes
}

function blocks(places: readonly Place[]) {
  const words = new BigInt64Array(places.flatMap(({ at, head, body }) => [BigInt(at), BigInt(head), BigInt(body)]))
  return { structs: new Uint8Array(words.buffer), count: places.length }
}

/** A field of key-value pairs, or none where there are none. */
export const keyValues = (slot: number, pairs: ReadonlyMap<string, string>): FlatFields =>
  pairs.size === 0
    ? []
    : [[slot, { tables: [...pairs].map(([key, text]) => [[0, { text: key }] as const, [1, { text }] as const]) }]]
