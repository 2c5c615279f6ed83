// Arrow beside a copy of its bytes: `npm run bench:arrow`, `-- --json` for machines, `-- 0.1` for a tenth of the rows.
// In one process, by turns: provgate reads, codes and writes a stream of some 280 MB (passed and held rows), beside a
// copy of the same bytes into fresh memory, and beside row objects (apache-arrow rows -> vectorFromArray -> tableToIPC).
// - clustered rows: at least twice as fast as the copy, ten times as fast as row objects
// - shuffled rows: at least 0.8 of the copy
// What is written is read back by apache-arrow before anything counts: row counts, and a hash that no order changes.
import { createHash } from 'node:crypto'
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
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { arrowStream } from '../dist/adapters/formats/arrow.js'
import { LIMITS } from '../dist/src/index.js'
import { randoms } from './shapes.js'

const args = process.argv.slice(2)
const scale = Number(args.find((arg) => !arg.startsWith('-')) ?? 1)
const json = args.includes('--json')
const ROWS = Math.ceil(103_000 * scale)
const BATCH = 8_000
const ROUNDS = 7
/** Bytes of one chunk, as a file is read. */
const CHUNK = 512 * 1024
const SOURCES = Array.from({ length: 40 }, (_, i) =>
  JSON.stringify({ model: `maker/model-${i}`, channel: 'api', account: 'own', date: `2025-0${1 + (i % 9)}-10` }),
)
/** @param {number} source @returns {'pass' | 'held' | 'drop'} */
const fateOf = (source) => (source < 32 ? 'pass' : source < 37 ? 'held' : 'drop')

const next = randoms(7)
const WORDS = 'the of and ünïcode "quoted" data 雨 model train text\n  answer question because which would'.split(' ')
const POOL = Buffer.from(Array.from({ length: 300_000 }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' '))

/** @param {boolean} clustered */
function stream(clustered) {
  let [left, source] = [0, 0]
  const pick = () => {
    if (!clustered) return Math.floor(next() * 40)
    if (left-- > 0) return source
    left = 3_000 + Math.floor(next() * 12_000)
    source = Math.floor(next() * 40)
    return source
  }
  const dictionary = vectorFromArray(SOURCES, new Utf8())
  const tagged = new Dictionary(new Utf8(), new Int32())
  const fields = [
    new Field('id', new Int64(), false),
    new Field('text', new Utf8(), true),
    new Field('provenance', tagged, true),
  ]
  const schema = new Schema(fields)
  const writer = new RecordBatchStreamWriter()
  writer.reset(undefined, schema)
  const rows = { pass: 0, held: 0, drop: 0 }
  for (let first = 0; first < ROWS; first += BATCH) {
    const length = Math.min(BATCH, ROWS - first)
    const codes = Int32Array.from({ length }, pick)
    for (const code of codes) rows[fateOf(code)]++
    const offsets = new Int32Array(length + 1)
    let end = 0
    for (let i = 0; i < length; i++) {
      end += 450 + Math.floor(next() ** 2 * 6_750)
      offsets[i + 1] = end
    }
    const text = new Uint8Array(end).fill(32)
    for (let i = 0; i < length; i++) {
      const [start, stop] = offsets.subarray(i, i + 2)
      // From one space on to the end of a letter, so that the text is UTF-8.
      const at = POOL.indexOf(32, Math.floor(next() * (POOL.length - 10_000)))
      let to = at + Number(stop) - Number(start)
      while (((POOL[to] ?? 0) & 0xc0) === 0x80) to--
      text.set(POOL.subarray(at, to), start)
    }
    const ids = BigInt64Array.from({ length }, (_, i) => BigInt(first + i))
    const base = { length, nullCount: 0 }
    const children = [
      makeData({ ...base, type: new Int64(), data: ids }),
      makeData({ ...base, type: new Utf8(), valueOffsets: offsets, data: text }),
      makeData({ ...base, type: tagged, data: codes, dictionary }),
    ]
    writer.write(new RecordBatch(schema, makeData({ ...base, type: new Struct(fields), children })))
  }
  return { bytes: writer.finish().toUint8Array(true), rows }
}

