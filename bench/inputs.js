// The inputs of the benches: made once in a run, always the same bytes of rows for the same options, in any format.
import { createReadStream, createWriteStream, existsSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Zstd } from '@hpcc-js/wasm-zstd'
import { writeArrow } from './arrow-file.js'
import { ask, jsonlTable } from './duckdb.js'
import { writeRows } from './shapes.js'

/** Rows of a row group: a multiple of the 2,048 by which DuckDB ends them. */
export const GROUP = 10_240

/** @typedef {import('./shapes.js').RowOptions} RowOptions */
/** @typedef {{ path: string, bytes: number, shape: import('./shapes.js').Shape }} Input a file, its size, and what its rows are like */

/** @param {string} folder @param {(what: string) => void} say */
export function createInputs(folder, say) {
  /** @param {string} name @param {RowOptions} options @param {(path: string) => Promise<unknown>} make */
  const once = async (name, { shape = 'text' }, make) => {
    const path = join(folder, name)
    if (!existsSync(path)) {
      say(`making ${name}`)
      await make(path)
    }
    return { path, bytes: statSync(path).size, shape }
  }
  /** All that the rows depend on, since what is right of them is remembered by name. @param {number} bytes @param {RowOptions} options */
  const nameOf = (bytes, { shape = 'text', ...rest }) =>
    [shape, ...Object.entries(rest).map(([option, value]) => `${option}-${value}`), `${Math.round(bytes / 1e3)}k`].join(
      '-',
    )

  /** @param {number} bytes @param {RowOptions} [options] */
  const jsonl = (bytes, options = {}) =>
    once(`${nameOf(bytes, options)}.jsonl`, options, (path) => writeRows(path, bytes, options))

  /**
   * A file of another format with the same rows, of which no JSONL file is kept that was not there.
   * @param {number} bytes @param {RowOptions} options @param {string} suffix @param {(rows: Input, path: string) => Promise<unknown>} make
   */
  const made = (bytes, options, suffix, make) =>
    once(`${nameOf(bytes, options)}.${suffix}`, options, async (path) => {
      const kept = existsSync(join(folder, `${nameOf(bytes, options)}.jsonl`))
      const rows = await jsonl(bytes, options)
      await make(rows, path)
      if (!kept) rmSync(rows.path)
    })

  return {
    jsonl,
    /** @param {number} bytes @param {'gz' | 'zst'} codec @param {RowOptions} [options] */
    packed: (bytes, codec, options = {}) =>
      made(bytes, options, `jsonl.${codec}`, ({ path }, to) =>
        pipeline(createReadStream(path), codec === 'gz' ? createGzip() : zstd, createWriteStream(to)),
      ),
    /** One column each for id, text and provenance, this as JSON. @param {number} bytes @param {'zstd' | 'snappy'} codec @param {RowOptions} [options] */
    parquet: (bytes, codec, options = {}) =>
      made(bytes, options, `${codec}.parquet`, ({ path, shape }, to) =>
        writeParquet(
          `SELECT * REPLACE (provenance::VARCHAR AS provenance) FROM ${jsonlTable(path, shape, 'JSON')}`,
          codec,
          to,
        ),
      ),
    /** The same columns, with a dictionary for provenance. @param {number} bytes @param {RowOptions} [options] */
    arrow: (bytes, options = {}) => made(bytes, options, 'arrows', ({ path }, to) => writeArrow(path, to)),
    /** A Parquet file with the rows of another, a few times over. @param {Input} input @param {number} times */
    repeated: ({ path, shape }, times) =>
      once(`${basename(path, '.parquet')}-${times}x.parquet`, { shape }, (to) => {
        const parts = Array.from({ length: times }, () => `'${path}'`)
        return copyTo(`(SELECT * FROM read_parquet([${parts.join(', ')}]))`, 'zstd', to)
      }),
    /** @param {Input} input */
    drop: ({ path }) => rmSync(path),
  }
}

/** @param {string} rows a table or query @param {string} codec @param {string} to */
const copyTo = (rows, codec, to) =>
  ask(`COPY ${rows} TO '${to}' (FORMAT parquet, CODEC '${codec}', ROW_GROUP_SIZE ${GROUP})`)

/** By one thread and way of a table, so that row groups end where they are to. @param {string} rows @param {string} codec @param {string} to */
async function writeParquet(rows, codec, to) {
  await ask('SET threads TO 1')
  await ask(`CREATE OR REPLACE TEMP TABLE input AS ${rows}`)
  await copyTo('input', codec, to)
  await ask('DROP TABLE input')
  await ask('RESET threads')
}

/** Packs into one frame. @param {AsyncIterable<Uint8Array>} source */
async function* zstd(source) {
  const packer = await Zstd.load()
  packer.reset()
  packer.setCompressionLevel(3)
  for await (const chunk of source) yield packer.compressChunk(chunk)
  yield packer.compressEnd()
}
