import { existsSync } from 'node:fs'
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Compiles the catalog's YAML into one module that the core can load anywhere, beside the sources and beside the build. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const built = `${root}/dist/schemas`
const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { version: string }

// The door of the core gives the compiled catalog, and the reader of catalog files enters through it: the first build
// begins with none.
const first = !existsSync(`${built}/builtin.js`)
if (first) await writeFile(`${built}/builtin.js`, 'export default undefined\n')

try {
  const { placeOf, readCatalogFolder } = await import('../adapters/catalog-files.ts')
  const { indexCatalog } = await import('../src/index.ts')
  const catalog = await readCatalogFolder(`${root}/schemas/catalog`, version, 'schemas/catalog')
  indexCatalog(catalog, placeOf)
  const json = JSON.stringify(catalog)
  const code = `// compiled from schemas/catalog by the build\nexport default JSON.parse(${JSON.stringify(json)})\n`
  for (const folder of [`${root}/schemas`, built]) await writeFile(`${folder}/builtin.js`, code)
  await copyFile(`${root}/schemas/builtin.d.ts`, `${built}/builtin.d.ts`)
  await writeFile(`${built}/catalog.json`, json)
  console.log(
    `catalog: ${catalog.terms.length} terms, ${catalog.models.length} models, ${catalog.licenses.length} licenses, ` +
      `${catalog.datasets.length} datasets, ${catalog.conventions.length} conventions`,
  )
} catch (error) {
  if (first) await rm(`${built}/builtin.js`)
  const { message, fix } = error as { message: string; fix?: string }
  console.error(fix ? `${message}\n  fix: ${fix}` : message)
  process.exitCode = 1
}
