import type { Limits } from '../../../src/index.ts'
import { type Buffers, buffersOf } from './buffers.ts'
import type { ByteReader } from './bytes.ts'
import { fault } from './fault.ts'
import { type FlatTable, flatRoot } from './flat-read.ts'
import { type Rope, ropeOf } from './rope.ts'
import { readMetadata } from './schema.ts'

/** Columns of one message: node lengths and null counts, and the buffers, inside their bounds. */
export interface Block {
  readonly length: number
  /** Length and null count of each node, flattened. */
  readonly nodes: readonly number[]
  readonly buffers: Buffers
  readonly variadics: readonly number[]
  readonly metadata: ReadonlyMap<string, string>
  /** Whether unions carry a bitmap, as before metadata version 5. */
  readonly unionBitmaps: boolean
  /** Rows that a column may claim. */
  readonly rowLimit: number
  /** Number of the codec of a compressed body. */
  readonly codec: number | undefined
}

/** A message as it came: metadata, a flatbuffer, and body. */
export interface Raw {
  readonly bytes: Uint8Array
  readonly body: Rope
}

export type Message = { /** Position of the message in the input. */ readonly at: number } & (
  | { readonly kind: 'schema'; readonly bytes: Uint8Array; readonly schema: FlatTable; readonly version: number }
  | {
      readonly kind: 'dictionary'
      readonly id: number
      readonly delta: boolean
      readonly block: Block
      readonly raw: Raw
    }
  | { readonly kind: 'batch'; readonly block: Block; readonly raw: Raw }
)

/** Slots of the flatbuffer tables, by Arrow's Message.fbs. */
export const MESSAGE = { version: 0, kind: 1, header: 2, bodyLength: 3, metadata: 4 }
export const BATCH = { length: 0, nodes: 1, buffers: 2, compression: 3, variadics: 4 }
const DICTIONARY = { id: 0, data: 1, delta: 2 }
const COMPRESSION = { codec: 0, method: 1 }
const KINDS: Readonly<Record<number, 'schema' | 'dictionary' | 'batch'>> = { 1: 'schema', 2: 'dictionary', 3: 'batch' }

/** Metadata versions by number: 4 (Arrow 0.8 to 0.17) and 5. */
const VERSION_4 = 3
export const VERSION_5 = 4

/** Bytes of metadata that a message may have. */
export const METADATA_LIMIT = 16 * 1024 * 1024

const cut = () => fault('truncated', 'ends in the middle of an Arrow message')

/**
 * The next message, or undefined at the marker that ends the stream. An input that stops before its marker is
 * `truncated`, also where it stops between two messages.
 */
export async function nextMessage(reader: ByteReader, limits: Limits): Promise<Message | undefined> {
  const at = reader.position
  const start = await reader.read(8)
  if (start.length === 0) {
    const fix = 'write it anew and close the writer'
    throw fault('truncated', 'ends without the end-of-stream marker of Arrow: rows may be missing', fix)
  }
  if (start.length < 8) throw cut()
  const words = new DataView(start.buffer, start.byteOffset, 8)
  if (words.getUint32(0, true) !== 0xffffffff)
    throw fault('format', 'is damaged: no Arrow message where one should start')
  const size = words.getInt32(4, true)
  if (size === 0) return undefined
  if (size < 0 || size > METADATA_LIMIT) {
    throw fault('limit', `has an Arrow message with ${size} bytes of metadata, more than ${METADATA_LIMIT}`)
  }
  const bytes = await reader.read(size)
  if (bytes.length < size) throw cut()
  const message = flatRoot(bytes)
  const version = message.i16(MESSAGE.version)
  if (version !== VERSION_4 && version !== VERSION_5) {
    throw fault('unsupported', `has Arrow metadata of version ${version + 1}`, 'write it with Arrow 1.0 or newer')
  }
  const kind = KINDS[message.i8(MESSAGE.kind)]
  const header = message.table(MESSAGE.header)
  const bodyLength = message.i64(MESSAGE.bodyLength)
  const metadata = readMetadata(message, MESSAGE.metadata)
  if (!kind || !header) throw fault('unsupported', `has an Arrow message of kind ${message.i8(MESSAGE.kind)}`)
  if (bodyLength < 0 || (kind === 'schema' && bodyLength > 0))
    throw fault('format', 'is damaged: a message has no sense')
  if (kind === 'schema') return { kind, at, bytes, schema: header, version }
  if (bodyLength > limits.block) {
    const fix = 'write smaller record batches, or raise the limit'
    throw fault('limit', `has an Arrow message of ${bodyLength} bytes, more than ${limits.block}`, fix)
  }
  // Dictionaries stay for long, and must not keep all memory that they came in.
  const body = kind === 'batch' ? await reader.take(bodyLength) : ropeOf([await reader.read(bodyLength)])
  if (body.size < bodyLength) throw cut()
  const unionBitmaps = version === VERSION_4
  const raw = { bytes, body }
  if (kind === 'batch') return { kind, at, block: blockOf(header, body, limits, metadata, unionBitmaps), raw }
  const data = header.table(DICTIONARY.data)
  if (!data) throw fault('format', 'is damaged: a dictionary without data')
  const block = blockOf(data, body, limits, metadata, unionBitmaps)
  return { kind, at, id: header.i64(DICTIONARY.id), delta: header.bool(DICTIONARY.delta), block, raw }
}

function blockOf(
  header: FlatTable,
  body: Rope,
  limits: Limits,
  metadata: ReadonlyMap<string, string>,
  unionBitmaps: boolean,
): Block {
  const compression = header.table(BATCH.compression)
  if (compression && compression.i8(COMPRESSION.method) !== 0) {
    throw fault('unsupported', 'has a compressed body of an unknown method')
  }
  const codec = compression?.i8(COMPRESSION.codec)
  const rowLimit = Math.min(Math.floor(limits.block / 4), 2 ** 31 - 1)
  const length = header.i64(BATCH.length)
  if (length < 0) throw fault('format', 'is damaged: a record batch has a negative length')
  if (length > rowLimit) throw fault('limit', `has a record batch of ${length} rows, more than ${rowLimit}`)
  return {
    length,
    nodes: header.i64s(BATCH.nodes, 2),
    buffers: buffersOf(body, header.i64s(BATCH.buffers, 2), codec, limits.block),
    variadics: header.i64s(BATCH.variadics, 1),
    metadata,
    unionBitmaps,
    rowLimit,
    codec,
  }
}
