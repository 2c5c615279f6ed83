// DuckDB inside the bench: makes inputs of other formats, and says what is in an output, whoever wrote it.
import { DuckDBInstance } from '@duckdb/node-api'
import { LICENSES, MARKS, MODELS } from './shapes.js'

/** @typedef {import('./shapes.js').Shape} Shape */

/** @type {Promise<import('@duckdb/node-api').DuckDBConnection> | undefined} */
let connection

/** @param {string} sql */
export async function ask(sql) {
  connection ??= DuckDBInstance.create(':memory:').then((instance) => instance.connect())
  return (await (await connection).runAndReadAll(sql)).getRowsJson()
}

/** @param {readonly string[]} words */
const list = (words) => words.map((word) => `'${word}'`).join(', ')

/** The rule of rows that pass, where provenance is a struct, and where it is text. */
export const PASSES = `(provenance.model IN (${list(MODELS)}) OR provenance.license IN (${list(LICENSES)}))`
/** @param {readonly string[]} marks */
const marked = (marks) => `(${marks.map((mark) => `provenance LIKE '%${mark}%'`).join(' OR ')})`
export const PASSES_TEXT = marked(MARKS.pass)
/** The rule of rows that are held. */
export const HELD_TEXT = marked(MARKS.held)

/** @type {Record<Shape, string>} */
const MEMBERS = {
  text: `text: 'VARCHAR'`,
  code: `content: 'VARCHAR', lang: 'VARCHAR'`,
  cjk: `text: 'VARCHAR'`,
  dense: `"values": 'DOUBLE[]'`,
  small: `label: 'VARCHAR'`,
}
const SOURCE = ['role', 'model', 'channel', 'account', 'author', 'license', 'dataset', 'date', 'collected']
const STRUCT = `STRUCT(${SOURCE.map((field) => `"${field}" VARCHAR`).join(', ')})`

/** A table over JSONL files, plain or packed. @param {string} path a file or glob @param {Shape} shape @param {string} provenance its type */
export const jsonlTable = (path, shape, provenance = STRUCT) =>
  `read_json('${path}', format = 'newline_delimited', columns = {id: 'BIGINT', ${MEMBERS[shape]}, provenance: '${provenance}'})`

/** How many rows, and a hash over each value of theirs, which no order changes. @param {string} table @param {string} [where] */
export async function digestOf(table, where = 'true') {
  const [[rows, sum] = []] = await ask(`SELECT count(*), sum(hash(*COLUMNS(*)))::VARCHAR FROM ${table} WHERE ${where}`)
  return `${rows} rows, ${sum}`
}

/** The most bytes of a row group, unpacked. @param {string} path */
export async function groupBytes(path) {
  const groups = `SELECT sum(total_uncompressed_size) AS bytes FROM parquet_metadata('${path}') GROUP BY row_group_id`
  const [[bytes] = []] = await ask(`SELECT max(bytes)::DOUBLE FROM (${groups})`)
  return Number(bytes)
}
