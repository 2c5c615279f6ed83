import type { Catalog } from '../schemas/catalog.ts'
import type { LedgerHeader } from '../schemas/ledger.ts'
import type { Source } from '../schemas/provenance.ts'
import type { RulingName } from '../schemas/ruling.ts'
import type { Target } from '../schemas/target.ts'
import type { LicenseAlias } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { datedSources, GRID_TARGETS, gridSources } from './catalog-grid.ts'
import { canonical } from './digest.ts'
import { createImpact, type ImpactReport } from './impact.ts'
import type { ImpactEntry } from './impact-entry.ts'
import { prepare, type Run } from './judge.ts'
import { foldLicense } from './license.ts'
import { type Reviewable, reviewOf } from './review.ts'

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
      return by(
        Object.entries(catalog.sets).map(([name, set]) => ({ name, ...bare(set) })),
        ({ name }) => name,
      )
    case 'licenses':
      return by(catalog.licenses.map(readAlias), ({ text }) => foldLicense(text))
    case 'datasets':
      return by(catalog.datasets.map(bare), ({ id }) => id.toLowerCase())
    case 'platforms':
    case 'signals':
      return by(catalog[kind].map(bare), ({ name }) => name.toLowerCase())
    case 'issuers':
      return by(
        catalog.issuers.map((issuer) => ({ ...bare(issuer), markets: issuer.markets.map(bare) })),
        ({ id }) => id,
      )
    case 'terms':
      return by(catalog.terms, ({ id }) => id)
    case 'models':
      return by(catalog.models.map(bare), ({ id }) => id)
    case 'conventions':
      return by(catalog.conventions.map(bare), ({ id }) => id)
  }
}

/** An entry without its review, which changes no fact. */
const bare = <T extends Reviewable>(entry: T): T => ({ ...entry, reviewed: undefined })

/** A spelling that stands for a text of its class is read only once somebody reviewed it. */
const readAlias = (alias: LicenseAlias) => ({
  ...bare(alias),
  read: alias.same === 'class' ? reviewOf(alias) !== undefined : undefined,
})

/** One place of the grid at which the two catalogs rule differently. */
export interface RulingChange {
  readonly source: Source
  /** Index into the targets of the grid. */
  readonly target: number
  readonly from: RulingName
  readonly to: RulingName
}

/** What two catalogs are compared for. */
interface RulingsOptions extends Omit<Run, 'target'> {
  /** Default: `GRID_TARGETS`. */
  readonly targets?: readonly Target[]
  /** Default: every entry of both catalogs, without a date and on days on which words change. */
  readonly sources?: readonly Source[]
}

/** Rules a grid of sources and targets by both catalogs, and gives the places at which they differ. */
export function compareRulings(
  from: CatalogIndex,
  to: CatalogIndex,
  options: RulingsOptions,
): { readonly cells: number; readonly changes: readonly RulingChange[] } {
  const {
    targets = GRID_TARGETS,
    sources = [...gridSources(from.catalog, to.catalog), ...datedSources(from.catalog, to.catalog)],
    ...run
  } = options
  const changes: RulingChange[] = []
  for (const [target, aim] of targets.entries()) {
    const [old, now] = [prepare(from, { ...run, target: aim }), prepare(to, { ...run, target: aim })]
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
