import type { LedgerHeader } from '../schemas/ledger.ts'
import type { Source } from '../schemas/provenance.ts'
import { RULINGS, type RulingName } from '../schemas/ruling.ts'
import type { CatalogIndex } from './catalog.ts'
import { canonical } from './digest.ts'
import type { ImpactEntry } from './impact-entry.ts'
import { createReach, type Reach } from './impact-reach.ts'
import type { Run } from './judge.ts'
import { isAllowed } from './outcome.ts'

/** What becomes of rows: `lost` passed and would not any more, `gained` the other way round, `may-…` when days decide. */
export const SIDES = ['lost', 'may-lose', 'gained', 'may-gain', 'unchanged'] as const
export type Side = (typeof SIDES)[number]

/** One distinct provenance whose rows change side, or may. */
export interface ImpactChange {
  readonly id: string
  readonly side: Side
  readonly from: RulingName
  /** One ruling, or those that are possible. */
  readonly to: readonly RulingName[]
  readonly rows: number
  readonly first: { readonly file: string; readonly row: number }
  /** Why: what decides in the newer catalog; of gained rows, what decided in the older one. */
  readonly says: string
  /** Days inside the ledger's interval from which something else holds. */
  readonly days: readonly string[]
}

type Counts = Record<Side, number>

export interface ImpactReport {
  readonly rows: Counts & { readonly in: number }
  readonly provenances: Counts & { readonly in: number }
  /** Rows by the ruling that they had and the one that they would have; `to` joins those that are possible by `|`. */
  readonly rulings: readonly { readonly from: RulingName; readonly to: string; readonly rows: number }[]
  readonly reasons: readonly { readonly side: Side; readonly says: string; readonly rows: number }[]
  /** Every distinct provenance whose rows change side or may, those with the most rows first. */
  readonly changes: readonly ImpactChange[]
  /** Conventions of the run's inputs that read otherwise now: what they would read, no ledger can tell. */
  readonly conventions: readonly string[]
}

/** A fold over the entries of a ledger; it grows with the provenances that change, never with rows. */
export interface Impact {
  add(entry: ImpactEntry): void
  finish(): ImpactReport
}

/**
 * Compares what a ledger says with what another catalog would rule, without reading the data again.
 * @param from the catalog that the ledger was made by
 * @param run what that run decided by
 * @param asOf the day to rule on; default: that of the run
 */
