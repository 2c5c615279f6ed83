import type { ByteSource } from '../../../src/index.ts'
import { sourceFault } from '../source-fault.ts'
import type { ByteReader } from './bytes.ts'
import { METADATA_LIMIT } from './envelope.ts'
import { fault } from './fault.ts'
import { FOOTER, MAGIC, type Place, schemaMessage } from './file.ts'
import { type FlatTable, flatRoot } from './flat-read.ts'
import { describeSchema, readMetadata } from './schema.ts'

/** What the end of an Arrow file says of it. */
export interface Footer {
  /** The schema as a message of the current version. */
  readonly message: Uint8Array
  /** The schema as `describeSchema` gives it. */
  readonly description: string
  readonly dictionaries: readonly Place[]
  readonly batches: readonly Place[]
  readonly metadata: Map<string, string>
}

/** What was read before the footer, which has to agree. */
export interface Seen {
  readonly description: string
  /** Position of each dictionary message. */
  readonly dictionaries: readonly number[]
  /** Position of each record batch. */
  readonly batches: readonly number[]
}

const TAIL = 10

/**
 * Reads what follows the end marker of a file: the footer must be whole, the last thing in it, and list what was read
 * and nothing else, or readers that go by the footer would see other rows. Gives the footer's own metadata.
 */
export async function checkFooter(reader: ByteReader, seen: Seen): Promise<Map<string, string>> {
  const tail = await reader.read(METADATA_LIMIT)
  if (tail.length === METADATA_LIMIT) throw fault('limit', `has a footer of more than ${METADATA_LIMIT} bytes`)
  const bytes = footerIn(tail)
  if (bytes.length + TAIL !== tail.length) throw fault('format', 'is damaged: bytes that belong to nothing')
  const { description, dictionaries, batches, metadata } = footerOf(bytes)
  if (description !== seen.description) throw fault('format', 'is damaged: its footer has another schema')
  if (!same(batches, seen.batches) || !same(dictionaries, seen.dictionaries)) {
    throw fault('format', 'is damaged: its footer lists other record batches than it has')
  }
  return metadata
}

/** The footer of a file that has to be read by it: its messages stand in another order than in a stream. */
export async function readFooter(input: ByteSource): Promise<Footer> {
  if (!input.range || input.size === undefined) {
    const fix = 'give it as a file, or convert it to an Arrow stream'
    throw fault('unsupported', 'is in no order that can be read from a pipe: its footer has to be read first', fix)
  }
  const { name, size } = input
  const read = (from: number) =>
    input.range!(Math.max(0, from), size).catch((error) => Promise.reject(sourceFault(name, error)))
  const length = footerSize(await read(size - TAIL))
  const footer = footerOf(footerIn(await read(size - TAIL - length)))
  let end = MAGIC.length
  // A message listed twice, or inside of another, would give rows that the file does not have.
  for (const { at, head, body } of [...footer.dictionaries, ...footer.batches].sort((a, b) => a.at - b.at)) {
    if (at < end || head < 8 || body < 0) throw fault('format', 'is damaged: its footer lists messages that overlap')
    end = at + head + body
    if (end > size) throw fault('format', 'is damaged: its footer lists messages behind its end')
  }
  return footer
}

/** The footer at the end of `tail`. */
function footerIn(tail: Uint8Array): Uint8Array {
  const size = footerSize(tail)
  if (size + TAIL > tail.length) throw missing()
  return tail.slice(tail.length - TAIL - size, tail.length - TAIL)
}

/** Bytes of the footer, by what stands at the end of `tail`. */
function footerSize(tail: Uint8Array): number {
  const at = tail.length - TAIL
  if (at < 0 || MAGIC.some((byte, index) => tail[at + 4 + index] !== byte)) throw missing()
  const size = new DataView(tail.buffer, tail.byteOffset + at, 4).getInt32(0, true)
  if (size <= 0) throw missing()
  if (size > METADATA_LIMIT) throw fault('limit', `has a footer of ${size} bytes, more than ${METADATA_LIMIT}`)
  return size
}

const missing = () => fault('truncated', 'ends without the footer of an Arrow file')

function footerOf(bytes: Uint8Array): Footer {
  const root = flatRoot(bytes)
  const schema = root.table(FOOTER.schema)
  if (!schema) throw fault('format', 'is damaged: its footer has no schema')
  return {
    message: schemaMessage(bytes, schema.at),
    description: describeSchema(schema),
    dictionaries: placesOf(root, FOOTER.dictionaries),
    batches: placesOf(root, FOOTER.batches),
    metadata: readMetadata(root, FOOTER.metadata),
  }
}

function placesOf(root: FlatTable, slot: number): Place[] {
  const words = root.i64s(slot, 3)
  return Array.from({ length: words.length / 3 }, (_, index) => ({
    at: words[3 * index]!,
    // 32 bits, and as many that mean nothing.
    head: words[3 * index + 1]! % 2 ** 32,
    body: words[3 * index + 2]!,
  }))
}

const same = (places: readonly Place[], seen: readonly number[]) =>
  places.length === seen.length && places.every(({ at }, index) => at === seen[index])
