import { readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ProvgateError } from '../../src/errors.ts'
import type { Loaded } from '../config.ts'
import { createContext } from '../engines/context.ts'
import { runLocal } from '../engines/local.ts'
import { isInside } from '../places/file.ts'
import type { Command, Values } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT, wordsOf } from './exit.ts'
import { filterStdin, STDIN_OPTIONS } from './filter-stdin.ts'
import { FINDING_OPTIONS, readFindings } from './findings.ts'
import { expandInputs, needInputs } from './inputs.ts'
import { createProgress } from './progress.ts'
import { reportOf } from './report.ts'

/** All that a run writes below its folder. */
const OUTPUTS = ['pass', 'quarantine', 'rulings', 'ledger.jsonl', 'summary.json', 'NOTICE.md']

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
    if (named === undefined)
      throw new ProvgateError('usage', '`provgate filter` needs a folder for its outputs', { fix: 'add `--out DIR`' })
    const out = resolve(world.cwd, named)
    for (const input of args)
      if (!input.startsWith('hf://') && (await isInside(out, globFree(resolve(world.cwd, input)))))
        throw new ProvgateError('usage', `--out \`${named}\` lies inside the input \`${input}\``, {
          fix: 'choose a folder outside, so that a second run does not read the outputs',
        })
    const shards = await expandInputs(args, world)
    await prepareFolder(out, named, values.overwrite === true)

    const { config, catalog, joins } = loaded
    const progress = createProgress(world)
    const context = createContext({
      catalog,
      config,
      joins,
      today: world.today,
      convention: textOf(values, 'convention'),
      signal: world.signal,
      progress: progress?.tell,
    })
    const { summary, failed } = await runLocal({ shards, context, version: world.version, out })
    progress?.clear()
    if (values.json === true) world.out(`${JSON.stringify(summary, null, 2)}\n`)
    else {
      const held = summary.files.find(({ rows }) => rows.quarantine + rows.drop + rows.reject > 0)
      const next = [
        held ? `provgate explain ${join(named, 'ledger.jsonl')}` : `cat ${join(named, 'NOTICE.md')}`,
        `ls ${join(named, 'pass')}`,
      ]
      world.out(
        `${reportOf(summary, next, { color: world.interactive })}\nwritten: ${OUTPUTS.map((name) => join(named, name)).join(', ')}\n`,
      )
    }
    for (const error of failed) world.err(wordsOf(error))
    const found = findings.of(summary)
    for (const line of found) world.err(line)
    return failed.length > 0 ? EXIT.failed : found.length > 0 ? EXIT.findings : EXIT.done
  },
}

function withUnit(loaded: Loaded, values: Values): Loaded {
  const unit = textOf(values, 'unit')
  if (unit === undefined) return loaded
  if (unit !== 'row' && unit !== 'shard')
    throw new ProvgateError('usage', `--unit: \`${unit}\` is no unit`, { fix: 'use `row` or `shard`' })
  return { ...loaded, config: { ...loaded.config, unit } }
}

/** The part of a path before its first wildcard. */
function globFree(path: string): string {
  const segments = path.split('/')
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment))
  return wild < 0 ? path : segments.slice(0, wild).join('/') || '/'
}

/** A folder with something in it is used only when that is an earlier run's, and the user said to replace it. */
async function prepareFolder(out: string, named: string, overwrite: boolean): Promise<void> {
  const found = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new ProvgateError('output', `--out \`${named}\` can not be used: ${error.code}`, {
      file: named,
      fix: 'name a folder',
      cause: error,
    })
  })
  if (found.length === 0) return
  const summary = await readFile(join(out, 'summary.json'), 'utf8').catch(() => '')
  const ours = summary.includes('"summary": "provgate/1"') && found.every((name) => OUTPUTS.includes(name))
  if (!overwrite || !ours)
    throw new ProvgateError('usage', `--out \`${named}\` is not empty`, {
      file: named,
      fix: ours
        ? 'choose another folder, or add --overwrite to replace the outputs of the earlier run'
        : 'choose another folder',
    })
  for (const name of OUTPUTS) await rm(join(out, name), { recursive: true, force: true })
}
