// Holds the kernel for JSONL to `JSON.parse` and to plain code: `npm run fuzz`, or with a number of lines: `… -- 1e7`.
// Lines that are nearly JSON go through both readers; each record has to be one that `JSON.parse` takes, each other line
// one that it refuses, and both readers have to give the same rows.
import { createRowReader } from '../dist/adapters/formats/jsonl/rows.js'
import { LIMITS } from '../dist/src/index.js'
import { oddLines } from './odd-lines.js'

const LINES = Number(process.argv[2] ?? 1e6)
const SEED = Number(process.argv[3] ?? 1)
const COLUMNS = ['m', 't']
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @param {boolean} reference */
function reader(reference) {
  /** @type {Map<string, number>} */
  const codes = new Map()
  /** @param {string} what */
  const codeOf = (what) => {
    const code = codes.get(what) ?? codes.size
    codes.set(what, code)
    return code
  }
  const { read } = createRowReader({
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
    const batches = [...read({ bytes })]
    for (const [name, code] of codes) names[code] = name
    return batches.flatMap(({ codes: found, payload: { starts, ends } }) =>
      [...found].map((code, i) => ({ start: starts[i] ?? 0, end: ends[i] ?? 0, name: names[code] ?? '' })),
    )
  }
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
  const [kernel, plain] = [reader(false), reader(true)]
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
    if (rows.length !== others.length) throw new Error(`seed ${seed}, block ${i}: not the same number of rows`)
    read += rows.length
  }
}
console.log(`ok   ${read} lines, ${records} of them records, without a difference (seeds from ${SEED})`)
