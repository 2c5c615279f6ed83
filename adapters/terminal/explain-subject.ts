import { resolve } from 'node:path'
import { type CatalogIndex, type Explanation, Provenance, ProvgateError, prepare, type Run } from '../../src/index.ts'
import { explainRow } from '../engines/row.ts'
import { textOf, type Values, type World } from './command.ts'
import { loadConfig } from './config-file.ts'
import type { Change } from './explain-change.ts'
import { openLedger } from './impact-ledger.ts'
import { INEXACT, runOf } from './impact-run.ts'
import { expandInputs } from './inputs.ts'
import { jsonFlag } from './json-flag.ts'
import { findRuling } from './ledger-file.ts'
import { contextOf } from './run.ts'

/** What is explained: as it was ruled, as it would be ruled, and what the ruling was made with. */
export interface Subject {
  readonly found: Explanation
  readonly changed: Explanation | undefined
  /** Undefined when what it was made with can not be known. */
  readonly made: { readonly catalog: CatalogIndex; readonly run: Run } | undefined
}

export async function explainProvenance(
  text: string,
  change: Change | undefined,
  values: Values,
  world: World,
): Promise<Subject> {
  const { config, catalog } = await loadConfig(values, world, { optional: true })
  const provenance = jsonFlag('provenance', text, Provenance, 'provenance')
  const run: Run = { ...config, settings: { ...config.settings, as_of: config.settings.as_of ?? world.today } }
  const explain = (by: Run): Explanation => {
    const judge = prepare(catalog, by)
    return judge.explain(judge.origin(provenance))
  }
  return { found: explain(run), changed: change && explain(change.apply(run)), made: { catalog, run } }
}

export async function explainFile(
  what: string,
  change: Change | undefined,
  values: Values,
  world: World,
): Promise<Subject> {
  const [, path, number] = /^(.+):(\d+)$/s.exec(what) ?? []
  if (path === undefined || Number(number) < 1)
    throw new ProvgateError('usage', `\`${what}\` is neither a ruling id nor FILE:ROW`, {
      fix: 'rows count from 1: `data.jsonl:12`; a ruling id looks like `r-0123456789abcdef`',
    })
  const loaded = await loadConfig(values, world, { optional: true })
  // A wrong change is said before anything is read.
  const other = change?.apply(loaded.config)
  const within = textOf(values, 'in')
  const found = await expandInputs([within ?? path], { ...world, err: () => undefined })
  const [shard, ...rest] = within === undefined ? found : found.filter(({ label }) => label === path)
  if (!shard || rest.length > 0)
    throw new ProvgateError('usage', `\`${path}\` is not one file${within ? ` of the input \`${within}\`` : ''}`, {
      fix: 'name the file of the row as it lies there',
    })
  const context = contextOf(loaded, values, world)
  const { catalog, config } = context
  // Another day cuts dates into other intervals, so that the row is read anew.
  return {
    found: await explainRow(shard, Number(number), context),
    changed: other && (await explainRow(shard, Number(number), contextOf({ ...loaded, config: other }, values, world))),
    made: {
      catalog,
      run: { ...config, settings: { ...config.settings, as_of: config.settings.as_of ?? world.today } },
    },
  }
}

/** A ruling of a ledger: what it was decided by stands in the ledger, except for permissions, curations and actions. */
export async function explainRuling(
  id: string,
  change: Change | undefined,
  values: Values,
  world: World,
): Promise<Subject> {
  const { entry, file } = await findRuling(id, textOf(values, 'ledger'), world.cwd)
  const { rows: _, first: _f, last: _l, ...found } = entry
  const ledger = await openLedger(resolve(world.cwd, file), file)
  ledger.close()
  const { header } = ledger
  const { config, catalog } = await loadConfig(values, world, { optional: true })
  const { run, exact } = runOf(header, config, catalog, world.today)
  if (exact && change === undefined) return { found: entry, changed: undefined, made: { catalog, run } }
  const why =
    header.catalog.digest === catalog.digest
      ? INEXACT
      : `it was made by another catalog (${header.catalog.version}, ${header.catalog.digest.slice(0, 12)})`
  if (change === undefined) {
    if (entry.action !== 'pass') world.err(`what single change would free it is not looked for: ${why}`)
    return { found: entry, changed: undefined, made: undefined }
  }
  if (found.origin !== 'sources') return { found: entry, changed: entry, made: undefined }
  const explain = (by: Run): Explanation => {
    const judge = prepare(catalog, by)
    return judge.explain({ kind: 'sources', sources: found.sources.map(judge.project), declared: found.declared })
  }
  if (!exact) world.err(`\`${id}\` is ruled on anew, before and after: ${why}`)
  return { found: exact ? entry : explain(run), changed: explain(change.apply(run)), made: { catalog, run } }
}
