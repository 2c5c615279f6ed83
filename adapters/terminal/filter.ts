import { join, resolve } from 'node:path'
import { ProvgateError, type Summary } from '../../src/index.ts'
import type { Loaded } from '../config.ts'
import type { RunContext } from '../engines/context.ts'
import type { Command, Values } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { filterStdin, STDIN_OPTIONS } from './filter-stdin.ts'
import { FINDING_OPTIONS, readFindings } from './findings.ts'
import { expandInputs, inputAround, needInputs } from './inputs.ts'
import { commandLine } from './next.ts'
import { reportOf } from './report.ts'
import { concludeRun, prepareRun, WORKER_OPTIONS } from './run.ts'
import { takeFolder } from './run-folder.ts'

export const filter: Command = {
  name: 'filter',
  usage: 'filter IN… --out DIR [options]   |   filter - [--format F] < IN > OUT',
  says: 'Passes, holds or drops each record. IN is a file, a folder, a glob, `hf://datasets/ORG/NAME`, or `-` for stdin.',
  options: {
    out: {
      type: 'string',
      short: 'o',
      value: 'DIR',
      says: 'folder for pass/, quarantine/, rulings/, ledger.jsonl, summary.json, NOTICE.md',
    },
    overwrite: { type: 'boolean', says: 'replace the outputs of an earlier run in that folder' },
    unit: {
      type: 'string',
      value: 'row|shard',
      says: '`shard`: a file with one row that may not pass goes whole to quarantine',
    },
    ...CONFIG_OPTIONS,
    convention: { type: 'string', value: 'ID', says: 'how the files carry provenance, when it is not found by itself' },
    json: { type: 'boolean', says: 'the summary as JSON on stdout' },
    ...WORKER_OPTIONS,
    ...FINDING_OPTIONS,
    ...STDIN_OPTIONS,
  },
  async run(args, values, world) {
    needInputs('filter', args)
    const findings = readFindings(values)
    const loaded = withUnit(await loadConfig(values, world), values)
    if (args.includes('-')) {
      if (args.length > 1)
        throw new ProvgateError('usage', '`-` stands alone', { fix: 'filter files and stdin in two runs' })
      return filterStdin(loaded, values, world, findings)
    }
    for (const name of Object.keys(STDIN_OPTIONS))
      if (values[name] !== undefined)
        throw new ProvgateError('usage', `--${name} goes with \`filter -\` only`, {
          fix: 'files keep their format, and take their outputs from --out',
        })
    const named = textOf(values, 'out')
    if (named === undefined || named === '')
      throw new ProvgateError('usage', '`provgate filter` needs a folder for its outputs', { fix: 'add `--out DIR`' })
    const out = resolve(world.cwd, named)
    const around = await inputAround(out, args, world.cwd)
    if (around !== undefined)
      throw new ProvgateError('usage', `--out \`${named}\` lies inside the input \`${around}\``, {
        fix: 'choose a folder outside, so that a second run does not read the outputs',
      })
    const run = prepareRun(loaded, await expandInputs(args, world), values, world)
    const folder = await takeFolder(out, { label: named, overwrite: values.overwrite === true, warn: world.err })
    const result = await run.start(out)
    const { summary, failed } = result
    const empty = failed.length > 0 && failed.length === summary.files.length
    await folder.end({ keep: !empty })

    if (values.json === true) await world.out(`${JSON.stringify(summary, null, 2)}\n`)
    else if (!empty) {
      const written = writtenIn(summary, named)
      const report = reportOf(summary, nextOf(summary, run.context, named), { color: world.color })
      await world.out(`${report}\nwritten: ${written.join(', ')}\n`)
    }
    return concludeRun(result, findings, world)
  },
}

function withUnit(loaded: Loaded, values: Values): Loaded {
  const unit = textOf(values, 'unit')
  if (unit === undefined) return loaded
  if (unit !== 'row' && unit !== 'shard')
    throw new ProvgateError('usage', `--unit: \`${unit}\` is no unit`, { fix: 'use `row` or `shard`' })
  return { ...loaded, config: { ...loaded.config, unit } }
}

function writtenIn({ files }: Summary, named: string): string[] {
  const paths = files.flatMap(({ outputs }) => outputs.map(({ path }) => path))
  const folders = ['pass', 'quarantine', 'rulings'].filter((name) => paths.some((path) => path.startsWith(`${name}/`)))
  return [...folders, 'ledger.jsonl', 'summary.json', 'NOTICE.md'].map((name) => join(named, name))
}

/** What to type next: why a row is held, or what the passing ones oblige to. */
function nextOf({ rows }: Summary, { ledger }: RunContext, named: string): string[] {
  const next: string[] = []
  if (rows.pass < rows.in)
    for (const { id, action } of ledger.entries()) {
      if (action === 'pass') continue
      next.push(commandLine('provgate', 'explain', id, '--ledger', join(named, 'ledger.jsonl')))
      break
    }
  if (rows.pass > 0) next.push(commandLine('cat', join(named, 'NOTICE.md')))
  return next
}
