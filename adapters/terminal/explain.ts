import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { LedgerEntry } from '../../schemas/ledger.ts'
import { Provenance } from '../../schemas/provenance.ts'
import type { Explanation } from '../../schemas/ruling.ts'
import { ProvgateError } from '../../src/errors.ts'
import { prepare } from '../../src/judge.ts'
import { createContext } from '../engines/context.ts'
import { explainRow } from '../engines/row.ts'
import type { Command, Values, World } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'
import { expandInputs } from './inputs.ts'
import { explanationOf } from './report.ts'

export const explain: Command = {
  name: 'explain',
  usage: 'explain RULING_ID | FILE:ROW | LEDGER | --provenance JSON',
  says: 'Why a record was passed, held or dropped: the clause with its words, what is missing, and how to fix it. Rows count from 1.',
  options: {
    provenance: { type: 'string', value: 'JSON', says: 'a provenance instead of a record' },
    ledger: {
      type: 'string',
      value: 'FILE',
      says: 'where to look a ruling id up; default: ledger.jsonl here or one folder below',
    },
    convention: {
      type: 'string',
      value: 'ID',
      says: 'how the file carries provenance, when it is not found by itself',
    },
    ...CONFIG_OPTIONS,
    json: { type: 'boolean', says: 'as JSON' },
  },
  async run(args, values, world) {
    const [what, ...more] = args
    const provenance = textOf(values, 'provenance')
    if (more.length > 0 || (what === undefined) === (provenance === undefined))
      throw new ProvgateError('usage', '`provgate explain` takes one thing to explain', {
        fix: 'give a ruling id, FILE:ROW, a ledger, or --provenance JSON',
      })
    const show = (found: Explanation): void =>
      world.out(
        values.json === true
          ? `${JSON.stringify(found, null, 2)}\n`
          : explanationOf(found, { color: world.interactive }),
      )
    if (provenance !== undefined) show(await explainProvenance(provenance, values, world))
    else if (/^r-[0-9a-f]{16}$/.test(what!)) show(await findRuling(what!, values, world))
    else if (what!.endsWith('ledger.jsonl'))
      for await (const entry of entriesOf(resolve(world.cwd, what!), what!)) show(entry)
    else show(await explainFile(what!, values, world))
    return EXIT.done
  },
}

async function explainProvenance(text: string, values: Values, world: World): Promise<Explanation> {
  const { config, catalog } = await loadConfig(values, world, { optional: true })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ProvgateError('usage', `--provenance is not JSON: ${(cause as Error).message}`, {
      fix: 'quote it for the shell: \'{"model": "gpt-4o"}\'',
      cause,
    })
  }
  const parsed = Provenance.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ProvgateError(
      'usage',
      `--provenance: ${issue?.path.length ? `\`${issue.path.join('.')}\`: ` : ''}${issue?.message}`,
      { fix: 'see `provgate schema provenance`' },
    )
  }
  const judge = prepare(catalog, {
    ...config,
    settings: { ...config.settings, as_of: config.settings.as_of ?? world.today },
  })
  return judge.explain(judge.origin(parsed.data))
}

async function explainFile(what: string, values: Values, world: World): Promise<Explanation> {
  const [, path, number] = /^(.+):(\d+)$/.exec(what) ?? []
  if (path === undefined || Number(number) < 1)
    throw new ProvgateError('usage', `\`${what}\` is neither a ruling id nor FILE:ROW`, {
      fix: 'rows count from 1: `data.jsonl:12`; a ruling id looks like `r-0123456789abcdef`',
    })
  const { config, catalog, joins } = await loadConfig(values, world, { optional: true })
  const [shard, ...rest] = await expandInputs([path], world)
  if (!shard || rest.length > 0)
    throw new ProvgateError('usage', `\`${path}\` is not one file`, { fix: 'name the file of the row' })
  const context = createContext({
    catalog,
    config,
    joins,
    today: world.today,
    convention: textOf(values, 'convention'),
    signal: world.signal,
  })
  return explainRow(shard, Number(number), context)
}

async function findRuling(id: string, values: Values, world: World): Promise<Explanation> {
  const named = textOf(values, 'ledger')
  const files = named === undefined ? await nearLedgers(world.cwd) : [resolve(world.cwd, named)]
  for (const file of files) for await (const entry of entriesOf(file, named ?? file)) if (entry.id === id) return entry
  throw new ProvgateError('usage', `ruling \`${id}\` is in no ledger that was looked at`, {
    fix: 'name the ledger of its run with `--ledger out/ledger.jsonl`',
  })
}

async function nearLedgers(cwd: string): Promise<string[]> {
  const folders = (await readdir(cwd, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  const found: string[] = []
  for (const folder of ['.', ...folders.sort()])
    if ((await readdir(join(cwd, folder)).catch(() => [] as string[])).includes('ledger.jsonl'))
      found.push(join(cwd, folder, 'ledger.jsonl'))
  return found
}

async function* entriesOf(file: string, label: string): AsyncGenerator<LedgerEntry> {
  try {
    let header = true
    for await (const line of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (!header) yield LedgerEntry.parse(JSON.parse(line))
      else if (!line.startsWith('{"ledger":"provgate/1"'))
        throw new ProvgateError('input', `\`${label}\` is no ledger`, { file: label })
      header = false
    }
  } catch (cause) {
    if (cause instanceof ProvgateError) throw cause
    const why = (cause as NodeJS.ErrnoException).code ?? 'a line is no ledger entry'
    throw new ProvgateError('input', `ledger \`${label}\` can not be read: ${why}`, { file: label, cause })
  }
}
