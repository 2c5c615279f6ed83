import { fresh, type Room } from '../arena.ts'
import { concat, countOf } from '../bytes.ts'
import type { Column } from './column.ts'
import { damaged } from './fault.ts'
import type { Values } from './layout.ts'
import type { Page } from './page.ts'

/** The kept part of one data page: levels and values of the kept rows, and nothing else. */
export interface Part {
  readonly entries: number
  readonly rows: number
  readonly def: Uint8Array | undefined
  readonly rep: Uint8Array | undefined
  /** One of the two: indexes into the rebuilt dictionary, or values in plain layout, in pieces. */
  readonly indexes: Uint32Array | undefined
  readonly values: readonly Uint8Array[] | undefined
}

/** A column of which only kept rows are left. The dictionary holds what they refer to, in the order of first use. */
export interface Kept {
  readonly dictionary: { readonly count: number; readonly bytes: Uint8Array } | undefined
  readonly parts: readonly Part[]
}

/** Entries of a dictionary that kept rows refer to, numbered anew. */
export interface Order {
  readonly renumber: Int32Array
  readonly order: number[]
}

export const newOrder = (count: number): Order => ({ renumber: new Int32Array(count).fill(-1), order: [] })

/** Takes the rows of a column whose `mask` is 1. A row ends where the next entry of repetition level 0 begins. */
export function filterColumn(column: Column, mask: Uint8Array): Kept {
  const order = newOrder(column.dictionary?.count ?? 0)
  const rows = maskedRows(mask)
  const parts: Part[] = []
  for (const page of column.pages) {
    const part = filterPage(page, rows.next(page), column.chunk.leaf.def, order)
    if (part) parts.push(part)
  }
  rows.end()
  return { dictionary: column.dictionary && filterDictionary(column.dictionary, order), parts }
}

/** Gives each page in turn the part of a mask of rows that speaks of its entries. */
export function maskedRows(mask: Uint8Array) {
  let row = 0
  return {
    next({ entries, rep }: { readonly entries: number; readonly rep?: Uint8Array | undefined }): Uint8Array {
      if (!rep) {
        row += entries
        return mask.subarray(row - entries, row)
      }
      const keep = new Uint8Array(entries)
      for (let i = 0; i < entries; i++) {
        if (rep[i] === 0) row++
        keep[i] = mask[row - 1] ?? damaged('a column begins in the middle of a row, or has too many of them')
      }
      return keep
    },
    end(): void {
      if (row !== mask.length) damaged(`a column has ${row} rows in a row group of ${mask.length}`)
    },
  }
}

/**
 * The entries of a page that `keep` has a 1 for, if there are any.
 * @param room where values may be put
 */
export function filterPage(
  page: Page,
  keep: Uint8Array,
  full: number,
  order: Order,
  room: Room = fresh,
): Part | undefined {
  let [entries, rows] = [0, 0]
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] !== 1) continue
    entries++
    if (!page.rep || page.rep[i] === 0) rows++
  }
  if (entries === 0) return undefined
  const there = presence(page, keep, full, room)
  const indexes = page.indexes && renumbered(page.indexes, there, order)
  return {
    entries,
    rows,
    def: page.def && pick(page.def, keep, entries),
    rep: page.rep && pick(page.rep, keep, entries),
    // Readers want a dictionary page wherever a page refers to one, even for no value at all.
    ...(indexes?.length === 0
      ? { indexes: undefined, values: [] }
      : { indexes, values: page.values && runs(page.values, there, room) }),
  }
}

/** The entries of a dictionary that are referred to, in the order of first use; undefined if none is. */
export function filterDictionary(set: Values, { order }: Order): Kept['dictionary'] {
  if (order.length === 0) return undefined
  const bytes = concat(order.map((index) => set.bytes.subarray(place(set, index), place(set, index + 1))))
  return { count: order.length, bytes }
}

/** Of the entries that are kept or not, those that have a value. */
function presence({ def }: Page, keep: Uint8Array, full: number, room: Room): Uint8Array {
  if (!def) return keep
  const out = room(keep.length)
  let count = 0
  for (let i = 0; i < keep.length; i++) if (def[i] === full) out[count++] = keep[i] as number
  return out.subarray(0, count)
}

function pick(levels: Uint8Array, keep: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count)
  for (let i = 0, at = 0; i < levels.length; i++) if (keep[i] === 1) out[at++] = levels[i] as number
  return out
}

function renumbered(indexes: Uint32Array, keep: Uint8Array, { renumber, order }: Order): Uint32Array {
  const out = new Uint32Array(countOf(1, keep))
  let count = 0
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] !== 1) continue
    const index = indexes[i] as number
    let number = renumber[index] as number
    if (number === -1) {
      number = order.push(index) - 1
      renumber[index] = number
    }
    out[count++] = number
  }
  return out
}

/** The kept values by runs; short ones of a fixed width are put together. */
function runs(values: Values, keep: Uint8Array, room: Room): Uint8Array[] {
  if (!values.at && values.width <= 16) return [fixed(values, keep, room)]
  const pieces: Uint8Array[] = []
  for (let from = keep.indexOf(1); from >= 0; ) {
    const end = keep.indexOf(0, from)
    const to = end < 0 ? keep.length : end
    pieces.push(values.bytes.subarray(place(values, from), place(values, to)))
    from = end < 0 ? -1 : keep.indexOf(1, to)
  }
  return pieces
}

function fixed({ bytes, width }: Values, keep: Uint8Array, room: Room): Uint8Array {
  const out = room(countOf(1, keep) * width)
  let at = 0
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] !== 1) continue
    for (let from = i * width; from < (i + 1) * width; from++) out[at++] = bytes[from] as number
  }
  return out
}

function place(values: Values, index: number): number {
  return values.at ? (values.at[index] as number) : index * values.width
}
