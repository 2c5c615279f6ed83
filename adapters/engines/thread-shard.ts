import {
  builtinCatalog,
  type Catalog,
  type Counted,
  type FileSummary,
  indexCatalog,
  type Origin,
  type RowCounts,
} from '../../src/index.ts'
import { openFile } from '../places/file.ts'
import { createContext, type RunContext, type RunOptions } from './context.ts'
import { runShard } from './shard-job.ts'
import type { Done } from './thread.ts'

/** What a thread makes the context of its run from. */
export interface RunData extends Pick<RunOptions, 'config' | 'today' | 'convention' | 'joins'> {
  /** Undefined for the built-in one. */
  readonly catalog?: { readonly catalog: Catalog; readonly digest: string } | undefined
}

/** A file of this machine, and the folder for its outputs. */
export interface ShardInput {
  readonly name: string
  readonly label: string
  readonly path: string
  readonly out: string | undefined
}

/** What became of an input in a thread, whose codes mean nothing outside of it. */
export interface ShardResult {
  readonly file: FileSummary
  readonly counted: readonly (readonly [Origin, Counted])[]
  /** With `unit: shard`, whether it passed whole. */
  readonly whole: boolean
  /** Whether the thread knows as many origins as a run may, so that the file has to be ruled on where all are known. */
  readonly full: boolean
}

const EVERY_MS = 100

/** Runs inputs in a context of their own, and tells what they counted; `tell` hears the counts now and then. */
export type ShardRunner = (input: ShardInput, tell: (counts: RowCounts) => void) => Promise<ShardResult>

export function createShardRunner(context: RunContext): ShardRunner {
  const { table, config } = context
  return async ({ name, label, path, out }, tell) => {
    let shown = performance.now()
    let counted: ShardResult['counted'] = []
    let whole = false
    const file = await runShard({ name, label, path, open: () => openFile(path) }, out, {
      ...context,
      progress(_, counts) {
        const now = performance.now()
        if (now - shown < EVERY_MS) return
        shown = now
        tell({ ...counts })
      },
      onCommit(page, passes) {
        counted = Array.from(page.counted(), ([code, rows]) => [table.get(code), { ...rows }])
        whole = passes
      },
    })
    return { file, counted, whole, full: table.size >= config.limits.origins }
  }
}

let run: ShardRunner | undefined
const stop = new AbortController()

/** Ends the inputs that this thread reads. */
export const stopShards = (): void => stop.abort()

/** The work of a thread, for a run of which it knows `data`. */
export const shardJob =
  (data: RunData) =>
  async (input: ShardInput, tell: (counts: RowCounts) => void): Promise<Done> => {
    run ??= createShardRunner(contextOf(data))
    return { result: await run(input, tell) }
  }

function contextOf({ catalog, ...options }: RunData): RunContext {
  const index = catalog ? { ...indexCatalog(catalog.catalog), digest: catalog.digest } : indexCatalog(builtinCatalog)
  return createContext({ ...options, catalog: index, signal: stop.signal })
}

/** What the threads of a run need to know of it. */
export function dataOf({ catalog, options }: RunContext): RunData {
  const { config, today, convention, joins } = options
  const own = catalog.catalog === builtinCatalog ? undefined : { catalog: catalog.catalog, digest: catalog.digest }
  return { config, today, convention, joins, catalog: own }
}
