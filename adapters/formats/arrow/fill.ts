import { type Data, type DataType, Type } from 'apache-arrow'
import type { Limits } from '../../../src/index.ts'
import type { NewColumn } from './change.ts'
import { fault } from './fault.ts'
import { bytesOf, isView, offsetsOf, packOffsets, VIEW_BYTES } from './layout.ts'
import { pieceOf, repeated } from './pieces.ts'

const TEXTS: ReadonlySet<Type> = new Set([
  Type.Utf8,
  Type.LargeUtf8,
  Type.Utf8View,
  Type.Binary,
  Type.LargeBinary,
  Type.BinaryView,
])
const NONE = pieceOf(new Uint8Array())
/** The longest text that stands in its view. */
const INLINE = 12

/** Whether a column is one of texts, or of bytes, which are read as text. */
export const holdsText = (type: DataType): boolean => TEXTS.has(type.typeId)

/** A column of `rows` times the same text, as Utf8. */
export function constantText(rows: number, text: Uint8Array, limits: Limits): NewColumn {
  fits(rows * text.length, limits)
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * text.length)
  return { nulls: 0, buffers: [NONE, pieceOf(bytesOf(offsets)), repeated(text, rows)] }
}

/** A column of texts in which the rows that `marks` names, and all that are null, have `text`. */
export function filledText(data: Data, marks: Uint8Array, text: Uint8Array, limits: Limits): NewColumn {
  return isView(data.type) ? filledViews(data, marks, text) : filledOffsets(data, marks, text, limits)
}

function filledOffsets(data: Data, marks: Uint8Array, text: Uint8Array, limits: Limits): NewColumn {
  const before = offsetsOf(data)
  const values = bytesOf(data.values)
  const offsets = new Float64Array(data.length + 1)
  for (let row = 0; row < data.length; row++)
    offsets[row + 1] = offsets[row]! + (marks[row] === 1 ? text.length : before[row + 1]! - before[row]!)
  const size = offsets[data.length]!
  fits(size, limits)
  const filled = new Uint8Array(size)
  for (let row = 0; row < data.length; row++)
    filled.set(marks[row] === 1 ? text : values.subarray(before[row], before[row + 1]), offsets[row])
  return { nulls: 0, buffers: [NONE, pieceOf(bytesOf(packOffsets(data.type, offsets))), pieceOf(filled)] }
}

/** The text is in one more data buffer, the others stay as they are. */
function filledViews(data: Data, marks: Uint8Array, text: Uint8Array): NewColumn {
  const views = bytesOf(data.values).slice(0, data.length * VIEW_BYTES)
  const buffers = data.variadicBuffers.length
  const view = new Uint8Array(VIEW_BYTES)
  const words = new DataView(view.buffer)
  words.setInt32(0, text.length, true)
  view.set(text.subarray(0, text.length > INLINE ? 4 : INLINE), 4)
  if (text.length > INLINE) words.setInt32(8, buffers, true)
  for (let row = 0; row < data.length; row++) if (marks[row] === 1) views.set(view, row * VIEW_BYTES)
  const kept = Array.from({ length: buffers }, (_, index) => 2 + index)
  const own = text.length > INLINE ? [pieceOf(text)] : []
  return { nulls: 0, buffers: [NONE, pieceOf(views), ...kept, ...own], variadics: buffers + own.length }
}

/** Offsets have 32 bits, and nothing may be larger than what is read. */
function fits(size: number, limits: Limits): void {
  if (size <= Math.min(limits.block, 2 ** 31 - 1)) return
  const fix = 'write smaller record batches, or raise the limit'
  throw fault('limit', `has a record batch whose new column would have ${size} bytes`, fix)
}