export function createImpact(options: {
  readonly from: CatalogIndex
  readonly to: CatalogIndex
  readonly run: Run
  readonly inputs?: LedgerHeader['inputs']
  readonly asOf?: string | undefined
}): Impact {
  const { from, to, run, inputs = [], asOf = run.settings.as_of } = options
  const { after, reach } = createReach(from, run, to, { ...run, settings: { ...run.settings, as_of: asOf } })
  const read = conventionsThatDiffer(from, to, inputs)
  const counts = { rows: zero(), provenances: zero() }
  const rulings = new Map<string, { from: RulingName; to: string; rows: number }>()
  const reasons = new Map<string, { side: Side; says: string; rows: number }>()
  const changes: ImpactChange[] = []

  const possible = (entry: ImpactEntry): { to: RulingName[]; reaches: readonly Reach[] } => {
    // Any ruling: a row that is read by other rules may have any origin.
    const unread = entry.origin === 'absent' || entry.origin === 'unreadable'
    if (read.used.length > 0 || (unread && read.any)) return { to: [...RULINGS], reaches: [] }
    if (entry.origin !== 'sources') return { to: [entry.ruling], reaches: [] }
    const reaches = entry.sources.map(reach)
    // Sources are ruled each by itself and the strictest wins: nothing below the mildest of any source is possible.
    const floor = Math.max(0, ...reaches.map((one) => Math.min(...one.rulings.map(rank))))
    const all = new Set(reaches.flatMap((one) => one.rulings))
    return { to: RULINGS.filter((name) => all.has(name) && rank(name) >= floor), reaches }
  }
  const reasonOf = (entry: ImpactEntry, side: Side, reaches: readonly Reach[]): string => {
    if (reaches.length === 0) return 'a convention reads these files otherwise'
    if (side === 'gained' || side === 'may-gain') return `no longer: ${firstSaid(entry.reasons) ?? entry.ruling}`
    const worst = strictestSource(reaches)
    if (worst === undefined) return 'more ways to read the provenance than are tried'
    return after.explain({ kind: 'sources', sources: [worst], declared: [] }).reasons[0]?.says ?? 'another ruling'
  }
  return {
    add(entry) {
      const { to: rulingsNow, reaches } = possible(entry)
      const side = sideOf(entry.action === 'pass', rulingsNow)
      for (const [count, by] of [
        [counts.rows, entry.rows],
        [counts.provenances, 1],
      ] as const) {
        count.in += by
        count[side] += by
      }
      const now = rulingsNow.join('|')
      const key = `${entry.ruling} ${now}`
      const known = rulings.get(key)
      if (known) known.rows += entry.rows
      else rulings.set(key, { from: entry.ruling, to: now, rows: entry.rows })
      if (side === 'unchanged') return
      const says = reasonOf(entry, side, reaches)
      const reason = reasons.get(`${side} ${says}`)
      if (reason) reason.rows += entry.rows
      else reasons.set(`${side} ${says}`, { side, says, rows: entry.rows })
      const days = [...new Set(reaches.flatMap((one) => one.days))].sort()
      const { id, ruling, rows, first } = entry
      changes.push({ id, side, from: ruling, to: rulingsNow, rows, first, says, days })
    },
    finish: () => ({
      ...counts,
      rulings: [...rulings.values()].sort((a, b) => b.rows - a.rows || (a.from + a.to < b.from + b.to ? -1 : 1)),
      reasons: [...reasons.values()].sort((a, b) => b.rows - a.rows || (a.side + a.says < b.side + b.says ? -1 : 1)),
      changes: changes.sort((a, b) => b.rows - a.rows || (a.id < b.id ? -1 : 1)),
      conventions: read.used,
    }),
  }
}

const zero = (): Counts & { in: number } => ({
  in: 0,
  lost: 0,
  'may-lose': 0,
  gained: 0,
  'may-gain': 0,
  unchanged: 0,
})

const rank = (ruling: RulingName): number => RULINGS.indexOf(ruling)

function firstSaid(reasons: unknown): string | undefined {
  const first: unknown = Array.isArray(reasons) ? reasons[0] : undefined
  const says = first !== null && typeof first === 'object' && 'says' in first ? first.says : undefined
  return typeof says === 'string' ? says : undefined
}

function sideOf(passed: boolean, rulings: readonly RulingName[]): Side {
  const kept = rulings.filter((name) => isAllowed(name) === passed).length
  if (kept === rulings.length) return 'unchanged'
  if (kept === 0) return passed ? 'lost' : 'gained'
  return passed ? 'may-lose' : 'may-gain'
}

function strictestSource(reaches: readonly Reach[]): Source | undefined {
  let worst: { rank: number; source: Source } | undefined
  for (const { as } of reaches)
    for (const [ruling, source] of as)
      if (worst === undefined || rank(ruling) > worst.rank) worst = { rank: rank(ruling), source }
  return worst?.source
}

function conventionsThatDiffer(from: CatalogIndex, to: CatalogIndex, inputs: LedgerHeader['inputs']) {
  // A review changes nothing of what is read.
  const texts = ({ catalog }: CatalogIndex) =>
    new Map(catalog.conventions.map((spec) => [spec.id, canonical({ ...spec, reviewed: undefined })]))
  const [old, now] = [texts(from), texts(to)]
  const differs = (id: string) => old.get(id) !== now.get(id)
  const named = new Set(inputs.flatMap(({ convention }) => (convention === null ? [] : [convention])))
  return { used: [...named].filter(differs).sort(), any: [...old.keys(), ...now.keys()].some(differs) }
}
