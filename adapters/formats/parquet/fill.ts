import { concat } from '../bytes.ts'
import type { Column } from './column.ts'
import type { Kept, Part } from './filter.ts'
import { type Values, valueBytes } from './layout.ts'
import type { Page } from './page.ts'

/** Rows of a part of one repeated value, about a page. */
const ROWS = 1 << 18
/** Bytes of values after which a part ends. */
const PART = 1 << 20

/** A column of `rows` times the same text, by a dictionary of it. */
export function constantColumn(rows: number, text: Uint8Array): Kept {
  if (rows === 0) return { dictionary: undefined, parts: [] }
  const def = new Uint8Array(Math.min(rows, ROWS)).fill(1)
  const indexes = new Uint32Array(def.length)
  const parts: Part[] = []
  for (let from = 0; from < rows; from += ROWS) {
    const entries = Math.min(ROWS, rows - from)
    const part = { entries, rows: entries, rep: undefined, values: undefined }
    parts.push({ ...part, def: def.subarray(0, entries), indexes: indexes.subarray(0, entries) })
  }
  return { dictionary: { count: 1, bytes: plain(text) }, parts }
}

/**
 * A flat column of texts in which the rows that `marks` names have `text` instead of what they had. Pages by dictionary
 * and pages without any value refer to an entry that is put behind the others; of other pages the values are written
 * out.
 */
export function filledColumn(column: Column, marks: Uint8Array, text: Uint8Array): Kept {
  const { dictionary, pages } = column
  const count = dictionary?.count ?? 0
  const full = column.chunk.leaf.def
  const known = dictionary ? entryOf(dictionary, text) : -1
  const entry = known < 0 ? count : known
  const parts: Part[] = []
  let used = false
  let first = 0
  for (const page of pages) {
    const there = marks.subarray(first, first + page.entries)
    first += page.entries
    if (!page.indexes && there.includes(0)) parts.push(...written(page, there, full, text))
    else {
      parts.push(indexed(page, there, full, entry))
      used = true
    }
  }
  const bytes = dictionary?.bytes.subarray(dictionary.at?.[0], dictionary.at?.[count]) ?? new Uint8Array()
  const grown = known < 0 && used
  if (!dictionary && !grown) return { dictionary: undefined, parts }
  return {
    dictionary: grown ? { count: count + 1, bytes: concat([bytes, plain(text)]) } : { count, bytes },
    parts,
  }
}

function indexed(page: Page, marks: Uint8Array, full: number, entry: number): Part {
  const { entries } = page
  const def = page.def && Uint8Array.from(page.def, (level, i) => (marks[i] === 1 ? full : level))
  const indexes = new Uint32Array(def ? def.reduce((sum, level) => sum + (level === full ? 1 : 0), 0) : entries)
  for (let i = 0, from = 0, to = 0; i < entries; i++) {
    const stored = !page.def || page.def[i] === full ? page.indexes?.[from++] : undefined
    if (marks[i] === 1) indexes[to++] = entry
    else if (stored !== undefined) indexes[to++] = stored
  }
  return { entries, rows: entries, rep: undefined, def, indexes, values: undefined }
}

/** In parts of a size, since a text is longer than the null that it replaces. */
function* written(page: Page, marks: Uint8Array, full: number, text: Uint8Array): Generator<Part> {
  const filled = plain(text)
  const values = page.values as Values
  let pieces: Uint8Array[] = []
  let [size, start, from] = [0, 0, 0]
  const part = (end: number): Part => {
    const def = page.def?.slice(start, end).map((level, i) => (marks[start + i] === 1 ? full : level))
    const entries = end - start
    return { entries, rows: entries, rep: undefined, def, indexes: undefined, values: pieces }
  }
  for (let i = 0; i < page.entries; i++) {
    const stored = !page.def || page.def[i] === full ? from++ : -1
    const piece =
      marks[i] === 1 ? filled : stored >= 0 ? values.bytes.subarray(values.at?.[stored], values.at?.[stored + 1]) : NONE
    if (piece.length > 0) pieces.push(piece)
    size += piece.length
    if (size < PART) continue
    yield part(i + 1)
    pieces = []
    ;[size, start] = [0, i + 1]
  }
  if (start < page.entries) yield part(page.entries)
}

const NONE = new Uint8Array()

/** The number of a text in a dictionary, or -1. */
function entryOf(dictionary: Values, text: Uint8Array): number {
  for (let i = 0; i < dictionary.count; i++) {
    const value = valueBytes(dictionary, i)
    if (value.length === text.length && value.every((byte, at) => byte === text[at])) return i
  }
  return -1
}

/** A text as the plain encoding has it: behind its length. */
function plain(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + text.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  return bytes
}