/** @param {Uint8Array} bytes */
async function* chunked(bytes) {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, Math.min(bytes.length, at + CHUNK))
}

/** @param {boolean} keep */
function sink(keep) {
  /** @type {Uint8Array[]} */
  const parts = []
  let size = 0
  return {
    /** @param {Uint8Array} chunk */
    async write(chunk) {
      size += chunk.length
      if (keep) parts.push(chunk.slice())
    },
    close: async () => {},
    abort: async () => {},
    size: () => size,
    bytes: () => new Uint8Array(Buffer.concat(parts)),
  }
}

/** Reads a stream and writes its rows to where they go. @param {Uint8Array} bytes */
async function guard(bytes, keep = false) {
  /** @type {Map<string, number>} */
  const known = new Map()
  /** @type {('pass' | 'held' | 'drop')[]} */
  const fates = []
  const plan = {
    columns: ['provenance'],
    cacheable: true,
    limits: LIMITS,
    reference: process.env.PROVGATE_REFERENCE === '1',
    /** @param {string} key @param {() => unknown} make */
    intern(key, make) {
      let code = known.get(key)
      if (code === undefined) {
        const cells = /** @type {{ provenance: string }} */ (make())
        code = fates.push(fateOf(SOURCES.indexOf(cells.provenance))) - 1
        known.set(key, code)
      }
      return code
    },
    origin: () => 0,
    reject: () => 0,
  }
  const opened = await arrowStream.open({ name: 'bench.arrow', stream: () => chunked(bytes) }, LIMITS)
  const outputs = { pass: sink(keep), held: sink(keep) }
  const pass = arrowStream.write(opened.head, outputs.pass)
  const held = arrowStream.write(opened.head, outputs.held)
  for await (const batch of opened.batches(plan)) {
    const { codes } = batch
    const masks = { pass: new Uint8Array(codes.length), held: new Uint8Array(codes.length), drop: new Uint8Array() }
    for (let start = 0, end = 0; start < codes.length; start = end) {
      const code = codes[start] ?? 0
      do end++
      while (codes[end] === code)
      masks[fates[code] ?? 'drop'].fill(1, start, end)
    }
    if (masks.pass.includes(1)) await pass.put(batch, masks.pass)
    if (masks.held.includes(1)) await held.put(batch, masks.held)
  }
  const rows = { pass: (await pass.finish()).rows, held: (await held.finish()).rows }
  return { rows, size: outputs.pass.size() + outputs.held.size(), outputs }
}

/** A copy into memory that nobody had before, as a whole: the system has to find each page of it. @param {Uint8Array} bytes */
function copy(bytes) {
  new Uint8Array(bytes.length).set(bytes)
}

/** @param {Uint8Array} bytes */
function rowObjects(bytes) {
  const table = tableFromIPC(bytes)
  /** @type {Record<'id' | 'text' | 'provenance', unknown[]>} */
  const kept = { id: [], text: [], provenance: [] }
  for (const row of table) {
    if (!row || fateOf(SOURCES.indexOf(row.provenance)) !== 'pass') continue
    kept.id.push(row.id)
    kept.text.push(row.text)
    kept.provenance.push(row.provenance)
  }
  const [id, text, provenance] = table.schema.fields.map(({ name, type }) =>
    vectorFromArray(/** @type {any} */ (kept)[name], type),
  )
  const columns = /** @type {any} */ ({ id, text, provenance })
  return { rows: kept.id.length, size: tableToIPC(new Table(columns)).length }
}

