import {
  type CatalogIndex,
  type CompiledConvention,
  type Config,
  type ConventionSpec,
  compileConvention,
  createLedger,
  createTable,
  detectConvention,
  type JoinedFile,
  type Joins,
  type Judge,
  type Ledger,
  LIMITS,
  type Limits,
  NATIVE,
  type OriginTable,
  type Page,
  ProvgateError,
  prepare,
  type RowCounts,
  type Shape,
  type Source,
} from '../../src/index.ts'
import { matchGlob } from '../places/glob.ts'
import type { Threads } from './crew.ts'

/** What all inputs of a run share: the judge, the table of origins and the ledger. Fixed before the first byte. */
export interface RunContext {
  readonly catalog: CatalogIndex
  readonly config: Config
  readonly judge: Judge
  readonly table: OriginTable
  readonly ledger: Ledger
  /** With `unit: shard`, the rows of files that pass whole: only these bring duties. */
  readonly passing: Ledger | undefined
  readonly joins: readonly JoinedFile[]
  readonly limits: Limits
  /** What it was made from. */
  readonly options: RunOptions
  /** Threads that hash, and work on parts of an input. */
  readonly threads?: Threads | undefined
  /** Told of the rows of an input when they stand in the ledger, and whether it passes whole. */
  readonly onCommit?: ((page: Page, whole: boolean) => void) | undefined
  /** Whether inputs are read by plain code alone: `PROVGATE_REFERENCE=1`. */
  readonly reference: boolean
  readonly signal: AbortSignal | undefined
  /** The convention of a file by the configuration, or by what the file looks like; undefined when nothing fits. */
  convention(name: string, shape: Shape): CompiledConvention | undefined
  defaults(name: string): readonly Source[]
  /** Told now and then how far a file is. */
  readonly progress: ((name: string, counts: RowCounts) => void) | undefined
}

/** The joined files of a run: what conventions look up, and the digests for the ledger. */
export interface Joined {
  readonly tables: Joins
  readonly files: readonly JoinedFile[]
}

export const NO_JOINS: Joined = { tables: new Map(), files: [] }

export interface RunOptions {
  readonly catalog: CatalogIndex
  readonly config: Config
  /** The day of the run, for settings without `as_of`. */
  readonly today: string
  /** Id of a convention for every file. */
  readonly convention?: string | undefined
  readonly joins?: Joined | undefined
  readonly signal?: AbortSignal | undefined
  readonly progress?: RunContext['progress']
  /** Threads that the run may use, this one included; default 1. */
  readonly workers?: number | undefined
}

/**
 * Prepares a run.
 * @throws ProvgateError `config` for a convention that the catalog does not have
 */
export function createContext(options: RunOptions): RunContext {
  const { catalog, config, today, joins = NO_JOINS, signal, progress } = options
  const settings = { ...config.settings, as_of: config.settings.as_of ?? today }
  const judge = prepare(catalog, { ...config, settings })
  const table = createTable(config.limits.origins)
  const compiled = new Map<ConventionSpec, CompiledConvention>()
  const compile = (spec: ConventionSpec): CompiledConvention => {
    const known = compiled.get(spec) ?? compileConvention(spec, joins.tables)
    compiled.set(spec, known)
    return known
  }
  const byId = (id: string): CompiledConvention => {
    if (id === NATIVE.id) return compile(NATIVE)
    const spec = catalog.catalog.conventions.find((entry) => entry.id === id)
    if (spec) return compile(spec)
    const ids = [NATIVE, ...catalog.catalog.conventions].map((entry) => `\`${entry.id}\``).join(', ')
    throw new ProvgateError('config', `convention \`${id}\` is not in the catalog`, { fix: `use one of ${ids}` })
  }
  const forced = options.convention === undefined ? undefined : byId(options.convention)
  const mapped = config.conventions.map(({ files, use }) => ({
    files,
    use: typeof use === 'string' ? byId(use) : compile(use),
  }))
  return {
    catalog,
    config: { ...config, settings },
    judge,
    table,
    ledger: createLedger(judge, table),
    passing: config.unit === 'shard' ? createLedger(judge, table) : undefined,
    joins: joins.files,
    options,
    limits: { ...LIMITS, line: config.limits.line_bytes },
    reference: process.env.PROVGATE_REFERENCE === '1',
    signal,
    progress,
    convention(name, shape) {
      const chosen = forced ?? mapped.find(({ files }) => matchGlob(files, name))?.use
      if (chosen) return chosen
      const found = detectConvention(catalog.catalog.conventions, shape)
      return found && byId(found.id)
    },
    defaults: (name) => config.defaults.filter(({ files }) => matchGlob(files, name)).map(({ source }) => source),
  }
}
