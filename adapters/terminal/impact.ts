import { resolve } from 'node:path'
import { createImpact, ProvgateError, RULINGS, type RulingName } from '../../src/index.ts'
import type { Command, Values } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'
import { readDay } from './explain-change.ts'
import { readOldCatalog } from './impact-catalog.ts'
import { openLedger } from './impact-ledger.ts'
import { impactText } from './impact-report.ts'
import { INEXACT, runOf } from './impact-run.ts'

export const impact: Command = {
  name: 'impact',
  usage: 'impact --from OLD_CATALOG LEDGER [options]',
  says: 'Which rows of an earlier run would change side under the catalog of today. The data are not read again; target and settings are those of the ledger.',
  options: {
    from: {
      type: 'string',
      value: 'CATALOG',
      multiple: true,
      says: 'catalog that made the ledger: its compiled JSON or a folder of catalog files; several are laid over each other',
    },
    config: { ...CONFIG_OPTIONS.config!, says: 'configuration, for its catalogs, permissions, curations and actions' },
    'as-of': { type: 'string', value: 'DATE', says: 'the day to rule on; default: that of the run' },
    force: { type: 'boolean', says: 'go on although the ledger was made by another catalog or configuration' },
    'fail-on': {
      type: 'string',
      value: 'RULINGS',
      says: 'exit 3 if a row that passed would have, or may have, one of these: `forbidden,undetermined`',
    },
    json: { type: 'boolean', says: 'counts, reasons and every provenance that changes side, as JSON' },
  },
  async run([file, ...more], values, world) {
    const from = (Array.isArray(values.from) ? values.from : []).map(String)
    if (file === undefined || more.length > 0 || from.length === 0)
      throw new ProvgateError('usage', '`provgate impact` takes the catalog that made a ledger, and that ledger', {
        fix: 'provgate impact --from old-catalog.json out/ledger.jsonl',
      })
    const failOn = readFailOn(values)
    const asOf = readDay(values, 'as-of')
    const { config, catalog } = await loadConfig(values, world, { optional: true })
    const ledger = await openLedger(resolve(world.cwd, file), file)
    try {
      const { header } = ledger
      const old = await readOldCatalog(from, header.catalog.version, world.cwd)
      const made = header.catalog.digest
      const refuse = (says: string, fix: string) => {
        if (values.force !== true) throw new ProvgateError('usage', says, { file, fix })
        world.err(`${says} (--force)`)
      }
      if (old.digest !== made)
        refuse(
          `ledger \`${file}\` was made by catalog ${header.catalog.version} (${made.slice(0, 12)}), not by \`${from.join('`, `')}\` (${old.digest.slice(0, 12)})`,
          'name the catalog of that run with `--from`; with --force intervals of dates may be cut wrongly',
        )
      const { run, exact } = runOf(header, config, old, world.today)
      if (!exact && old.digest === made)
        refuse(
          `ledger \`${file}\`: ${INEXACT}`,
          'name the configuration of that run with `--config`; with --force what they decided counts as a change of the catalog',
        )
      const same = catalog.digest === made
      if (same) world.err('the ledger was made by the catalog of today already')
      const fold = createImpact({
        from: old,
        to: catalog,
        run,
        inputs: header.inputs,
        asOf,
      })
      for await (const entry of ledger.entries()) {
        world.signal.throwIfAborted()
        fold.add(entry)
      }
      const report = fold.finish()
      const catalogs = {
        from: { ...header.catalog },
        to: { version: catalog.catalog.version, digest: catalog.digest },
        same,
      }
      await world.out(
        values.json === true
          ? `${JSON.stringify({ impact: 'provgate/1', catalogs, as_of: asOf ?? run.settings.as_of, ...report }, null, 2)}\n`
          : impactText(report, catalogs, { color: world.color }),
      )
      const found = report.changes.filter(
        ({ side, to }) => (side === 'lost' || side === 'may-lose') && to.some((name) => failOn.has(name)),
      )
      if (found.length === 0) return EXIT.done
      const rows = (side: string) => found.reduce((sum, change) => sum + (change.side === side ? change.rows : 0), 0)
      world.err(
        `${rows('lost')} rows that passed would not pass any more, and ${rows('may-lose')} may not (--fail-on ${[...failOn].join(',')})`,
      )
      return EXIT.findings
    } finally {
      ledger.close()
    }
  },
}

function readFailOn(values: Values): ReadonlySet<RulingName> {
  const names = (textOf(values, 'fail-on') ?? '').split(',').filter((name) => name !== '')
  for (const name of names)
    if (name !== 'undetermined' && name !== 'forbidden')
      throw new ProvgateError('usage', `--fail-on: \`${name}\` is no ruling that a row could be lost to`, {
        fix: `use ${RULINGS.slice(2)
          .map((ruling) => `\`${ruling}\``)
          .join(', ')}`,
      })
  return new Set(names as RulingName[])
}
