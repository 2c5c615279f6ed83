import { damaged, tooMuch, unsupported } from './fault.ts'
import { ENCODING, type Values } from './layout.ts'
import { type Reader, unpackDeltas } from './packed.ts'
import type { Leaf } from './schema.ts'

/** Decodes the delta encodings into the layout of plain values. `most`: bytes that the values may take. */
export function deltaValues(leaf: Leaf, encoding: number, page: Uint8Array, count: number, most: number): Values {
  if (count === 0)
    return { count, width: leaf.width, bytes: new Uint8Array(), at: leaf.width ? undefined : new Uint32Array(1) }
  const reader: Reader = { bytes: page, at: 0 }
  if (encoding === ENCODING.deltaBinary) {
    if (leaf.type !== 'INT32' && leaf.type !== 'INT64') unsupported(`delta encoding of ${leaf.type} is not known`)
    return { count, width: leaf.width, bytes: unpackDeltas(reader, count, leaf.width), at: undefined }
  }
  if (leaf.type !== 'BYTE_ARRAY' && !(leaf.type === 'FIXED_LEN_BYTE_ARRAY' && encoding === ENCODING.deltaBytes))
    unsupported(`delta encoding of ${leaf.type} is not known`)
  const prefixes = encoding === ENCODING.deltaBytes ? lengths(reader, count) : undefined
  const suffixes = lengths(reader, count)
  return restore(leaf, page.subarray(reader.at), count, prefixes, suffixes, most)
}

/** Puts values together from the prefix that each shares with the one before it, and its own rest. */
function restore(
  leaf: Leaf,
  rest: Uint8Array,
  count: number,
  prefixes: Int32Array | undefined,
  suffixes: Int32Array,
  most: number,
): Values {
  const lead = leaf.width === 0 ? 4 : 0
  let size = 0
  for (let i = 0, before = 0; i < count; i++) {
    const prefix = prefixes?.[i] ?? 0
    const own = suffixes[i] as number
    if (prefix < 0 || own < 0 || prefix > before) damaged('a delta-encoded value has an impossible length')
    before = prefix + own
    if (leaf.width > 0 && before !== leaf.width) damaged('a delta-encoded value has an impossible length')
    size += lead + before
  }
  if (size > most) tooMuch('a page holds more than its row group may')
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  const at = new Uint32Array(count + 1)
  let end = 0
  let from = 0
  for (let i = 0, last = 0; i < count; i++) {
    const prefix = prefixes?.[i] ?? 0
    const own = suffixes[i] as number
    if (from + own > rest.length) damaged('a page ends before its values do')
    if (lead) view.setUint32(end, prefix + own, true)
    const start = end + lead
    bytes.copyWithin(start, last, last + prefix)
    bytes.set(rest.subarray(from, from + own), start + prefix)
    from += own
    last = start
    end = start + prefix + own
    at[i + 1] = end
  }
  return { count, width: leaf.width, bytes, at: leaf.width === 0 ? at : undefined }
}

function lengths(reader: Reader, count: number): Int32Array {
  const view = new DataView(unpackDeltas(reader, count, 4).buffer)
  return Int32Array.from({ length: count }, (_, i) => view.getInt32(i * 4, true))
}
