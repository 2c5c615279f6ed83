import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { builtinCatalog, type LintFinding, lintCatalog, mergeCatalogs, ProvgateError } from '../../src/index.ts'
import { paragraph, plain, widthOf } from './catalog-table.ts'
import type { Command, World } from './command.ts'
import { EXIT } from './exit.ts'
import { paint } from './table.ts'

type Placed = Omit<LintFinding, 'entry'> & { readonly place?: string }

export const lint: Command = {
  name: 'catalog lint',
  usage: 'catalog lint [DIR] [--json]',
  says: 'What is wrong in a catalog folder, or in the catalog that comes with provgate. Errors end with 3, notes do not.',
  options: { json: { type: 'boolean', says: 'the findings as JSON' } },
  async run([folder, ...more], values, world) {
    if (more.length > 0) throw new ProvgateError('usage', `\`${more[0]}\` is not expected`, { fix: 'name one folder' })
    const found = folder === undefined ? lintCatalog(builtinCatalog).map(unplaced) : await lintFolder(folder, world)
    const errors = found.filter(({ level }) => level === 'error').length
    if (values.json === true)
      await world.out(`${JSON.stringify({ errors, notes: found.length - errors, findings: found }, null, 2)}\n`)
    else {
      const width = widthOf(world)
      const lines = found.flatMap(({ level, says, fix, place }) => {
        const [head = '', ...rest] = paragraph(`${place ? `${place}: ` : ''}${says}`, width, 7, level)
        const colored = level === 'error' ? head.replace(/^error/, (word) => paint('forbidden', word, world)) : head
        return [colored, ...rest, ...paragraph(`fix: ${fix}`, width, 9)]
      })
      await world.out(`${[...lines, `${errors} errors, ${found.length - errors} notes`].join('\n')}\n`)
    }
    return errors > 0 ? EXIT.findings : EXIT.done
  },
}

const unplaced = ({ entry: _, ...finding }: LintFinding): Placed => finding

async function lintFolder(folder: string, world: World): Promise<Placed[]> {
  const root = resolve(world.cwd, folder)
  const there = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!there)
    throw new ProvgateError('usage', `\`${folder}\` is not a folder`, { fix: 'name a folder of catalog files' })
  const { fileOf, placeOf, readCatalogFolder } = await import('../catalog-files.ts')
  try {
    const own = await readCatalogFolder(root, folder, folder)
    const { catalog } = mergeCatalogs(builtinCatalog, own)
    return lintCatalog(own, catalog, fileOf).map(({ entry, ...finding }) => {
      const place = entry && placeOf(entry)
      return { ...finding, ...(place !== undefined && { place: plain(place) }) }
    })
  } catch (error) {
    // A file that is no catalog file is what a lint is asked to find.
    if (!(error instanceof ProvgateError) || error.code !== 'catalog') throw error
    return [{ level: 'error', says: error.message, fix: error.fix ?? 'mend the file' }]
  }
}
