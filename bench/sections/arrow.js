// An Arrow stream beside a copy of its bytes and beside row objects, by turns in one process: read, ruled on and written.
import { Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow'
import { arrowStream } from '../../dist/adapters/formats/arrow.js'
import {
  builtinCatalog,
  compileConvention,
  createLedger,
  createPlan,
  createTable,
  indexCatalog,
  LIMITS,
  NATIVE,
  prepare,
  route,
  Settings,
} from '../../dist/src/index.js'
import { digestArrow, fated, readArrow } from '../arrow-file.js'
import { atLeast, median } from '../goal.js'
import { TARGET } from '../shapes.js'

const ROUNDS = 7
/** Bytes of rows at least: small memory that was given back is given out again, and is not fresh. */
const LEAST = 1e8
/** Bytes of the largest page that the system may hand out. */
const PAGE = 2 ** 21
/** Bytes of one chunk, as a file is read. */
const CHUNK = 512 * 1024
const FATES = /** @type {const} */ (['pass', 'held'])

const judge = prepare(indexCatalog(builtinCatalog), {
  target: /** @type {import('../../dist/src/index.js').Target} */ (TARGET),
  settings: { ...Settings.parse({}), as_of: '2026-11-22' },
})

/** @param {import('../bench.js').Bench} bench */
export async function arrow({ size, inputs, say }) {
  const goals = []
  for (const order of /** @type {const} */ (['clustered', 'shuffled'])) {
    const input = await inputs.arrow(Math.max(size * 0.3, LEAST), { order, run: 9_000 })
    say(`reading, ruling and writing ${order} rows of Arrow`)
    const bytes = readArrow(input.path)
    inputs.drop(input)
    const first = await guard(bytes, true)
    for (const fate of FATES) {
      const [found, wanted] = [digestArrow(first.bytes(fate)), digestArrow(bytes, fated(fate))]
      if (found !== wanted) throw new Error(`${order} rows of Arrow: ${found} are ${fate} where ${wanted} is right`)
    }
    const { size: written } = await guard(bytes)
    /** @type {Record<'guards' | 'copies' | 'objects', number[]>} */
    const times = { guards: [], copies: [], objects: [] }
    for (let round = -1; round < ROUNDS; round++) {
      const own = await timed(() => guard(bytes))
      if (own.result.size !== written) throw new Error(`${order} rows of Arrow: a run differs`)
      const copied = await freshCopy(bytes)
      if (round < 0) continue
      times.guards.push(own.ms)
      times.copies.push(copied.ms)
      // So slow that few will do.
      if (round < 2) times.objects.push((await timed(() => rowObjects(bytes))).ms)
    }
    const own = median(times.guards)
    const figures = `${own.toFixed(0)} ms for ${(bytes.length / 1e6).toFixed(0)} MB`
    const beside = (/** @type {number[]} */ others, /** @type {string} */ name, /** @type {number} */ goal) =>
      atLeast(
        `${order}: provgate against ${name}`,
        median(others) / own,
        goal,
        `${figures}, ${median(others).toFixed(0)} ms`,
      )
    goals.push(
      beside(times.copies, 'a copy into fresh memory', order === 'clustered' ? 2 : 0.8),
      beside(times.objects, 'row objects', 10),
    )
  }
  return goals
}

/** Reads a stream, rules on its rows and writes those that pass or are held. @param {Uint8Array} bytes @param {boolean} [keep] */
async function guard(bytes, keep = false) {
  const sinks = { pass: sink(keep), held: sink(keep) }
  const opened = await arrowStream.open({ name: 'bench.arrows', stream: () => chunked(bytes) }, LIMITS)
  const [pass, held] = FATES.map((fate) => arrowStream.write(opened.head, sinks[fate]))
  if (!pass || !held) throw new Error('no writers')
  const table = createTable(1000)
  const ledger = createLedger(judge, table)
  const reference = process.env.PROVGATE_REFERENCE === '1'
  const plan = createPlan({ convention: compileConvention(NATIVE), judge, table, reference })
  const page = ledger.open('bench')
  await route(opened.batches(plan), {
    file: 'bench',
    table,
    ledger,
    page,
    sinks: { pass: (batch, mask) => pass.put(batch, mask), quarantine: (batch, mask) => held.put(batch, mask) },
  })
  await pass.finish()
  await held.finish()
  return {
    size: sinks.pass.size() + sinks.held.size(),
    bytes: (/** @type {'pass' | 'held'} */ fate) => sinks[fate].bytes(),
  }
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

/**
 * A copy into memory that nobody had before, as a whole: the system has to find each page of it, which its count of them
 * shows.
 * @param {Uint8Array} bytes
 */
async function freshCopy(bytes) {
  const reused = []
  while (reused.length < 3) {
    const before = process.resourceUsage().minorPageFault
    const copied = await timed(() => {
      const room = new Uint8Array(bytes.length)
      room.set(bytes)
      return room
    })
    if (process.resourceUsage().minorPageFault - before > bytes.length / PAGE / 2) return copied
    // Held, so that the next one is elsewhere.
    reused.push(copied.result)
  }
  throw new Error('no memory is fresh')
}

/** @param {Uint8Array} bytes */
function rowObjects(bytes) {
  const table = tableFromIPC(bytes)
  const passes = fated('pass')
  /** @type {Record<string, unknown[]>} */
  const kept = { id: [], text: [], provenance: [] }
  for (const row of table) {
    if (!row || !passes(row.provenance)) continue
    for (const [name, list] of Object.entries(kept)) list.push(row[name])
  }
  const columns = table.schema.fields.map(({ name, type }) => [name, vectorFromArray(kept[name] ?? [], type)])
  return tableToIPC(new Table(Object.fromEntries(columns))).length
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
