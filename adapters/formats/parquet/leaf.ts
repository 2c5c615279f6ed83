import { fresh, numbers, type Room } from '../arena.ts'
import type { Column } from './column.ts'
import { type Values, valueBytes } from './layout.ts'
import type { Leaf } from './schema.ts'

/** A column laid out for reading row by row: entry `e` has its levels and the number of its value. */
export interface LeafRows {
  readonly leaf: Leaf
  readonly def: Uint8Array | undefined
  readonly rep: Uint8Array | undefined
  /** Number of the value of an entry; meaningless where the entry is null. */
  readonly ids: Uint32Array
  /** Values of the dictionary, where every value is one of it. */
  readonly dictionary: number | undefined
  /** First entry of a row. */
  start(row: number): number
  present(entry: number): boolean
  value(id: number): Uint8Array
}

/** @param room where the lists of it are put */
export function leafRows(column: Column, room: Room = fresh): LeafRows {
  const { leaf, entries, rows } = column.chunk
  const def = leaf.def ? room(entries) : undefined
  const rep = leaf.rep ? room(entries) : undefined
  const starts = rep ? numbers(room, rows + 1) : undefined
  const ids = numbers(room, entries)
  const sets: Values[] = []
  const bases: number[] = []
  let next = column.dictionary?.count ?? 0
  let at = 0
  let row = 0
  for (const page of column.pages) {
    if (page.def) def?.set(page.def, at)
    if (page.rep) rep?.set(page.rep, at)
    if (page.values?.count) {
      sets.push(page.values)
      bases.push(next)
    }
    for (let i = 0, seen = 0; i < page.entries; i++) {
      if (starts && page.rep?.[i] === 0) starts[row++] = at + i
      if (page.def && page.def[i] !== leaf.def) continue
      ids[at + i] = page.indexes ? (page.indexes[seen] as number) : next + seen
      seen++
    }
    next += page.values?.count ?? 0
    at += page.entries
  }
  if (starts) starts[rows] = entries
  return {
    leaf,
    def,
    rep,
    ids,
    dictionary: sets.length === 0 ? (column.dictionary?.count ?? 0) : undefined,
    start: (index) => (starts ? (starts[index] as number) : index),
    present: (entry) => def === undefined || def[entry] === leaf.def,
    value(id) {
      let [set, above] = [-1, bases.length]
      while (above - set > 1) {
        const middle = (set + above) >> 1
        if ((bases[middle] as number) > id) above = middle
        else set = middle
      }
      return valueBytes((set < 0 ? column.dictionary : sets[set]) as Values, set < 0 ? id : id - (bases[set] as number))
    },
  }
}
