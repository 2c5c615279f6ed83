// What the guard adds to a training loop: each loader is read by a bare `for await` loop and by the same loop through the
// guard, in turns, in one process: user CPU time, 40 distinct provenances.
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGuard } from '../../dist/adapters/loaders/guard.js'
import { atMost, median } from '../goal.js'
import { TARGET } from '../shapes.js'

const ROUNDS = 9
/** Bytes of rows. */
const BYTES = 1e8
const SIZE = 256
/** A loop is to take at most twice the time. */
const GOAL = 2

/** @typedef {{ id: number, text: string, provenance: object }} Row */

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

/** The loaders of a file of rows. @param {string} path */
function loadersOf(path) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  /** @type {readonly Row[]} */
  const rows = lines.map((line) => JSON.parse(line))
  return {
    rows: rows.length,
    async *fromFile() {
      const file = await open(path)
      for await (const line of file.readLines()) yield/** @type {Row} */ (JSON.parse(line))
    },
    async *fromLines() {
      for (const line of lines) yield/** @type {Row} */ (JSON.parse(line))
    },
    /** Rows that are there already: no loader is as cheap. */
    async *ready() {
      yield* rows
    },
    async *lists() {
      for (let i = 0; i < lines.length; i += SIZE)
        yield lines.slice(i, i + SIZE).map((line) => /** @type {Row} */ (JSON.parse(line)))
    },
  }
}

/** @param {import('../bench.js').Bench} bench */
export async function objects({ inputs, say }) {
  const input = await inputs.jsonl(BYTES)
  say('reading rows as objects, bare and through the guard')
  const { rows, fromFile, fromLines, ready, lists } = loadersOf(input.path)
  const target = /** @type {import('../../dist/src/index.js').Target} */ (TARGET)
  const guard = await createGuard({ target, held: 'discard', today: '2026-11-22' })
  const own = await createGuard({
    target,
    held: 'discard',
    today: '2026-11-22',
    provenance: (/** @type {Row} */ row) => row.provenance,
  })
  /** @type {readonly { name: string, goal: number | null, bare: () => AsyncIterable<Row>, guarded: () => AsyncIterable<Row> }[]} */
  const loaders = [
    { name: 'lines of a file, parsed', goal: GOAL, bare: fromFile, guarded: () => guard.filter(fromFile()) },
    { name: 'lines in memory, parsed', goal: GOAL, bare: fromLines, guarded: () => guard.filter(fromLines()) },
    {
      name: 'the same by a `provenance` function',
      goal: GOAL,
      bare: fromLines,
      guarded: () => own.filter(fromLines()),
    },
    {
      name: `the same in lists of ${SIZE}`,
      goal: GOAL,
      bare: () => each(lists()),
      guarded: () => each(guard.filterBatches(lists())),
    },
    { name: 'rows that are ready, from a generator', goal: null, bare: ready, guarded: () => guard.filter(ready()) },
  ]
  const goals = []
  let expected
  for (const { name, goal, bare, guarded } of loaders) {
    /** @type {{ bare: number, guarded: number }[]} */
    const times = []
    for (let round = 0; round <= ROUNDS; round++) {
      const one = await timed(bare)
      const other = await timed(guarded)
      expected ??= other.taken
      // All loaders give the same rows, and fewer of them pass.
      if (other.taken !== expected || other.taken === one.taken)
        throw new Error(`not the rows that were meant: ${name}`)
      if (round > 0) times.push({ bare: one.microseconds / rows, guarded: other.microseconds / rows })
    }
    const ratio = median(times.map((time) => time.guarded / time.bare))
    const [with_, without] = [median(times.map((time) => time.guarded)), median(times.map((time) => time.bare))]
    const figures = `${with_.toFixed(2)} µs a row, bare ${without.toFixed(2)} µs`
    goals.push(atMost(`${name}: times the bare loop`, ratio, goal, figures))
  }
  return goals
}

/** @param {() => AsyncIterable<Row>} source */
async function timed(source) {
  const start = process.cpuUsage()
  const taken = await train(source())
  return { microseconds: process.cpuUsage(start).user, taken }
}
