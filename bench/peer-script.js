// One of the peers that need a script: `node peer-script.js readline|duckdb-1|duckdb-2 IN OUT`.
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { LICENSES, MODELS } from './peers.js'

const [kind, from, to] = process.argv.slice(2)
if (!kind || !from || !to) throw new Error('usage: peer-script.js KIND IN OUT')
await (kind === 'readline' ? byLine(from, to) : byDuckDB(from, to, Number(kind.split('-')[1])))

/** @param {string} from @param {string} to */
async function byLine(from, to) {
  const out = createWriteStream(to)
  for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY })) {
    const { provenance } = JSON.parse(line)
    if (!MODELS.includes(provenance.model) && !LICENSES.includes(provenance.license)) continue
    if (!out.write(`${line}\n`)) await new Promise((resolve) => out.once('drain', () => resolve(undefined)))
  }
  out.end()
  await finished(out)
}

/** @param {string} from @param {string} to @param {number} threads */
async function byDuckDB(from, to, threads) {
  const quoted = (/** @type {readonly string[]} */ words) => words.map((word) => `'${word}'`).join(', ')
  const db = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await db.connect()
  await connection.run(
    `COPY (SELECT * FROM read_json('${from}', format = 'newline_delimited')
      WHERE provenance.model IN (${quoted(MODELS)}) OR provenance.license IN (${quoted(LICENSES)}))
      TO '${to}' (FORMAT json)`,
  )
}
