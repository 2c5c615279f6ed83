import {
  ageWords,
  catalogAge,
  LISTS,
  type ListName,
  type ListRow,
  listCatalog,
  ProvgateError,
} from '../../src/index.ts'
import { fitted, widthOf } from './catalog-table.ts'
import type { Command } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'

export const list: Command = {
  name: 'catalog list',
  usage: `catalog list [${LISTS.join(' | ')}] [TEXT] [options]`,
  says: 'Lists what the catalog knows: all of one sort, or those in whose names TEXT stands. Without a sort, terms.',
  options: {
    unreviewed: { type: 'boolean', says: 'only what nobody has compared with its words' },
    config: CONFIG_OPTIONS.config!,
    json: { type: 'boolean', says: 'an array of objects' },
  },
  async run([name = 'terms', text, ...more], values, world) {
    if (!(LISTS as readonly string[]).includes(name) || more.length > 0)
      throw new ProvgateError('usage', more.length > 0 ? `\`${more[0]}\` is not expected` : `\`${name}\` is no list`, {
        fix: `use one of ${LISTS.join(', ')}, and a text to look for`,
      })
    const { catalog } = await loadConfig(values, world, { optional: true })
    const only = values.unreviewed === true ? 'unreviewed' : undefined
    const rows = listCatalog(name as ListName, text, catalog, only)
    if (values.json === true) await world.out(`${JSON.stringify(rows, null, 2)}\n`)
    else if (rows.length === 0)
      world.err(`no ${only ? `${only} ` : ''}${name}${text === undefined ? '' : ` have \`${text}\` in their names`}`)
    else {
      const columns = Object.keys(rows[0]!).map((title) => ({ title, least: 14, lines: 3 }))
      await world.out(`${fitted(columns, rows.map(cells), widthOf(world), { color: world.color })}\n`)
      const { version } = catalog.catalog
      world.err(`${rows.length} ${name}`)
      world.err(`catalog ${version} (${catalog.digest.slice(0, 12)}), ${ageWords(catalogAge(catalog.catalog))}`)
    }
    return EXIT.done
  },
}

const cells = (row: ListRow): string[] =>
  Object.values(row).map((value) => (value === null ? '-' : typeof value === 'string' ? value : value.join(', ')))
