import { resolve } from 'node:path'
import { type Explanation, Provenance, ProvgateError, prepare } from '../../src/index.ts'
import { explainRow } from '../engines/row.ts'
import type { Command, Values, World } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'
import { explanationOf } from './explanation.ts'
import { expandInputs } from './inputs.ts'
import { entriesOf, findRuling } from './ledger-file.ts'
import { contextOf } from './run.ts'

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
    in: {
      type: 'string',
      value: 'INPUT',
      says: 'folder or glob that the run was given: FILE is named as there, for the globs of the configuration',
    },
    convention: {
      type: 'string',
      value: 'ID',
      says: 'how the file carries provenance, when it is not found by itself',
    },
    ...CONFIG_OPTIONS,
    json: { type: 'boolean', says: 'as JSON; of a ledger, one object a line' },
  },
  async run(args, values, world) {
    const [what, ...more] = args
    const provenance = textOf(values, 'provenance')
    if (more.length > 0 || (what === undefined) === (provenance === undefined))
      throw new ProvgateError('usage', '`provgate explain` takes one thing to explain', {
        fix: 'give a ruling id, FILE:ROW, a ledger, or --provenance JSON',
      })
    const json = values.json === true
    if (what?.endsWith('ledger.jsonl')) {
      for await (const entry of entriesOf(resolve(world.cwd, what), what)) {
        world.signal.throwIfAborted()
        await world.out(json ? `${JSON.stringify(entry)}\n` : `${explanationOf(entry, { color: world.color })}\n`)
      }
      return EXIT.done
    }
    const found =
      provenance !== undefined
        ? await explainProvenance(provenance, values, world)
        : /^r-[0-9a-f]{16}$/.test(what!)
          ? await findRuling(what!, textOf(values, 'ledger'), world.cwd)
          : await explainFile(what!, values, world)
    await world.out(json ? `${JSON.stringify(found, null, 2)}\n` : explanationOf(found, { color: world.color }))
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
  const [, path, number] = /^(.+):(\d+)$/s.exec(what) ?? []
  if (path === undefined || Number(number) < 1)
    throw new ProvgateError('usage', `\`${what}\` is neither a ruling id nor FILE:ROW`, {
      fix: 'rows count from 1: `data.jsonl:12`; a ruling id looks like `r-0123456789abcdef`',
    })
  const loaded = await loadConfig(values, world, { optional: true })
  const within = textOf(values, 'in')
  const found = await expandInputs([within ?? path], { ...world, err: () => undefined })
  const [shard, ...rest] = within === undefined ? found : found.filter(({ label }) => label === path)
  if (!shard || rest.length > 0)
    throw new ProvgateError('usage', `\`${path}\` is not one file${within ? ` of the input \`${within}\`` : ''}`, {
      fix: 'name the file of the row as it lies there',
    })
  return explainRow(shard, Number(number), contextOf(loaded, values, world))
}
