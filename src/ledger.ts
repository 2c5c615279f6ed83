import type { LedgerEntry } from '../schemas/ledger.ts'
import type { Ruling } from '../schemas/ruling.ts'
import type { Judge } from './judge.ts'
import type { Code, OriginTable } from './ports.ts'

interface Tally {
  rows: number
  first: { file: string; row: number }
  last: { file: string; row: number }
}

/** Counts rows by distinct origin. Bounded by the table, whatever the number of rows. */
export interface Ledger {
  /** The ruling of a code, made once. */
  ruling(code: Code): Ruling
  /** Rulings made so far: as many as there are distinct origins among the rows. */
  readonly made: number
  /** Counts the rows of one input; they stand in the ledger only after `commit`, so that a failed input leaves none. */
  open(file: string): Page
  /** One entry per distinct origin, in the order of their first rows. */
  entries(): Iterable<LedgerEntry>
}

export interface Page {
  /** Counts rows `row` to `row + count - 1`, which share a code. */
  add(code: Code, row: number, count: number): void
  /** Takes what was counted elsewhere for a code that has none yet; codes come in the order of their first rows. */
  take(code: Code, counted: Counted): void
  /** What was counted, in the order of first rows. */
  counted(): Iterable<readonly [Code, Counted]>
  commit(): void
}

/** Rows of one input that share a code: how many, the first and the last. */
export interface Counted {
  readonly rows: number
  readonly first: number
  readonly last: number
}

export function createLedger(judge: Judge, table: OriginTable): Ledger {
  const rulings: Ruling[] = []
  const tallies = new Map<Code, Tally>()
  let made = 0
  return {
    ruling(code) {
      const known = rulings[code]
      if (known) return known
      made += 1
      const ruling = judge.rule(table.get(code))
      rulings[code] = ruling
      return ruling
    },
    get made() {
      return made
    },
    open(file) {
      const page = new Map<Code, { rows: number; first: number; last: number }>()
      // Codes are the places of a table, and few: an array finds them faster than the map, which keeps their order.
      const byCode: { rows: number; first: number; last: number }[] = []
      return {
        add(code, row, count) {
          const tally = byCode[code]
          if (tally === undefined) {
            const made = { rows: count, first: row, last: row + count - 1 }
            byCode[code] = made
            page.set(code, made)
          } else {
            tally.rows += count
            tally.last = row + count - 1
          }
        },
        take(code, { rows, first, last }) {
          const made = { rows, first, last }
          byCode[code] = made
          page.set(code, made)
        },
        counted: () => page,
        commit() {
          for (const [code, { rows, first, last }] of page) {
            const tally = tallies.get(code)
            if (!tally) tallies.set(code, { rows, first: { file, row: first }, last: { file, row: last } })
            else {
              tally.rows += rows
              tally.last = { file, row: last }
            }
          }
          page.clear()
          byCode.length = 0
        },
      }
    },
    *entries() {
      for (const [code, tally] of tallies) yield { ...judge.explain(table.get(code)), ...tally }
    },
  }
}
