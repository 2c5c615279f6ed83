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
  add(code: Code, row: number): void
  commit(): void
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
      return {
        add(code, row) {
          const tally = page.get(code)
          if (!tally) page.set(code, { rows: 1, first: row, last: row })
          else {
            tally.rows += 1
            tally.last = row
          }
        },
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
        },
      }
    },
    *entries() {
      for (const [code, tally] of tallies) yield { ...judge.explain(table.get(code)), ...tally }
    },
  }
}
