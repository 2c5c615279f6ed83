// Holds the kernel for JSONL to `JSON.parse` and to plain code: `npm run fuzz`, or with a number of lines: `… -- 1e7`.
// Lines that are nearly JSON go through both readers, and through the kernel once more in parts, cut anywhere; each record
// has to be one that `JSON.parse` takes, each other line one that it refuses, and all have to give the same rows.
import { createPartReader } from '../dist/adapters/formats/jsonl/part.js'
import { createRowReader } from '../dist/adapters/formats/jsonl/rows.js'
import { LIMITS } from '../dist/src/index.js'
import { oddLines } from './odd-lines.js'

const LINES = Number(process.argv[2] ?? 1e6)
const SEED = Number(process.argv[3] ?? 1)
const COLUMNS = ['m', 't']
const limits = { depth: LIMITS.depth, line: LIMITS.line }
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @typedef {{ read(block: { bytes: Uint8Array }): Iterable<Batch>, take(found: import('../dist/adapters/formats/jsonl/part.js').Found): Iterable<Batch>, close(): void }} Reader */
/** @typedef {import('../dist/src/index.js').Batch<import('../dist/adapters/formats/jsonl/rows.js').JsonlPayload>} Batch */

/** @param {boolean} reference @param {(reader: Reader, bytes: Uint8Array) => Iterable<Batch & { readonly base?: number }>} batchesOf `base` is where the bytes of a batch begin */
function reader(reference, batchesOf = (rows, bytes) => rows.read({ bytes })) {
  /** @type {Map<string, number>} */
  const codes = new Map()
  /** @param {string} what */
  const codeOf = (what) => {
    const code = codes.get(what) ?? codes.size
    codes.set(what, code)
    return code
  }
  const rows = createRowReader({
    columns: COLUMNS,
    cacheable: true,
    limits: LIMITS,
    reference,
    intern: (_key, make) => codeOf(JSON.stringify(make())),
    origin: (cells) => codeOf(JSON.stringify(cells)),
    reject: (code) => codeOf(`rejected: ${code}`),
  })
  /** @type {string[]} */
  const names = []
  return (/** @type {Uint8Array} */ bytes) => {
    const batches = [...batchesOf(rows, bytes)]
    for (const [name, code] of codes) names[code] = name
    return batches.flatMap(({ base = 0, codes: found, payload: { starts, ends } }) =>
      [...found].map((code, i) => ({
        start: base + (starts[i] ?? 0),
        end: base + (ends[i] ?? 0),
        name: names[code] ?? '',
      })),
    )
  }
}

/** Reads blocks in parts, each of another size. */
function inParts() {
  /** @type {Uint8Array} */
  let all
  let id = 0
  let size = 1
  const parts = createPartReader((_file, _name, room, from) => room.set(all.subarray(from, from + room.length)))
  return reader(false, function* (rows, bytes) {
    all = bytes
    id++
    let base = 0
    for (let from = 0; from < bytes.length; from += size) {
      size = 1 + ((size * 7919 + from) % 4093)
      const reading = { id, file: 0, name: '', size: bytes.length, columns: COLUMNS, recurring: true, ...limits }
      const to = Math.min(bytes.length, from + size)
      const found = parts.read({ reading, from, to, begins: from === 0, room: undefined })
      for (const batch of rows.take(found)) yield { ...batch, base }
      base += found.bytes.length
    }
  })
}

/** @param {Uint8Array} bytes */
function isRecord(bytes) {
  try {
    const value = JSON.parse(decoder.decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

let read = 0
let records = 0
for (let seed = SEED; read < LINES; seed++) {
  const make = oddLines({ seed, lines: 250, broken: seed % 4 === 0 })
  const [kernel, plain, parted] = [reader(false), reader(true), inParts()]
  for (let i = 0; i < 400 && read < LINES; i++) {
    const block = make()
    const rows = kernel(block)
    const others = plain(block)
    rows.forEach(({ start, end, name }, row) => {
      const other = others[row]
      const record = !name.startsWith('rejected')
      const bytes = block.subarray(start, end)
      if (!other || other.start !== start || other.end !== end || other.name !== name || record !== isRecord(bytes))
        throw new Error(
          `seed ${seed}, block ${i}, row ${row}: ${name} and ${other?.name}: ${JSON.stringify([...bytes])}`,
        )
      if (record) records++
    })
    const cut = parted(block)
    rows.forEach(({ start, end, name }, row) => {
      const other = cut[row]
      if (other?.start !== start || other.end !== end || other.name !== name)
        throw new Error(`seed ${seed}, block ${i}, row ${row}: ${name}, in parts ${other?.name}`)
    })
    if (rows.length !== others.length || rows.length !== cut.length)
      throw new Error(`seed ${seed}, block ${i}: not the same number of rows`)
    read += rows.length
  }
}
console.log(`ok   ${read} lines, ${records} of them records, without a difference (seeds from ${SEED})`)
