import type { LedgerEntry } from '../schemas/ledger.ts'
import type { Reason, ReasonCode, Rest } from '../schemas/ruling.ts'
import type { Resting } from '../schemas/task.ts'
import { type Counts, createCounts } from './duty-counts.ts'

/** Grounds that are told for each; the others are counted. */
const KEPT = 20

/** The reasons that tell on what rows rest. */
const CODES: Partial<Record<ReasonCode, Rest>> = {
  permission: 'permission',
  curation: 'curation',
  assertion: 'assertion',
  'not-bound': 'assertion',
  'accepted-unlicensed': 'assertion',
  stale: 'stale',
}

export interface Rests {
  /** Counts an origin whose rows pass. */
  add(entry: Pick<LedgerEntry, 'rests' | 'reasons' | 'declared' | 'rows'>): void
  finish(): Resting[]
}

/** A fold over what rows rest on beside the words that were read, with the grounds for it. */
export function createRests(): Rests {
  const found = new Map<Rest, { rows: number; on: Counts<string> }>()
  return {
    add({ rests, reasons, declared, rows }) {
      for (const rest of rests) {
        const kept = found.get(rest) ?? { rows: 0, on: createCounts<string>() }
        found.set(rest, kept)
        kept.rows += rows
        const grounds = rest === 'declared' ? declared.map((field) => `\`${field}\``) : groundsOf(rest, reasons)
        for (const says of new Set(grounds)) kept.on.add(says, says, rows)
      }
    },
    finish: () =>
      [...found]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([rest, { rows, on }]) => {
          const all = on.sorted()
          return {
            rest,
            rows,
            on: all.slice(0, KEPT).map(({ value, rows: count }) => ({ says: value, rows: count })),
            more: Math.max(0, all.length - KEPT),
          }
        }),
  }
}

function groundsOf(rest: Rest, reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ code, says, terms, version, evidence }) => {
    if (rest === 'quotation') return evidence === 'quoted' && terms ? [`\`${terms}@${version}\``] : []
    if (CODES[code] !== rest) return []
    // Which issuer it is about stands beside the sentence, not in it.
    return [code === 'assertion' && terms ? `${says}: \`${terms}\`` : says]
  })
}
