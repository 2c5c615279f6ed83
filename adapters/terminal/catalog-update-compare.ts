import { resolve } from 'node:path'
import {
  type CatalogAge,
  type CatalogIndex,
  type Config,
  catalogAge,
  compareCatalogs,
  compareLedgers,
  compareLooks,
  compareRulings,
  compareTerms,
  type EntryChanges,
  type EntryKind,
  GRID_TARGETS,
  groupShifts,
  type LedgerImpact,
  type PastLedger,
  type ShiftGroup,
  type WordsDiff,
} from '../../src/index.ts'
import type { World } from './command.ts'
import { openLedger } from './impact-ledger.ts'
import { runOf } from './impact-run.ts'

/** A catalog by itself, and as the configuration has it: with its own folders laid over it. */
export interface Side {
  readonly bare: CatalogIndex
  readonly laid: CatalogIndex
}

export interface Head extends CatalogAge {
  readonly digest: string
}

/** Places of a grid at which rulings differ, by the group. */
export interface Shifts {
  readonly cells: number
  readonly targets: typeof GRID_TARGETS
  readonly groups: readonly ShiftGroup[]
}

/** A ledger of an earlier run, and the catalog that made it. */
export interface Past extends LedgerImpact {
  readonly catalog: { readonly version: string; readonly digest: string }
}

/** What a newer catalog changes. */
export interface Changes {
  readonly from: Head
  readonly to: Head
  /** Terms that were looked at later or earlier than in the catalog in use. */
  readonly looks: { readonly later: number; readonly earlier: number }
  readonly words: WordsDiff & {
    /** Entries of other kinds than terms, by id. */
    readonly entries: Partial<Record<Exclude<EntryKind, 'terms'>, EntryChanges>>
    /** Entries that change, but that the configuration's own folders override. */
    readonly overridden: Partial<Record<EntryKind, readonly string[]>>
  }
  readonly rulings: {
    /** For targets of many kinds, by the catalogs alone. */
    readonly grid: Shifts
    /** For the target of the configuration, with its permissions, curations and folders; null without one. */
    readonly own: Shifts | null
  }
  readonly ledgers: readonly Past[]
}

interface CompareInputs {
  readonly from: Side
  readonly to: Side
  readonly config: Config
  /** Whether the configuration declares a target. */
  readonly declared: boolean
  readonly ledgers: readonly string[]
}

/** Compares two catalogs in words, in rulings and by what they do to earlier runs. */
export async function compareSides(
  { from, to, config, declared, ledgers }: CompareInputs,
  world: World,
): Promise<Changes> {
  const changed = compareCatalogs(from.bare.catalog, to.bare.catalog)
  const { terms: _, ...entries } = changed
  const settings = { ...config.settings, as_of: config.settings.as_of ?? world.today }
  const shifts = (targets: Shifts['targets'], a: CatalogIndex, b: CatalogIndex, own: Partial<Config>): Shifts => {
    const { permissions = [], curations = [] } = own
    const { cells, changes } = compareRulings(a, b, { settings, targets, permissions, curations })
    return { cells, targets, groups: groupShifts(changes, a, b) }
  }
  const grid = shifts(GRID_TARGETS, from.bare, to.bare, {})
  const own = declared ? shifts([config.target], from.laid, to.laid, config) : null
  return {
    from: headOf(from.bare),
    to: headOf(to.bare),
    looks: compareLooks(from.bare.catalog, to.bare.catalog),
    words: { ...compareTerms(from.bare, to.bare), entries, overridden: overriddenOf(changed, to) },
    rulings: { grid, own },
    ledgers: await compareFiles(from.laid, to.laid, config, ledgers, world),
  }
}

function overriddenOf(changed: ReturnType<typeof compareCatalogs>, to: Side): Changes['words']['overridden'] {
  const own = compareCatalogs(to.bare.catalog, to.laid.catalog)
  const found = (Object.keys(changed) as EntryKind[]).flatMap((kind) => {
    const mine = new Set(own[kind]?.changed)
    const ids = [...(changed[kind]?.added ?? []), ...(changed[kind]?.changed ?? [])].filter((id) => mine.has(id))
    return ids.length > 0 ? [[kind, ids.sort()] as const] : []
  })
  return Object.fromEntries(found)
}

const headOf = ({ catalog, digest }: CatalogIndex): Head => ({ ...catalogAge(catalog), digest })

async function compareFiles(
  from: CatalogIndex,
  to: CatalogIndex,
  config: Config,
  files: readonly string[],
  world: World,
): Promise<Past[]> {
  const made = new Map<string, Past['catalog']>()
  async function* past(): AsyncGenerator<PastLedger> {
    for (const name of files) {
      const { header, entries, close } = await openLedger(resolve(world.cwd, name), name)
      made.set(name, header.catalog)
      try {
        const { run } = runOf(header, config, from, world.today)
        yield { name, header, run, entries: until(entries(), world.signal) }
      } finally {
        close()
      }
    }
  }
  const found = await compareLedgers(from, to, past())
  return found.map((one) => ({ ...one, catalog: made.get(one.name)! }))
}

async function* until<T>(entries: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const entry of entries) {
    signal.throwIfAborted()
    yield entry
  }
}
