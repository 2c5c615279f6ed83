import type { Catalog } from '../schemas/catalog.ts'
import type { LedgerHeader } from '../schemas/ledger.ts'
import type { Source } from '../schemas/provenance.ts'
import type { RulingName } from '../schemas/ruling.ts'
import type { Target } from '../schemas/target.ts'
import type { CatalogIndex } from './catalog.ts'
import { canonical } from './digest.ts'
import { createImpact, type ImpactReport } from './impact.ts'
import type { ImpactEntry } from './impact-entry.ts'
import { prepare, type Run } from './judge.ts'
import { foldLicense } from './license.ts'

/** What has entries of its own in a catalog. */
const KINDS = [
  'issuers',
  'terms',
  'models',
  'licenses',
  'datasets',
  'platforms',
  'signals',
  'conventions',
  'sets',
] as const
export type EntryKind = (typeof KINDS)[number]

/** Ids of the entries that came, went or read otherwise, sorted. */
export interface EntryChanges {
  readonly added: readonly string[]
  readonly gone: readonly string[]
  readonly changed: readonly string[]
}

/** Compares the entries of two catalogs by kind; only kinds with a difference are named. */
export function compareCatalogs(from: Catalog, to: Catalog): Partial<Record<EntryKind, EntryChanges>> {
  const found: Partial<Record<EntryKind, EntryChanges>> = {}
  for (const kind of KINDS) {
    const [old, now] = [entriesOf(from, kind), entriesOf(to, kind)]
    const added = [...now.keys()].filter((id) => !old.has(id)).sort()
    const gone = [...old.keys()].filter((id) => !now.has(id)).sort()
    const changed = [...now].filter(([id, text]) => old.has(id) && old.get(id) !== text).map(([id]) => id)
    if (added.length + gone.length + changed.length > 0) found[kind] = { added, gone, changed: changed.sort() }
  }
  return found
}

function entriesOf(catalog: Catalog, kind: EntryKind): Map<string, string> {
  const by = <T>(entries: readonly T[], id: (entry: T) => string) =>
    new Map(entries.map((entry) => [id(entry), canonical(entry)]))
  switch (kind) {
    case 'sets':
      return by(Object.entries(catalog.sets), ([name]) => name)
    case 'licenses':
      return by(catalog.licenses, ({ text }) => foldLicense(text))
    case 'datasets':
      return by(catalog.datasets, ({ id }) => id.toLowerCase())
    case 'platforms':
    case 'signals':
      return by(catalog[kind], ({ name }) => name.toLowerCase())
    case 'issuers':
      return by(catalog.issuers, ({ id }) => id)
    case 'terms':
      return by(catalog.terms, ({ id }) => id)
    case 'models':
      return by(catalog.models, ({ id }) => id)
    case 'conventions':
      return by(catalog.conventions, ({ id }) => id)
  }
}

/** One place of the grid at which the two catalogs rule differently. */
export interface RulingChange {
  readonly source: Source
  /** Index into the targets of the grid. */
  readonly target: number
  readonly from: RulingName
  readonly to: RulingName
}

/** Targets that fall on different sides of most clauses. */
export const GRID_TARGETS: readonly Target[] = [
  { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true },
  { kind: 'chat', purpose: 'train', distribution: 'internal', commercial: false },
  { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false },
  { kind: 'benchmark', purpose: 'evaluate', distribution: 'public', commercial: false },
]

/**
 * Sources that between them meet every entry of both catalogs: each model at each of its doors, each license, dataset,
 * platform and signal.
 */
export function gridSources(from: Catalog, to: Catalog): readonly Source[] {
  const sources = new Map<string, Source>()
  const add = (source: Source) => sources.set(canonical(source), source)
  for (const { models, licenses, datasets, platforms, signals } of [from, to]) {
    for (const { family, doors } of models)
      for (const channel of Object.keys(doors)) add({ role: 'output', model: family[0]!, channel })
    for (const { text } of licenses) if (text.trim() !== '') add({ license: text, author: 'human' })
    for (const { id } of datasets) add({ dataset: id })
    for (const { name } of platforms) add({ platform: name, collection: 'scraped' })
    for (const { name, values } of signals) for (const value of values) add({ signals: { [name]: value } })
  }
  return [...sources.keys()].sort().map((key) => sources.get(key)!)
}

/** Rules a grid of sources and targets by both catalogs, and gives the places at which they differ. */
export function compareRulings(
  from: CatalogIndex,
  to: CatalogIndex,
  options: {
    readonly settings: Run['settings']
    readonly targets?: readonly Target[]
    readonly sources?: readonly Source[]
  },
): { readonly cells: number; readonly changes: readonly RulingChange[] } {
  const { settings, targets = GRID_TARGETS, sources = gridSources(from.catalog, to.catalog) } = options
  const changes: RulingChange[] = []
  for (const [target, aim] of targets.entries()) {
    const [old, now] = [prepare(from, { target: aim, settings }), prepare(to, { target: aim, settings })]
    for (const source of sources) {
      const [was, is] = [old.weigh(old.origin(source)), now.weigh(now.origin(source))]
      if (was !== is) changes.push({ source, target, from: was, to: is })
    }
  }
  return { cells: targets.length * sources.length, changes }
}

/** What an earlier run left: its header, what it decided by, and its entries. */
export interface PastLedger {
  readonly name: string
  readonly header: LedgerHeader
  readonly run: Run
  readonly entries: AsyncIterable<ImpactEntry> | Iterable<ImpactEntry>
}

/** What an update does to one ledger; `exact` is false when the old catalog and the run that is given are not what made it. */
export interface LedgerImpact {
  readonly name: string
  readonly exact: boolean
  readonly impact: ImpactReport
}

/** What an update of the catalog does to earlier runs, one after the other. */
export async function compareLedgers(
  from: CatalogIndex,
  to: CatalogIndex,
  ledgers: Iterable<PastLedger> | AsyncIterable<PastLedger>,
): Promise<readonly LedgerImpact[]> {
  const found: LedgerImpact[] = []
  for await (const { name, header, run, entries } of ledgers) {
    const exact = header.catalog.digest === from.digest && prepare(from, run).digest === header.run
    const fold = createImpact({ from, to, run, inputs: header.inputs })
    for await (const entry of entries) fold.add(entry)
    found.push({ name, exact, impact: fold.finish() })
  }
  return found
}
