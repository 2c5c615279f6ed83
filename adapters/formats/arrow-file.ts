import { Message, type Schema } from 'apache-arrow'
import type { ByteSource } from '../../src/ports.ts'
import type { ByteReader } from './arrow-bytes.ts'
import { METADATA_LIMIT, VERSION_5 } from './arrow-envelope.ts'
import { fault } from './arrow-fault.ts'
import { type FlatTable, flatRoot } from './arrow-flat-read.ts'
import { type FlatFields, flatBytes } from './arrow-flat-write.ts'
import { describeSchema, readMetadata } from './arrow-schema.ts'

/** Where a message stands in a file. */
export interface Place {
  readonly at: number
  /** Bytes of prefix and metadata. */
  readonly head: number
  /** Bytes of the body. */
  readonly body: number
}

export const MAGIC = new TextEncoder().encode('ARROW1')
const FOOTER = { version: 0, schema: 1, dictionaries: 2, batches: 3, metadata: 4 }
const SCHEMA_KIND = 1

/** What was read before the footer, which has to agree. */
export interface Seen {
  readonly description: string
  readonly dictionaries: number
  /** Position of each record batch. */
  readonly batches: readonly number[]
}

/**
 * Reads what follows the end marker of a file: the footer must be whole, the last thing in it, and list what was read
 * and nothing else, or readers that go by the footer would see other rows. Gives the footer's own metadata.
 */
export async function checkFooter(reader: ByteReader, seen: Seen): Promise<Map<string, string>> {
  const tail = await reader.read(METADATA_LIMIT)
  if (tail.length === METADATA_LIMIT) throw fault('limit', `has a footer of more than ${METADATA_LIMIT} bytes`)
  const footer = footerIn(tail)
  if (!footer) throw fault('truncated', 'ends without the footer of an Arrow file')
  if (footer.length + 10 !== tail.length) throw fault('format', 'is damaged: bytes that belong to nothing')
  const root = flatRoot(footer)
  const schema = root.table(FOOTER.schema)
  const batches = root.i64s(FOOTER.batches, 3).filter((_, index) => index % 3 === 0)
  if (!schema || describeSchema(schema) !== seen.description) {
    throw fault('format', 'is damaged: its footer has another schema')
  }
  const dictionaries = root.i64s(FOOTER.dictionaries, 3).length / 3
  const same = batches.length === seen.batches.length && batches.every((at, index) => at === seen.batches[index])
  if (!same || dictionaries !== seen.dictionaries) {
    throw fault('format', 'is damaged: its footer lists other record batches than it has')
  }
  return readMetadata(root, FOOTER.metadata)
}

/** The footer at the end of `tail`, if it ends like a file. */
function footerIn(tail: Uint8Array): Uint8Array | undefined {
  if (tail.length < 10 || !MAGIC.every((byte, index) => tail[tail.length - 6 + index] === byte)) return undefined
  const size = new DataView(tail.buffer, tail.byteOffset + tail.length - 10, 4).getInt32(0, true)
  return size > 0 && size + 10 <= tail.length ? tail.slice(tail.length - 10 - size, tail.length - 10) : undefined
}

/** The schema message that a file's first messages lack, from its footer: arrow-js writes such files. */
export async function schemaFromFooter(input: ByteSource): Promise<Uint8Array> {
  if (!input.range || input.size === undefined) {
    const fix = 'give it as a file, or convert it to an Arrow stream'
    throw fault('unsupported', 'has its schema only at its end, which can not be read from a pipe', fix)
  }
  const size = Math.min(input.size, METADATA_LIMIT)
  const footer = footerIn(await input.range(input.size - size, input.size))
  if (!footer) throw fault('truncated', 'ends without the footer of an Arrow file')
  const schema = flatRoot(footer).table(FOOTER.schema)
  if (!schema) throw fault('format', 'is damaged: its footer has no schema')
  describeSchema(schema)
  // The library reads messages: one around the footer, and from that one that holds the schema alone.
  const around = Message.decode(schemaMessage(footer, schema.at))
  return Message.encode(Message.from(around.header() as unknown as Schema))
}

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
  const schema = flatRoot(message).table(2) as FlatTable
  const footer = flatBytes([
    [FOOTER.version, { scalar: 2, value: VERSION_5 }],
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