/** Rows by fate and a hash of them that no order changes. @param {Uint8Array} bytes @param {'pass' | 'held'} fate */
function digest(bytes, fate) {
  let [rows, sum] = [0, 0n]
  for (const batch of tableFromIPC(bytes).batches) {
    /** @type {any[]} */
    const [id, text, provenance] = ['id', 'text', 'provenance'].map((name) => batch.getChild(name))
    const { values, valueOffsets } = text.data[0]
    for (let i = 0; i < batch.numRows; i++) {
      const source = provenance.get(i)
      if (fateOf(SOURCES.indexOf(source)) !== fate) continue
      const hash = createHash('sha1').update(`${id.get(i)} ${source} `)
      hash.update(values.subarray(valueOffsets[i], valueOffsets[i + 1]))
      sum += hash.digest().readBigUInt64LE()
      rows++
    }
  }
  return `${rows} rows, ${BigInt.asUintN(64, sum)}`
}

/** @param {unknown} ok @param {string} says */
function must(ok, says) {
  if (!ok) throw new Error(says)
}

/**
 * CPU time, of the system's part too, since others may use the machine.
 * @template T
 * @param {() => T | Promise<T>} run
 */
async function timed(run) {
  const start = process.cpuUsage()
  const result = await run()
  const { user, system } = process.cpuUsage(start)
  return { result, ms: (user + system) / 1e3 }
}
/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** @type {{ name: string, ratio: number, goal: number, ok: boolean }[]} */
const goals = []
for (const shape of ['clustered', 'shuffled']) {
  const { bytes, rows } = stream(shape === 'clustered')
  {
    const { outputs } = await guard(bytes, true)
    for (const fate of /** @type {const} */ (['pass', 'held'])) {
      const written = outputs[fate].bytes()
      must(digest(written, fate) === digest(bytes, fate), `${shape}: the ${fate} rows are not those of the input`)
      must(tableFromIPC(written).numRows === rows[fate], `${shape}: rows are missing or too many`)
    }
  }
  const { size } = await guard(bytes)
  /** @type {{ guards: number[], copies: number[], objects: number[] }} */
  const { guards, copies, objects } = { guards: [], copies: [], objects: [] }
  for (let round = -1; round < ROUNDS; round++) {
    const one = await timed(() => guard(bytes))
    const found = one.result
    const same = found.rows.pass === rows.pass && found.rows.held === rows.held && found.size === size
    must(same, `${shape}: a run differs`)
    const two = await timed(() => copy(bytes))
    if (round < 0) continue
    guards.push(one.ms)
    copies.push(two.ms)
  }
  for (let round = 0; round < 2; round++) {
    const three = await timed(() => rowObjects(bytes))
    must(three.result.rows === rows.pass, `${shape}: row objects are missing`)
    objects.push(three.ms)
  }
  const [mine, memcpy, rowwise] = [median(guards), median(copies), median(objects)]
  const gbs = bytes.length / mine / 1e6
  if (!json)
    console.log(
      `${shape}: ${(bytes.length / 1e6).toFixed(0)} MB, ${ROWS} rows: provgate ${mine.toFixed(0)} ms (${gbs.toFixed(1)} GB/s), copy ${memcpy.toFixed(0)} ms, row objects ${rowwise.toFixed(0)} ms`,
    )
  const add = (/** @type {string} */ name, /** @type {number} */ ratio, /** @type {number} */ goal) =>
    goals.push({
      name: `Arrow stream, ${shape}, beside ${name}`,
      ratio: Number(ratio.toFixed(2)),
      goal,
      ok: ratio >= goal,
    })
  add('a copy into fresh memory', memcpy / mine, shape === 'clustered' ? 2 : 0.8)
  add('row objects', rowwise / mine, 10)
}
if (json) console.log(JSON.stringify({ goals }))
else
  for (const { name, ratio, goal, ok } of goals)
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${ratio}x, goal ${goal}x`)
if (goals.some(({ ok }) => !ok)) process.exitCode = 1
