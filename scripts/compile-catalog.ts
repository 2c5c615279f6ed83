import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { placeOf, readCatalogFolder } from '../adapters/catalog-files.ts'
import { indexCatalog } from '../src/catalog.ts'

/** Compiles the catalog's YAML into one module that the core can load anywhere, beside the sources and beside the build. */
const root = fileURLToPath(new URL(import.meta.url.includes('/dist/scripts/') ? '../..' : '..', import.meta.url))
const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { version: string }

try {
  const catalog = await readCatalogFolder(`${root}/schemas/catalog`, version, 'schemas/catalog')
  indexCatalog(catalog, placeOf)
  const json = JSON.stringify(catalog)
  const code = `// compiled from schemas/catalog by the build\nexport default JSON.parse(${JSON.stringify(json)})\n`
  await writeFile(`${root}/schemas/builtin.js`, code)
  if (existsSync(`${root}/dist/schemas`)) {
    await writeFile(`${root}/dist/schemas/builtin.js`, code)
    await writeFile(`${root}/dist/schemas/builtin.d.ts`, await readFile(`${root}/schemas/builtin.d.ts`, 'utf8'))
    await writeFile(`${root}/dist/schemas/catalog.json`, json)
  }
  console.log(
    `catalog: ${catalog.terms.length} terms, ${catalog.models.length} models, ${catalog.licenses.length} licenses, ` +
      `${catalog.datasets.length} datasets, ${catalog.conventions.length} conventions`,
  )
} catch (error) {
  const { message, fix } = error as { message: string; fix?: string }
  console.error(fix ? `${message}\n  fix: ${fix}` : message)
  process.exitCode = 1
}
