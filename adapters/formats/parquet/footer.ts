import type { ByteSource, Limits } from '../../../src/index.ts'
import { cutShort, damaged, tooMuch, unsupported } from './fault.ts'
import { type Group, readGroup } from './group.ts'
import { readRange } from './range.ts'
import { readSchema, type Schema } from './schema.ts'
import { type Stored, thriftStruct, WIRE } from './thrift.ts'

/** What stands at the end of a Parquet file. Row groups are kept as bytes and read when they are asked for. */
export interface Footer {
  readonly schema: Schema
  readonly rows: number
  readonly groups: number
  /** Where it begins: all pages and indexes stand before it. */
  readonly start: number
  group(index: number): Group
  /** All bytes from there on: the metadata, their length and the magic. */
  readonly end: Uint8Array
  /** The metadata as they are stored. */
  readonly stored: Stored
  /** A field of the metadata as it is stored, to write it again without a change. */
  raw(field: number): Stored | undefined
}

const TAIL = 64 * 1024
const FOOTER = 64 * 1024 * 1024
const MAGIC = 'PAR1'
const ENCRYPTED = 'PARE'

/**
 * Reads and checks the footer before anything is decoded: sizes, counts and offsets must fit the file, the limits and
 * each other. A codec, an encoding or an encryption that can not be read is refused here or when it is met, never
 * skipped.
 */
export async function readFooter(input: ByteSource, size: number, limits: Limits): Promise<Footer> {
  if (size === 0) cutShort('it is empty')
  if (size < 12) damaged(`${size} bytes are too few for a parquet file`)
  const from = Math.max(0, size - TAIL)
  const tail = await readRange(input, from, size)
  const magic = latin(tail.subarray(-4))
  if (magic === ENCRYPTED) unsupported('its footer is encrypted', 'decrypt it first')
  const head = from === 0 ? tail.subarray(0, 4) : await readRange(input, 0, 4)
  if (magic !== MAGIC && latin(head) === MAGIC) cutShort('it has no footer')
  if (magic !== MAGIC || latin(head) !== MAGIC) damaged('it is not a parquet file')
  const length = new DataView(tail.buffer, tail.byteOffset + tail.length - 8, 4).getUint32(0, true)
  if (length > size - 12) damaged(`its footer claims ${length} bytes in a file of ${size}`)
  if (length > FOOTER) tooMuch(`its footer has ${length} bytes`)
  const start = size - 8 - length
  const end = start >= from ? tail.slice(start - from) : await readRange(input, start, size)
  return parseFooter(end, start, limits)
}

function parseFooter(end: Uint8Array, dataEnd: number, limits: Limits): Footer {
  const bytes = end.subarray(0, end.length - 8)
  const meta = thriftStruct(bytes)
  if (meta.has(8) || meta.has(9)) unsupported('its columns are encrypted', 'decrypt it first')
  const schema = readSchema(meta.list(2) ?? damaged('its footer has no schema'), limits.depth)
  const rows = meta.int(3) ?? damaged('its footer has no count of rows')
  const groups: Stored[] = []
  let sum = 0
  for (const { from, end } of (meta.list(4) ?? damaged('its footer has no row groups')).structs()) {
    const stored = { type: WIRE.struct, bytes: bytes.subarray(from, end) }
    sum += readGroup(stored, schema, { dataEnd, limits, index: groups.length }).rows
    groups.push(stored)
  }
  if (sum !== rows) damaged(`its footer counts ${rows} rows and its row groups ${sum}`)
  return {
    schema,
    rows,
    groups: groups.length,
    start: dataEnd,
    end,
    group: (index) => readGroup(groups[index] as Stored, schema, { dataEnd, limits, index }),
    stored: { type: WIRE.struct, bytes },
    raw: meta.raw,
  }
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
