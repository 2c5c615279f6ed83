// What the guard adds to a training loop: `npm run bench:objects`, or with a number of rounds: `… -- 9`. Each loader is
// read by a bare `for await` loop and by the same loop through the guard, in turns, in one process: user CPU time, 40
// distinct provenances. `--json` prints the goals for machines.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGuard } from '../dist/adapters/loaders/guard.js'
import { median } from './pairs.js'
import { rowMaker, TARGET } from './shapes.js'

const asJson = process.argv.includes('--json')
const [rounds = 9] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('-'))
  .map(Number)
const ROWS = 40_000
const SIZE = 256
/** A loop is to take at most twice the time. */
const GOAL = 2

const make = rowMaker({ shape: 'text' })
const lines = Array.from({ length: ROWS }, make)
/** @typedef {{ id: number, text: string, provenance: object }} Row */
/** @type {readonly Row[]} */
const rows = lines.map((line) => JSON.parse(line))
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'provgate-bench-'))
const path = join(folder, 'in.jsonl')
writeFileSync(path, `${lines.join('\n')}\n`)

async function* fromFile() {
  const file = await open(path)
  for await (const line of file.readLines()) yield/** @type {Row} */ (JSON.parse(line))
}
async function* fromLines() {
  for (const line of lines) yield/** @type {Row} */ (JSON.parse(line))
}
/** Rows that are there already: no loader is as cheap. */
async function* ready() {
  yield* rows
}
async function* lists() {
  for (let i = 0; i < lines.length; i += SIZE)
    yield lines.slice(i, i + SIZE).map((line) => /** @type {Row} */ (JSON.parse(line)))
}

/** Takes the rows as a trainer would, and tells them apart. @param {AsyncIterable<Row>} source */
async function train(source) {
  let count = 0
  let sum = 0
  for await (const { id, text } of source) {
    count++
    sum = (sum + id * text.length) % 9_007_199_254_740_881
  }
  return `${count} ${sum}`
}
/** @param {AsyncIterable<readonly Row[]>} source */
async function* each(source) {
  for await (const list of source) for (const row of list) yield row
}

const target = /** @type {import('../dist/src/index.js').Target} */ (TARGET)
const guard = await createGuard({ target, held: 'discard', today: '2026-11-22' })
const withFields = await createGuard({
  target,
  held: 'discard',
  today: '2026-11-22',
  provenance: (/** @type {Row} */ row) => row.provenance,
})

/** @type {readonly { name: string, goal?: number, bare: () => AsyncIterable<Row>, guarded: () => AsyncIterable<Row> }[]} */
const LOADERS = [
  { name: 'lines of a file, parsed', goal: GOAL, bare: fromFile, guarded: () => guard.filter(fromFile()) },
  { name: 'lines in memory, parsed', goal: GOAL, bare: fromLines, guarded: () => guard.filter(fromLines()) },
  {
    name: 'the same by a `provenance` function',
    goal: GOAL,
    bare: fromLines,
    guarded: () => withFields.filter(fromLines()),
  },
  {
    name: `the same in lists of ${SIZE}`,
    goal: GOAL,
    bare: () => each(lists()),
    guarded: () => each(guard.filterBatches(lists())),
  },
  { name: 'rows that are ready, from a generator', bare: ready, guarded: () => guard.filter(ready()) },
]

/** @param {() => AsyncIterable<Row>} source */
async function timed(source) {
  const start = process.cpuUsage()
  const taken = await train(source())
  return { microseconds: process.cpuUsage(start).user / ROWS, taken }
}

const goals = []
let expected
try {
  for (const { name, goal, bare, guarded } of LOADERS) {
    /** @type {{ bare: number, guarded: number }[]} */
    const times = []
    for (let round = 0; round <= rounds; round++) {
      const one = await timed(bare)
      const other = await timed(guarded)
      expected ??= other.taken
      // All loaders give the same rows, and fewer of them pass.
      if (other.taken !== expected || other.taken === one.taken)
        throw new Error(`not the rows that were meant: ${name}`)
      if (round > 0) times.push({ bare: one.microseconds, guarded: other.microseconds })
    }
    const ratio = median(times.map((time) => time.guarded / time.bare))
    const [own, without] = [median(times.map((time) => time.guarded)), median(times.map((time) => time.bare))]
    const figures = `${own.toFixed(2)} µs a row, bare ${without.toFixed(2)} µs`
    goals.push({ name, ratio, goal: goal ?? null, ok: goal === undefined || ratio <= goal, figures })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

if (asJson) console.log(JSON.stringify({ goals }, null, 2))
else
  for (const { name, ratio, goal, ok, figures } of goals)
    console.log(
      `${ok ? 'ok  ' : 'FAIL'} ${name}: ${ratio.toFixed(2)} (${goal === null ? 'no limit' : `limit ${goal}`}); ${figures}`,
    )
if (goals.some(({ ok }) => !ok)) process.exitCode = 1
