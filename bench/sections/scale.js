// Whether time and memory follow the length of the input: the same rows, ever more of them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { groupBytes } from '../duckdb.js'
import { slope } from '../fit.js'
import { atMost, median, untold } from '../goal.js'
import { FILTER, guard, guardFolder } from '../peers.js'
import { MARKS } from '../shapes.js'

/** @typedef {import('../bench.js').Bench} Bench */
/** @typedef {import('../bench.js').Input} Input */

/** Bytes of the rows that are repeated. */
const BASE = 1e7
const TIMES = [1, 3, 10, 30, 100, 300, 1000]
/** Seconds beyond start-up that tell something: less drowns in its noise. */
const ENOUGH = 0.05
/** GB from which on memory is compared: what is compiled and pooled before is no growth. */
const WARM = 0.1
/** MB that lines may take, whatever their number. */
const MOST = 96
const HIGHEST = 'JSONL, a pipe: the highest peak of all lengths'
/** Row groups that Parquet may take beyond a run over a few rows. */
const GROUPS = 3
const GROUPED = 'Parquet, shuffled: the highest peak of all lengths, in groups'
/** Name of the lane that has a few rows only, which is start-up. */
const FEW = 'few'

/** @param {Bench} bench */
export async function scale(bench) {
  // Three times the long text: what is compiled, and the space for what is young, grow up to some GB.
  const times = TIMES.filter((n) => n * BASE <= 3 * bench.longest)
  return [...(await ofLines(bench, times)), ...(await ofParquet(bench, times))]
}

/** Streams, of which nothing is stored. @param {Bench} bench @param {readonly number[]} times */
async function ofLines({ inputs, race, config, folder }, times) {
  const [few, base] = [await inputs.jsonl(20_000), await inputs.jsonl(BASE)]
  const OUT = join(folder, 'out', 'counts')
  /** @param {string} name @param {Input} input @param {number} n @returns {import('../race.js').Lane} */
  const counting = (name, { path }, n) => ({
    name,
    line: `all=(); for ((i = 0; i < ${n}; i++)); do all+=("$IN"); done; cat "\${all[@]}" | ${FILTER} - --config "$CONFIG" | wc -lc > "$OUT"`,
    env: { IN: path, OUT, CONFIG: config },
    lacks: undefined,
    output: OUT,
    wanted: countsOf(path, n),
    digest: async () => readFileSync(OUT, 'utf8').trim().split(/\s+/).join(' rows, '),
  })
  const found = await race(
    [
      // Lengths are checked by rows and bytes; what is in them once, here.
      { peer: guard(), input: base, as: 'check' },
      counting(FEW, few, 1),
      ...times.map((n) => counting(nameOf(n), base, n)),
    ],
    undefined,
    { peak: true },
  )
  for (const input of [few, base]) inputs.drop(input)
  const peak = Math.max(...[...found.values()].flatMap(({ peaks }) => peaks)) / 1e6
  return [
    ...goalsOf('JSONL, a pipe', found, times),
    found.get(nameOf(times.at(-1) ?? 1))?.why === undefined
      ? atMost(HIGHEST, peak, MOST, `up to ${nameOf(times.at(-1) ?? 1)}`, 'MB')
      : untold(HIGHEST, MOST, 'the longest was not read', false),
  ]
}

/** @param {Bench} bench @param {readonly number[]} times */
async function ofParquet({ inputs, race }, times) {
  const [few, base] = [await inputs.parquet(20_000, 'zstd'), await inputs.parquet(BASE, 'zstd')]
  const lanes = [{ peer: guardFolder(), input: few, as: FEW }]
  const made = []
  for (const n of times) {
    const input = await inputs.repeated(base, n)
    lanes.push({ peer: guardFolder(), input, as: nameOf(n) })
    made.push(input)
  }
  const found = await race(lanes, undefined, { peak: true })
  const group = await groupBytes((made.at(-1) ?? base).path)
  for (const input of [few, base, ...made]) inputs.drop(input)
  const peaks = lanes.map(({ as }) => median(found.get(as)?.peaks ?? []))
  const whole = lanes.every(({ as }) => found.get(as)?.why === undefined)
  const beyond = (Math.max(...peaks) - (peaks[0] ?? 0)) / group
  const figures = `up to ${nameOf(times.at(-1) ?? 1)}; a group ${(group / 1e6).toFixed(0)} MB`
  return [
    ...goalsOf('Parquet, shuffled', found, times),
    whole ? atMost(GROUPED, beyond, GROUPS, figures) : untold(GROUPED, GROUPS, 'not all lengths were read', false),
  ]
}

/** @param {number} n */
const nameOf = (n) => `${(n * BASE) / 1e6} MB`

/** Rows and bytes of the lines that pass. @param {string} path @param {number} times */
function countsOf(path, times) {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => MARKS.pass.some((mark) => line.includes(mark)))
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  return `${lines.length * times} rows, ${bytes * times}`
}

/** @param {string} what @param {import('../race.js').Race} found @param {readonly number[]} times */
function goalsOf(what, found, times) {
  const names = /** @type {const} */ ([`${what}: exponent of time by length`, `${what}: memory by length`])
  const why = [...found.values()].find((one) => one.why !== undefined)?.why
  if (why !== undefined) return [untold(names[0], 1.05, why, false), untold(names[1], 10, why, false)]
  const startUp = median(found.get(FEW)?.seconds ?? [])
  const points = times.map((n) => {
    const { seconds = [], peaks = [] } = found.get(nameOf(n)) ?? {}
    return { gb: (n * BASE) / 1e9, seconds: median(seconds) - startUp, peak: median(peaks) / 1e6 }
  })
  const timed = points.filter(({ seconds }) => seconds >= ENOUGH)
  const exponent = slope(timed.map(({ gb, seconds }) => [Math.log(gb), Math.log(seconds)]))
  const long = points.filter(({ gb }) => gb >= WARM)
  const growth = slope(long.map(({ gb, peak }) => [gb, peak]))
  const lengths = (/** @type {typeof points} */ list) => list.map(({ gb }) => `${Math.round(gb * 1e3)}`).join(', ')
  const seconds = points.map((point) => point.seconds.toFixed(2)).join(', ')
  const peaks = long.map(({ peak }) => peak.toFixed(0)).join(', ')
  return [
    timed.length < 2
      ? untold(names[0], 1.05, `too short to tell: ${seconds} s beyond start-up`, false)
      : atMost(names[0], exponent, 1.05, `${lengths(points)} MB: ${seconds} s beyond ${startUp.toFixed(2)} s`),
    atMost(names[1], growth, 10, `${lengths(long)} MB: ${peaks} MB`, 'MB/GB'),
  ]
}
