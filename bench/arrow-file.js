// Arrow streams for the benches: made from rows of JSONL, and read back by apache-arrow.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import {
  Dictionary,
  Field,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { MARKS } from './shapes.js'

/** Rows of a record batch. */
export const BATCH = 8_000
const TAGGED = new Dictionary(new Utf8(), new Int32())
const FIELDS = [
  new Field('id', new Int64(), false),
  new Field('text', new Utf8(), true),
  new Field('provenance', TAGGED, true),
]
const SCHEMA = new Schema(FIELDS)

/** Tells the rows of a fate by their provenance's text. @param {'pass' | 'held'} fate */
export const fated = (fate) => (/** @type {string} */ provenance) =>
  MARKS[fate].some((mark) => provenance.includes(mark))

/** @typedef {{ id: number, text: string, provenance: unknown }} Row */

/** Writes the rows of a JSONL file as a stream with one dictionary. @param {string} from @param {string} to */
export async function writeArrow(from, to) {
  const lines = () => createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY })
  /** @type {Map<string, number>} */
  const codes = new Map()
  for await (const line of lines()) {
    const text = JSON.stringify(JSON.parse(line).provenance)
    if (!codes.has(text)) codes.set(text, codes.size)
  }
  const dictionary = vectorFromArray([...codes.keys()], new Utf8())
  const writer = new RecordBatchStreamWriter()
  const file = createWriteStream(to)
  writer.reset(undefined, SCHEMA)
  /** @type {Row[]} */
  let rows = []
  const flush = () => {
    writer.write(batchOf(rows, codes, dictionary))
    rows = []
  }
  const drained = (async () => {
    for await (const chunk of writer) if (!file.write(chunk)) await once(file, 'drain')
  })()
  for await (const line of lines()) {
    rows.push(JSON.parse(line))
    if (rows.length === BATCH) flush()
  }
  if (rows.length > 0) flush()
  writer.finish()
  await drained
  file.end()
  await finished(file)
}

/** @param {readonly Row[]} rows @param {Map<string, number>} codes @param {import('apache-arrow').Vector<Utf8>} dictionary */
function batchOf(rows, codes, dictionary) {
  const base = { length: rows.length, nullCount: 0 }
  const texts = rows.map(({ text }) => Buffer.from(text))
  const valueOffsets = new Int32Array(rows.length + 1)
  texts.forEach((text, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] ?? 0) + text.length
  })
  const children = [
    makeData({ ...base, type: new Int64(), data: BigInt64Array.from(rows, ({ id }) => BigInt(id)) }),
    makeData({ ...base, type: new Utf8(), valueOffsets, data: new Uint8Array(Buffer.concat(texts)) }),
    makeData({
      ...base,
      type: TAGGED,
      data: Int32Array.from(rows, ({ provenance }) => codes.get(JSON.stringify(provenance)) ?? 0),
      dictionary,
    }),
  ]
  return new RecordBatch(SCHEMA, makeData({ ...base, type: new Struct(FIELDS), children }))
}

/**
 * How many rows of a stream, and a hash over each value of theirs, which no order changes.
 * @param {Uint8Array} bytes @param {(provenance: string) => boolean} [which]
 */
export function digestArrow(bytes, which = () => true) {
  let [rows, sum] = [0, 0n]
  for (const batch of tableFromIPC(bytes).batches) {
    /** @type {any[]} */
    const [id, text, provenance] = ['id', 'text', 'provenance'].map((name) => batch.getChild(name))
    const { values, valueOffsets } = text.data[0]
    for (let i = 0; i < batch.numRows; i++) {
      const source = provenance.get(i)
      if (!which(source)) continue
      const hash = createHash('sha1').update(`${id.get(i)} ${source} `)
      hash.update(values.subarray(valueOffsets[i], valueOffsets[i + 1]))
      sum += hash.digest().readBigUInt64LE()
      rows++
    }
  }
  return `${rows} rows, ${BigInt.asUintN(64, sum)}`
}

/** @param {string} path */
export const readArrow = (path) => new Uint8Array(readFileSync(path))
