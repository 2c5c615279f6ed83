import { closeNames, findEntries, LEGAL, ProvgateError } from '../../src/index.ts'
import { entryLines } from './catalog-entry.ts'
import { widthOf } from './catalog-table.ts'
import type { Command } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'

export const show: Command = {
  name: 'catalog show',
  usage: 'catalog show ID [options]',
  says: 'Everything about terms (`terms@version` for one text), an issuer, a dataset, a license, a convention, or a model by any name in the wild.',
  options: { config: CONFIG_OPTIONS.config!, json: { type: 'boolean', says: 'as JSON' } },
  async run([id, ...more], values, world) {
    if (id === undefined || more.length > 0)
      throw new ProvgateError('usage', '`provgate catalog show` takes one id', {
        fix: 'quote one that has spaces; `provgate catalog list` has the ids',
      })
    const { catalog } = await loadConfig(values, world, { optional: true })
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
    if (values.json === true) await world.out(`${JSON.stringify({ id, found }, null, 2)}\n`)
    else {
      const blocks = found.map((entry) => entryLines(entry, catalog, widthOf(world), world).join('\n'))
      await world.out(`${blocks.join('\n\n')}\n\n${LEGAL}\n`)
    }
    return EXIT.done
  },
}
