// One of the peers that need a script: `node peer.js readline|duckdb|polars THREADS IN OUT [HELD]`. It writes the rows
// that pass, in the format and codec that the names end with; DuckDB also those that are held, of Parquet.
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { HELD_TEXT, PASSES, PASSES_TEXT } from './duckdb.js'
import { GROUP } from './inputs.js'
import { loadPolars } from './polars.js'
import { LICENSES, MARKS, MODELS } from './shapes.js'

const [kind = '', threads = '1', from = '', to = '', held] = process.argv.slice(2)
const parquet = from.endsWith('.parquet')
const codec = from.includes('.snappy.') ? 'snappy' : 'zstd'
/** @type {Readonly<Record<string, () => Promise<void>>>} */
const KINDS = { readline: byLine, duckdb: byDuckDB, polars: byPolars }
const run = KINDS[kind]
if (!run || !from || !to) throw new Error('usage: peer.js KIND THREADS IN OUT [HELD]')
await run()

async function byLine() {
  const out = createWriteStream(to)
  for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY })) {
    const { provenance } = JSON.parse(line)
    if (!MODELS.includes(provenance.model) && !LICENSES.includes(provenance.license)) continue
    if (!out.write(`${line}\n`)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
}

async function byDuckDB() {
  const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect()
  const packed = from.endsWith('.gz') ? ', COMPRESSION gzip' : from.endsWith('.zst') ? ', COMPRESSION zstd' : ''
  /** @param {string} rule @param {string} path */
  const copied = (rule, path) =>
    `COPY (SELECT * FROM '${from}' WHERE ${rule}) TO '${path}' (FORMAT parquet, CODEC '${codec}', ROW_GROUP_SIZE ${GROUP})`
  if (held) await connection.run(copied(HELD_TEXT, held))
  await connection.run(
    parquet
      ? copied(PASSES_TEXT, to)
      : `COPY (SELECT * FROM read_json('${from}', format = 'newline_delimited') WHERE ${PASSES}) TO '${to}' (FORMAT json${packed})`,
  )
}

async function byPolars() {
  const pl = loadPolars()
  const provenance = pl.col('provenance')
  const rows = parquet
    ? pl
        .scanParquet(from)
        .filter(MARKS.pass.map((mark) => provenance.str.contains(mark, true)).reduce((a, b) => a.or(b)))
    : pl
        .scanJson(from)
        .filter(provenance.struct.field('model').isIn(MODELS).or(provenance.struct.field('license').isIn(LICENSES)))
  await (parquet ? rows.sinkParquet(to, { compression: codec, rowGroupSize: GROUP }) : rows.sinkNdJson(to)).collect()
}
