import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { inAscii } from './ascii.ts'

/** Compiles the catalog's YAML into one module that the core can load anywhere, beside the sources and beside the build. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const built = `${root}/dist/schemas`
const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { version: string }

// The door of the core gives the compiled catalog, and the reader of catalog files enters through it: a build begins
// with none, so that nothing of an earlier one counts.
const earlier = await readFile(`${built}/builtin.js`).catch(() => undefined)
await writeFile(`${built}/builtin.js`, 'export default undefined\nexport const digest = undefined\n')

try {
  const { placeOf, readCatalogFolder } = await import('../adapters/catalog-files.ts')
  const { indexCatalog } = await import('../src/index.ts')
  const catalog = await readCatalogFolder(`${root}/schemas/catalog`, version, 'schemas/catalog')
  const { digest } = indexCatalog(catalog, placeOf)
  const json = JSON.stringify(catalog)
  const code =
    `// compiled and checked from schemas/catalog by the build\n` +
    `export default JSON.parse('${inAscii(json).replace(/[\\']/g, '\\$&')}')\nexport const digest = '${digest}'\n`
  for (const folder of [`${root}/schemas`, built]) await writeFile(`${folder}/builtin.js`, code)
  await copyFile(`${root}/schemas/builtin.d.ts`, `${built}/builtin.d.ts`)
  await writeFile(`${built}/catalog.json`, json)
  console.log(
    `catalog: ${catalog.terms.length} terms, ${catalog.models.length} models, ${catalog.licenses.length} licenses, ` +
      `${catalog.datasets.length} datasets, ${catalog.conventions.length} conventions`,
  )
} catch (error) {
  await (earlier ? writeFile(`${built}/builtin.js`, earlier) : rm(`${built}/builtin.js`))
  const { message, fix } = error as { message: string; fix?: string }
  console.error(fix ? `${message}\n  fix: ${fix}` : message)
  process.exitCode = 1
}
