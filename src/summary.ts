import type { Curation, Permission, Settings } from '../schemas/config.ts'
import type { LedgerEntry, Summary, Tally } from '../schemas/ledger.ts'
import { type Obligation, RULINGS, type RulingName } from '../schemas/ruling.ts'
import type { Target } from '../schemas/target.ts'
import type { CatalogIndex } from './catalog.ts'
import { createCrediting } from './credit.ts'
import { END } from './dates.ts'
import { createLookup } from './duty-clause.ts'
import { reachOf } from './duty-origin.ts'
import { baseTasks, createDuties } from './duty-tasks.ts'
import { createRests } from './notice-rests.ts'
import type { Scope } from './scope.ts'

type Counted = Pick<
  Summary,
  | 'rulings'
  | 'actions'
  | 'terms'
  | 'models'
  | 'licenses'
  | 'datasets'
  | 'dates'
  | 'obligations'
  | 'tasks'
  | 'base_tasks'
  | 'credits'
  | 'resting'
  | 'rests'
  | 'stale'
  | 'reasons'
  | 'origins'
>

const REASONS_KEPT = 50

/** What a summary needs to know of a run, to tell what its duties are and where they come from. */
export interface SummaryRun {
  readonly target: Target
  readonly permissions: readonly Permission[]
  readonly curations: readonly Curation[]
  readonly settings: Settings
}

/** A fold over the ledger's entries into the counts of a summary. */
export interface Summarizer {
  add(entry: LedgerEntry): void
  /** Names are sorted, so that the same rows give the same bytes. */
  finish(): Counted
}

/** @param base duties that the target's own base brings */
export function createSummarizer(catalog: CatalogIndex, run: SummaryRun, base: readonly Obligation[] = []): Summarizer {
  const scope: Scope = { catalog, asOf: run.settings.as_of ?? END, lineage: run.settings.lineage }
  const lookup = createLookup(catalog)
  const duty = { catalog, target: run.target, permissions: run.permissions, asOf: scope.asOf, lookup }
  const duties = createDuties(duty)
  const crediting = createCrediting({ scope, target: run.target, lookup })
  const resting = createRests()
  const rulings = Object.fromEntries(RULINGS.map((name) => [name, 0])) as Record<RulingName, number>
  const actions = { pass: 0, quarantine: 0, drop: 0 }
  const tables = {
    terms: new Map<string, Tally>(),
    models: new Map<string, Tally>(),
    licenses: new Map<string, Tally>(),
    datasets: new Map<string, Tally>(),
    dates: new Map<string, Tally>(),
  }
  const obligations = new Map<string, Summary['obligations'][number]>()
  const reasons = new Map<string, Summary['reasons'][number]>()
  const rests = new Map<string, number>()
  const stale = new Map<string, Summary['stale'][string]>()
  let origins = 0
  const add = (entry: LedgerEntry): void => {
    const { ruling, rows } = entry
    origins += 1
    rulings[ruling] += rows
    actions[entry.action] += rows
    const named = namesOf(entry)
    for (const [table, names] of Object.entries(named) as [keyof typeof tables, Set<string>][])
      for (const name of names) count(tables[table], name, ruling, rows)
    for (const rest of entry.rests) rests.set(rest, (rests.get(rest) ?? 0) + rows)
    const old = new Map(entry.reasons.flatMap(({ terms, seen }) => (terms && seen ? [[terms, seen] as const] : [])))
    for (const [terms, seen] of old) stale.set(terms, { seen, rows: (stale.get(terms)?.rows ?? 0) + rows })
    if (entry.action === 'pass') {
      const reached = reachOf(entry.sources, scope, run.curations)
      duties.add(entry.obligations, reached, rows)
      crediting.add(entry, reached)
      resting.add(entry)
      for (const obligation of entry.obligations) {
        const key = `${obligation.duty} ${obligation.terms}@${obligation.version}#${obligation.clause}`
        const known = obligations.get(key)
        obligations.set(key, {
          ...obligation,
          open: obligation.open || (known?.open ?? false),
          rows: (known?.rows ?? 0) + rows,
        })
      }
    }
    const first = entry.reasons[0]
    if (entry.action !== 'pass' && first) {
      const key = `${ruling} ${first.code} ${first.says}`
      const known = reasons.get(key)
      reasons.set(key, {
        code: first.code,
        says: first.says,
        ...(first.fix !== undefined && { fix: first.fix }),
        rows: (known?.rows ?? 0) + rows,
        ruling,
      })
    }
  }
  const sorted = <T>(map: Map<string, T>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
  const finish = (): Counted => ({
    rulings,
    actions,
    terms: sorted(tables.terms),
    models: sorted(tables.models),
    licenses: sorted(tables.licenses),
    datasets: sorted(tables.datasets),
    dates: sorted(tables.dates),
    obligations: [...obligations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value),
    tasks: duties.finish(),
    base_tasks: baseTasks(base, duty),
    credits: crediting.finish(),
    resting: resting.finish(),
    rests: sorted(rests),
    stale: sorted(stale),
    reasons: [...reasons.values()].sort((a, b) => b.rows - a.rows || (a.says < b.says ? -1 : 1)).slice(0, REASONS_KEPT),
    origins,
  })
  return { add, finish }
}

/** What an entry names: each name once, however many sources of the record have it. */
function namesOf({
  sources,
  reasons,
}: LedgerEntry): Record<'terms' | 'models' | 'licenses' | 'datasets' | 'dates', Set<string>> {
  const named = {
    terms: new Set<string>(),
    models: new Set<string>(),
    licenses: new Set<string>(),
    datasets: new Set<string>(),
    dates: new Set<string>(),
  }
  const visit = (list: LedgerEntry['sources']) => {
    for (const { model, license, dataset, date, derived_from: from } of list) {
      if (model !== undefined) named.models.add(model)
      if (license !== undefined)
        for (const text of Array.isArray(license) ? license : [license]) named.licenses.add(text)
      if (dataset !== undefined) named.datasets.add(dataset)
      named.dates.add(date ?? 'undated')
      if (from) visit(from)
    }
  }
  visit(sources)
  for (const { terms, version } of reasons)
    if (terms !== undefined) named.terms.add(version === undefined ? terms : `${terms}@${version}`)
  return named
}

function count(table: Map<string, Tally>, name: string, ruling: RulingName, rows: number): void {
  const tally = table.get(name) ?? { permitted: 0, conditional: 0, undetermined: 0, forbidden: 0, rows: 0 }
  tally[ruling] += rows
  tally.rows += rows
  table.set(name, tally)
}
