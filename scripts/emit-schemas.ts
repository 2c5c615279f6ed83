import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { jsonSchema, SCHEMAS, type SchemaName } from '../schemas/index.ts'

/** Writes the JSON Schemas beside the words that they are made from. */
const folder = fileURLToPath(new URL('../../schemas/json/', import.meta.url))
await mkdir(folder, { recursive: true })
for (const name of Object.keys(SCHEMAS) as SchemaName[])
  await writeFile(`${folder}${name}.json`, `${JSON.stringify(jsonSchema(name), null, 2)}\n`)
