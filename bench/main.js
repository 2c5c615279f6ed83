// What provgate costs beside what a user would run instead: `npm run bench`, with `-- --help` for its flags. It ends with 1
// where a goal is missed.
import { availableParallelism, cpus, totalmem } from 'node:os'
import { createBench } from './bench.js'
import { makeFolder } from './folder.js'
import { untold } from './goal.js'
import { readOptions } from './options.js'
import { tableOf } from './table.js'

/** @typedef {import('./goal.js').Goal} Goal */
/** @typedef {(bench: import('./bench.js').Bench) => Promise<Goal[]>} Section */

/** @type {Readonly<Record<string, () => Promise<Section>>>} */
const SECTIONS = {
  start: async () => (await import('./sections/start.js')).start,
  jsonl: async () => (await import('./sections/jsonl.js')).jsonl,
  packed: async () => (await import('./sections/packed.js')).packed,
  workers: async () => (await import('./sections/workers.js')).workers,
  origins: async () => (await import('./sections/origins.js')).origins,
  parquet: async () => (await import('./sections/parquet.js')).parquet,
  arrow: async () => (await import('./sections/arrow.js')).arrow,
  memory: async () => (await import('./sections/memory.js')).memory,
  scale: async () => (await import('./sections/scale.js')).scale,
  objects: async () => (await import('./sections/objects.js')).objects,
  rulings: async () => (await import('./sections/rulings.js')).rulings,
  impact: async () => (await import('./sections/impact.js')).impact,
}
/** Milliseconds after which no section begins, and of those begun no more rounds than one. */
const TIME = 25 * 60_000

const { only, rounds, json, size, longest } = readOptions(Object.keys(SECTIONS))
const until = performance.now() + (longest > 1e9 ? 3 * TIME : TIME)
const { base, path } = makeFolder(6 * size + 0.8 * longest)
const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memory_gb: Math.round(totalmem() / 1e9),
  long_text_mb: size / 1e6,
  longest_mb: longest / 1e6,
  rounds,
  folder: base,
}
const say = (/** @type {string} */ what) =>
  process.stderr.write(`${(performance.now() / 1000).toFixed(0)} s: ${what}\n`)
const bench = createBench({ size, longest, rounds, until, folder: path, say })

/** @type {(Goal & { section: string })[]} */
const all = []
if (!json)
  console.log(
    Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', '),
  )
for (const section of only) {
  const start = performance.now()
  /** @type {Goal[]} */
  let goals
  try {
    if (start > until) throw new Error('no time is left')
    const run = /** @type {() => Promise<Section>} */ (SECTIONS[section])
    goals = await (await run())(bench)
  } catch (error) {
    goals = [untold(`all of ${section}`, null, String(error))]
  }
  all.push(...goals.map((goal) => ({ section, ...goal })))
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  if (!json) console.log(tableOf(`${section} (${seconds} s)`, goals))
}
if (json) console.log(JSON.stringify({ machine, goals: all }, null, 2))
process.exit(all.every(({ ok }) => ok) ? 0 : 1)
