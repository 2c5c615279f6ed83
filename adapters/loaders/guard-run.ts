import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { Config, Provenance, ProvgateError, type ReadCode, type Source, type Target } from '../../src/index.ts'
import { discoverConfig, loadParts, readConfig } from '../config.ts'
import { createContext, type RunContext } from '../engines/context.ts'
import type { ReadSources } from './record-codes.ts'

/** What a `provenance` function gives for a record; nothing means that the record says nothing of its origin. */
export type Given = Provenance | readonly Source[] | null | undefined

/** How a guard is told what it guards for. */
export interface RunOptions<T> {
  /** Path of a `provgate.yaml`, or its content as an object. Default: found in this folder or one above it. */
  readonly config?: string | z.input<typeof Config>
  /** A target instead of the configuration's; with it no configuration is looked for. */
  readonly target?: z.input<typeof Target>
  /** Reads the origin of a record, instead of a convention. */
  readonly provenance?: (record: T) => Given
  /** Id of the convention of every stream, instead of the one found by its fields. */
  readonly convention?: string
  /** Folder that relative paths start from, and where the configuration is looked for. Default: the working directory. */
  readonly cwd?: string
  /** The day of the run, `YYYY-MM-DD`, for settings without `as_of`. Default: today. */
  readonly today?: string
  readonly signal?: AbortSignal
  /** Told of what a person should know, such as catalog entries that were overridden. Default: stderr. */
  readonly warn?: (line: string) => void
}

/**
 * Loads the configuration and the catalog, and prepares the run.
 * @throws ProvgateError `config` with file, line and fix
 */
export async function startRun<T>(options: RunOptions<T>): Promise<RunContext> {
  const { target, convention, signal, cwd = process.cwd(), provenance } = options
  const {
    today = new Date().toISOString().slice(0, 10),
    warn = (line: string) => void process.stderr.write(`${line}\n`),
  } = options
  if (provenance && convention !== undefined)
    throw new ProvgateError('config', 'a guard takes a `provenance` function or a `convention`, not both', {
      fix: 'leave one out',
    })
  const { config, folder } = await readRunConfig(options.config, target, cwd)
  if (config.unit === 'shard')
    throw new ProvgateError('config', '`unit: shard` needs files: a loader can not be moved whole', {
      fix: 'set `unit: row`, or run `provgate filter` on the files',
    })
  const { catalog, joins } = await loadParts(config, folder, warn)
  return createContext({ catalog, config, joins, today, convention, signal })
}

async function readRunConfig(
  given: RunOptions<never>['config'],
  target: z.input<typeof Target> | undefined,
  cwd: string,
): Promise<{ config: Config; folder: string }> {
  if (typeof given === 'object') {
    const config = parseConfig({ ...given, ...(target && { target }) })
    return { config, folder: cwd }
  }
  const file = given !== undefined ? resolve(cwd, given) : target ? undefined : await discoverConfig(cwd)
  if (file === undefined) {
    if (target) return { config: parseConfig({ target }), folder: cwd }
    throw new ProvgateError('config', 'a guard needs to know what the records are for', {
      fix: 'give `config` or `target`, or write a configuration with `provgate init`',
    })
  }
  const config = await readConfig(file, given ?? 'provgate.yaml')
  return { config: target ? { ...config, target: parseConfig({ target }).target } : config, folder: dirname(file) }
}

function parseConfig(value: z.input<typeof Config>): Config {
  const parsed = Config.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ProvgateError('config', `the guard's configuration: \`${issue?.path.join('.')}\`: ${issue?.message}`, {
    fix: 'see `provgate schema config`',
  })
}

/** Holds what a `provenance` function gives to the schema; whatever it throws makes the record unreadable, never a pass. */
export const readerOf = <T>(provenance: (record: T) => Given): ReadSources => ({
  given(record) {
    try {
      return { value: provenance(record as T) }
    } catch {
      return 'function-failed'
    }
  },
  sources: sourcesOfGiven,
})

/** The sources of a provenance that came from outside, or why there are none. */
export function sourcesOfGiven(given: unknown): readonly Source[] | ReadCode {
  if (given === undefined || given === null) return []
  if (Array.isArray(given) && given.length === 0) return []
  if (typeof (given as { then?: unknown }).then === 'function') return 'wrong-type'
  const parsed = Provenance.safeParse(Array.isArray(given) ? { sources: given } : given)
  if (parsed.success) return 'sources' in parsed.data ? (parsed.data.sources as readonly Source[]) : [parsed.data]
  const unknown = parsed.error.issues.some(({ code }) => code === 'unrecognized_keys')
  return unknown ? 'unknown-field' : 'wrong-type'
}
