import { dirname, resolve } from 'node:path'
import {
  builtinCatalog,
  type CatalogIndex,
  closeNames,
  findEntries,
  indexCatalog,
  LEGAL,
  ProvgateError,
} from '../../src/index.ts'
import { discoverConfig, readBase, readConfig } from '../config.ts'
import { COPIES, copyOf } from './catalog-copy.ts'
import { entryLines } from './catalog-entry.ts'
import { widthOf } from './catalog-table.ts'
import { type Command, textOf, type Values, type World } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'

export const show: Command = {
  name: 'catalog show',
  usage: 'catalog show ID [options]',
  says: 'Everything about terms (`terms@version` for one text), an issuer, a dataset, a license, a convention, or a model by any name in the wild.',
  options: {
    yaml: {
      type: 'string',
      value: 'KIND',
      says: `as a catalog file to correct, without catalogs of your own; kinds: ${COPIES.join(' ')}`,
    },
    config: CONFIG_OPTIONS.config!,
    json: { type: 'boolean', says: 'as JSON' },
  },
  async run([id, ...more], values, world) {
    if (id === undefined || more.length > 0)
      throw new ProvgateError('usage', '`provgate catalog show` takes one id', {
        fix: 'quote one that has spaces; `provgate catalog list` has the ids',
      })
    const kind = textOf(values, 'yaml')
    const catalog =
      kind === undefined ? (await loadConfig(values, world, { optional: true })).catalog : await base(values, world)
    const found = findEntries(id, catalog)
    if (found.length === 0) {
      const close = closeNames(id, catalog)
      throw new ProvgateError('usage', `\`${id}\` is not in the catalog`, {
        fix:
          close.length > 0
            ? `did you mean ${close.map((one) => `\`${one}\``).join(', ')}?`
            : 'see `provgate catalog list`',
      })
    }
    if (kind !== undefined) await world.out(await copyOf(found, kind, id))
    else if (values.json === true) await world.out(`${JSON.stringify({ id, found }, null, 2)}\n`)
    else {
      const blocks = found.map((entry) => entryLines(entry, catalog, widthOf(world), world).join('\n'))
      await world.out(`${blocks.join('\n\n')}\n\n${LEGAL}\n`)
    }
    return EXIT.done
  },
}

/**
 * The catalog without those of one's own: a shell has emptied the file that a copy goes to before the copy is made, and
 * an empty file is no catalog.
 */
async function base(values: Values, world: World): Promise<CatalogIndex> {
  const named = textOf(values, 'config')
  const file = named === undefined ? await discoverConfig(world.cwd) : resolve(world.cwd, named)
  if (file === undefined) return indexCatalog(builtinCatalog)
  const config = await readConfig(file, named ?? 'provgate.yaml')
  return indexCatalog((await readBase(config, dirname(file))).catalog)
}
