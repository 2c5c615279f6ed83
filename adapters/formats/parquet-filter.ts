import { concat } from './bytes.ts'
import type { Column } from './parquet-column.ts'
import { damaged } from './parquet-fault.ts'
import type { Values } from './parquet-layout.ts'
import type { Page } from './parquet-page.ts'

/** The kept part of one data page: levels and values of the kept rows, and nothing else. */
export interface Part {
  readonly entries: number
  readonly rows: number
  readonly def: Uint8Array | undefined
  readonly rep: Uint8Array | undefined
  /** One of the two: indexes into the rebuilt dictionary, or values in plain layout. */
  readonly indexes: Uint32Array | undefined
  readonly values: Uint8Array | undefined
}

/** A column of which only kept rows are left. The dictionary holds what they refer to, in the order of first use. */
export interface Kept {
  readonly dictionary: { readonly count: number; readonly bytes: Uint8Array } | undefined
  readonly parts: readonly Part[]
}

/** Takes the rows of a column whose `mask` is 1. A row ends where the next entry of repetition level 0 begins. */
export function filterColumn(column: Column, mask: Uint8Array): Kept {
  const renumber = new Int32Array(column.dictionary?.count ?? 0).fill(-1)
  const order: number[] = []
  const parts: Part[] = []
  let row = -1
  for (const page of column.pages) {
    const keep = new Uint8Array(page.entries)
    let entries = 0
    let rows = 0
    for (let i = 0; i < page.entries; i++) {
      const begins = !page.rep || page.rep[i] === 0
      if (begins) row++
      if (mask[row] !== 1) continue
      keep[i] = 1
      entries++
      if (begins) rows++
    }
    if (entries === 0) continue
    const there = presence(page, keep, column.chunk.leaf.def)
    parts.push({
      entries,
      rows,
      def: page.def && pick(page.def, keep, entries),
      rep: page.rep && pick(page.rep, keep, entries),
      indexes: page.indexes && renumbered(page.indexes, there, renumber, order),
      values: page.values && runs(page.values, there),
    })
  }
  if (row + 1 !== mask.length) damaged(`a column has ${row + 1} rows in a row group of ${mask.length}`)
  if (!column.dictionary) return { dictionary: undefined, parts }
  // Readers want a dictionary page wherever a page refers to one, even for no value at all.
  if (order.length === 0)
    return {
      dictionary: undefined,
      parts: parts.map((part) => ({ ...part, indexes: undefined, values: part.values ?? new Uint8Array() })),
    }
  const set = column.dictionary
  const bytes = concat(order.map((index) => set.bytes.subarray(place(set, index), place(set, index + 1))))
  return { dictionary: { count: order.length, bytes }, parts }
}

/** Whether every value of the dictionary is referred to, so that it says nothing beyond the rows. */
export function usesWholeDictionary(column: Column): boolean {
  if (!column.dictionary) return true
  const used = new Uint8Array(column.dictionary.count)
  let left = used.length
  for (const { indexes } of column.pages)
    for (const index of indexes ?? []) {
      if (used[index] === 1) continue
      used[index] = 1
      if (--left === 0) return true
    }
  return left === 0
}

/** Of the entries that are kept or not, those that have a value. */
function presence(page: Page, keep: Uint8Array, full: number): Uint8Array {
  const { def } = page
  return def ? keep.filter((_, i) => def[i] === full) : keep
}

function pick(levels: Uint8Array, keep: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count)
  for (let i = 0, at = 0; i < levels.length; i++) if (keep[i] === 1) out[at++] = levels[i] as number
  return out
}

function renumbered(indexes: Uint32Array, keep: Uint8Array, renumber: Int32Array, order: number[]): Uint32Array {
  const out = new Uint32Array(keep.reduce((sum, kept) => sum + kept, 0))
  for (let i = 0, at = 0; i < keep.length; i++) {
    if (keep[i] !== 1) continue
    const index = indexes[i] as number
    if (renumber[index] === -1) renumber[index] = order.push(index) - 1
    out[at++] = renumber[index] as number
  }
  return out
}

/** Copies the kept values by runs. */
function runs(values: Values, keep: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let from = keep.indexOf(1); from >= 0; ) {
    const end = keep.indexOf(0, from)
    const to = end < 0 ? keep.length : end
    pieces.push(values.bytes.subarray(place(values, from), place(values, to)))
    from = end < 0 ? -1 : keep.indexOf(1, to)
  }
  return concat(pieces)
}

function place(values: Values, index: number): number {
  return values.at ? (values.at[index] as number) : index * values.width
}
