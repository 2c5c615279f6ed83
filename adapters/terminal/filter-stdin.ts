import { resolve } from 'node:path'
import { ProvgateError } from '../../src/index.ts'
import type { Loaded } from '../config.ts'
import { writeText } from '../engines/local.ts'
import { PIPE_FORMATS, type PipeFormat, runPipe } from '../engines/pipe.ts'
import { stdinSource, stdoutSink } from '../places/stdio.ts'
import { type Options, textOf, type Values, type World } from './command.ts'
import type { Findings } from './findings.ts'
import { createProgress } from './progress.ts'
import { reportOf } from './report.ts'
import { contextOf, logged, sayFindings } from './run.ts'

export const STDIN_OPTIONS: Options = {
  format: { type: 'string', value: 'F', says: 'with `-`: jsonl (default), jsonl.gz, jsonl.zst or arrow, in and out' },
  quarantine: { type: 'string', value: 'FILE', says: 'with `-`: held records, and FILE.reasons.jsonl beside it' },
  summary: { type: 'string', value: 'FILE', says: 'with `-`: the summary as JSON' },
}

/** `provgate filter -`: records from stdin, passing ones to stdout, words to stderr. */
export async function filterStdin(loaded: Loaded, values: Values, world: World, findings: Findings): Promise<number> {
  if (loaded.config.unit === 'shard')
    throw new ProvgateError('usage', '`unit: shard` needs files: a pipe can not be moved whole', {
      fix: 'use `--unit row`',
    })
  if (textOf(values, 'out') !== undefined)
    throw new ProvgateError('usage', '--out goes with files', {
      fix: 'passing records go to stdout; use --quarantine and --summary for the rest',
    })
  if (values.overwrite === true)
    throw new ProvgateError('usage', '--overwrite goes with files', { fix: 'leave it out' })
  if (values.workers !== undefined)
    throw new ProvgateError('usage', '--workers goes with files', { fix: 'leave it out: a stream takes one thread' })
  if (values.json === true)
    throw new ProvgateError('usage', '--json would mix with the records on stdout', { fix: 'use `--summary FILE`' })
  const kind = textOf(values, 'format') ?? 'jsonl'
  if (!Object.hasOwn(PIPE_FORMATS, kind))
    throw new ProvgateError('usage', `--format: \`${kind}\` is no format of a pipe`, {
      fix: `use one of ${Object.keys(PIPE_FORMATS).join(', ')}`,
    })
  const quarantine = textOf(values, 'quarantine')
  const progress = createProgress(world)
  const context = contextOf(loaded, values, world, progress)
  const { signal, version } = world
  const run = () =>
    runPipe({
      input: stdinSource({ signal }),
      output: stdoutSink({ signal }),
      digests: textOf(values, 'summary') !== undefined,
      kind: kind as PipeFormat,
      context,
      version,
      quarantine: quarantine === undefined ? undefined : resolve(world.cwd, quarantine),
    })
  const { rows, summary } = await logged(world, context, 1, run, (piped) => piped.summary()).finally(() =>
    progress?.clear(),
  )
  const file = textOf(values, 'summary')
  if (file !== undefined)
    await writeText(
      resolve(world.cwd, file, '..'),
      resolve(world.cwd, file).split('/').at(-1) ?? file,
      `${JSON.stringify(summary(), null, 2)}\n`,
    )
  if (world.interactive) world.err(reportOf(summary(), [], { color: true }))
  if (quarantine === undefined && rows.quarantine + rows.reject > 0)
    world.err(`${rows.quarantine + rows.reject} held records were not kept: name a file with --quarantine`)
  const found = {
    rows,
    get rulings() {
      return summary().rulings
    },
  }
  return sayFindings(found, findings, world)
}
