import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import catalog from '../schemas/builtin.js'
import { docsTables, withTable } from './docs-tables.ts'

/** Writes the tables of the docs that are made from the code and the catalog. */
const root = fileURLToPath(new URL('../../', import.meta.url))
for (const [file, tables] of Object.entries(docsTables(catalog))) {
  const before = await readFile(root + file, 'utf8')
  const after = Object.entries(tables).reduce((text, [name, content]) => withTable(text, name, content), before)
  if (after !== before) await writeFile(root + file, after)
}
