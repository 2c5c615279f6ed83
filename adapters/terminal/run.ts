import { availableParallelism } from 'node:os'
import { type FileSummary, ProvgateError, type Summary } from '../../src/index.ts'
import type { Loaded } from '../config.ts'
import { createContext, type RunContext } from '../engines/context.ts'
import { type Result, runLocal } from '../engines/local.ts'
import { checkNames } from '../engines/names.ts'
import type { Shard } from '../places/shard.ts'
import { type Options, textOf, type Values, type World } from './command.ts'
import { EXIT, wordsOf } from './exit.ts'
import type { Findings } from './findings.ts'
import { createProgress, type Progress } from './progress.ts'

/** A run over files that is ready to start: whatever is wrong with its configuration or names was thrown before. */
export interface Run {
  readonly context: RunContext
  /** Runs, into a folder or dry, with progress and a log. */
  start(out?: string): Promise<Result>
}

export const WORKER_OPTIONS: Options = {
  workers: { type: 'string', value: 'N', says: 'threads to use; default: as many as there are processors' },
}

function workersOf(values: Values): number {
  const text = textOf(values, 'workers')
  if (text === undefined) return availableParallelism()
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new ProvgateError('usage', `--workers: \`${text}\` is no number of threads`, { fix: 'give 1 or more' })
  return Number(text)
}

/** The context of a run as the command line configures it. */
export function contextOf(
  { config, catalog, joins }: Loaded,
  values: Values,
  world: World,
  progress?: Progress,
): RunContext {
  const { today, signal } = world
  const convention = textOf(values, 'convention')
  const workers = workersOf(values)
  return createContext({ catalog, config, joins, today, convention, signal, workers, progress: progress?.tell })
}

/** Checks and prepares all that a run over files needs, so that nothing is touched when it can't start. */
export function prepareRun(loaded: Loaded, shards: readonly Shard[], values: Values, world: World): Run {
  checkNames(shards)
  const { log, version } = world
  const progress = createProgress(world, shards.length)
  const context = contextOf(loaded, values, world, progress)
  return {
    context,
    async start(out) {
      const onFile = (file: FileSummary): void => {
        progress?.end(file.name, file.rows)
        if (log) tell(log, file)
      }
      try {
        const run = () => runLocal({ shards, context, version, out, onFile })
        return await logged(world, context, shards.length, run, ({ summary }) => summary)
      } finally {
        progress?.clear()
      }
    },
  }
}

/** Runs with a line in the log before and after it. */
export async function logged<T>(
  { log }: World,
  context: RunContext,
  files: number,
  run: () => Promise<T>,
  summaryOf: (result: T) => Summary,
): Promise<T> {
  log?.info({ run: context.judge.digest, files }, 'run started')
  try {
    const result = await run()
    if (log) {
      const { rows, rulings, origins } = summaryOf(result)
      log.info({ rows, rulings, origins }, 'run finished')
    }
    return result
  } catch (error) {
    log?.error({ code: error instanceof ProvgateError ? error.code : 'internal', error: wordsOf(error) }, 'run failed')
    throw error
  }
}

function tell(log: NonNullable<World['log']>, { name, format, convention, rows, error }: FileSummary): void {
  if (error === undefined) log.info({ file: name, format, convention, rows }, 'file done')
  else log.error({ file: name, error }, 'file failed')
}

/** Says what failed and what was found, and gives the exit code. */
export function concludeRun({ summary, failed }: Result, findings: Findings, world: World): number {
  for (const error of failed) world.err(`provgate: ${wordsOf(error)}`)
  const code = sayFindings(summary, findings, world)
  return failed.length > 0 ? EXIT.failed : code
}

/** Says what was found, and gives the exit code. */
export function sayFindings(summary: Parameters<Findings['of']>[0], findings: Findings, world: World): number {
  const found = findings.of(summary)
  for (const line of found) world.err(line)
  return found.length > 0 ? EXIT.findings : EXIT.done
}
