import { fresh, numbers, type Room } from '../arena.ts'
import { deltaValues } from './delta.ts'
import { damaged, tooMuch, unsupported } from './fault.ts'
import { readHybrid } from './hybrid.ts'
import { ENCODING, type Values } from './layout.ts'
import type { Leaf } from './schema.ts'

/** Decodes `count` values of a page that is not dictionary-encoded. `most`: bytes that they may take. */
export function readValues(leaf: Leaf, encoding: number, page: Uint8Array, count: number, most: number): Values {
  if (count * Math.max(leaf.width, 1) > most) tooMuch('a page holds more than its row group may')
  const { type, width } = leaf
  switch (encoding) {
    case ENCODING.plain:
      return type === 'BOOLEAN'
        ? plainBits(page, count)
        : width === 0
          ? plainBytes(page, count)
          : plainFixed(page, width, count)
    case ENCODING.rle: {
      if (type !== 'BOOLEAN') break
      const bytes = new Uint8Array(count)
      const size = count === 0 ? 0 : new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true)
      if (count > 0) readHybrid(page, 4, 4 + size, 1, bytes, 1)
      return { count, width: 1, bytes, at: undefined }
    }
    case ENCODING.deltaBinary:
    case ENCODING.deltaLength:
    case ENCODING.deltaBytes:
      return deltaValues(leaf, encoding, page, count, most)
    case ENCODING.streamSplit: {
      if (width < 2 || type === 'INT96') break
      if (page.length < count * width) damaged('a page ends before its values do')
      const bytes = new Uint8Array(count * width)
      for (let b = 0, from = 0; b < width; b++)
        for (let i = 0; i < count; i++) bytes[i * width + b] = page[from++] as number
      return { count, width, bytes, at: undefined }
    }
  }
  return unsupported(`values of type ${type} in encoding ${encoding} are not known`)
}

/** Indexes into a dictionary of `size` values. */
export function readIndexes(page: Uint8Array, count: number, size: number, room: Room = fresh): Uint32Array {
  const indexes = numbers(room, count)
  if (count === 0) return indexes
  if (size === 0) damaged('a page refers to a dictionary that is not there')
  readHybrid(page, 1, page.length, page[0] ?? damaged('a page of indexes is empty'), indexes, size - 1)
  return indexes
}

function plainFixed(page: Uint8Array, width: number, count: number): Values {
  if (page.length < count * width) damaged('a page ends before its values do')
  return { count, width, bytes: page.subarray(0, count * width), at: undefined }
}

function plainBits(page: Uint8Array, count: number): Values {
  if (page.length * 8 < count) damaged('a page ends before its values do')
  const bytes = new Uint8Array(count)
  for (let i = 0; i < count; i++) bytes[i] = ((page[i >> 3] as number) >> (i & 7)) & 1
  return { count, width: 1, bytes, at: undefined }
}

function plainBytes(page: Uint8Array, count: number): Values {
  if (page.length < count * 4) damaged('a page ends before its values do')
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const at = new Uint32Array(count + 1)
  let end = 0
  for (let i = 0; i < count; i++) {
    if (end + 4 > page.length) damaged('a page ends before its values do')
    end += 4 + view.getUint32(end, true)
    at[i + 1] = Math.min(end, page.length)
  }
  if (end > page.length) damaged('a value runs past the end of its page')
  return { count, width: 0, bytes: page.subarray(0, end), at }
}
