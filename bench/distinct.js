// What a timestamp in every row costs: `npm run bench:distinct`, or with a number of rounds: `… -- 9`. In one process and
// user CPU time: rows whose provenance was met before, beside rows that each have a day, a page or both of their own, as
// the JSONL reader asks for them. `bench:jsonl` measures the same with whole processes. `--json` prints for machines.
import {
  builtinCatalog,
  compileConvention,
  createPlan,
  createTable,
  indexCatalog,
  NATIVE,
  parseJson,
  prepare,
  Settings,
} from '../dist/src/index.js'
import { median } from './pairs.js'
import { TARGET } from './shapes.js'

const asJson = process.argv.includes('--json')
const [rounds = 9] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('-'))
  .map(Number)
const ROWS = 200_000
const DISTINCT = 100_000
/** Microseconds of a row. */
const GOAL = 3
const MODELS = [
  'gpt-4o-2024-08-06',
  'claude-3-opus',
  'mistralai/Mistral-7B-Instruct-v0.2',
  'google/gemma-2-9b-it',
  'kimi-k2',
]
const CHANNELS = ['api', 'weights', 'azure', 'chat']

/** @param {number} i */
const day = (i) => new Date(Date.UTC(2010, 0, 1 + (i % 6000))).toISOString().slice(0, 10)
/** @param {number} i */
const source = (i) => ({ role: 'output', model: MODELS[i % 5], channel: CHANNELS[i % 4], account: 'own' })

/** @type {Record<string, (i: number) => object>} */
const KINDS = {
  '40 provenances': (i) => ({ ...source(i), date: day(i % 40) }),
  'a day in each row': (i) => ({ ...source(Math.floor(i / 6000)), date: day(i) }),
  'a page in each row': (i) => ({ license: 'mit', url: `https://example.org/pages/${i}` }),
  'a page and a day in each row': (i) => ({ ...source(i), date: day(i), url: `https://example.org/pages/${i}` }),
}

const judge = prepare(indexCatalog(builtinCatalog), {
  target: /** @type {import('../dist/src/index.js').Target} */ (TARGET),
  settings: { ...Settings.parse({}), as_of: '2026-11-22' },
})

/** @param {readonly string[]} texts @param {boolean} reference */
function timed(texts, reference) {
  const table = createTable(DISTINCT)
  const plan = createPlan({ convention: compileConvention(NATIVE), judge, table, reference })
  const start = process.cpuUsage()
  for (const text of texts)
    plan.intern(`${text}\0`, () => {
      const read = parseJson(text)
      return 'code' in read ? read.code : { provenance: read.value }
    })
  return { microseconds: process.cpuUsage(start).user / texts.length, origins: table.size }
}

const goals = []
for (const [name, make] of Object.entries(KINDS)) {
  const texts = Array.from({ length: ROWS }, (_, i) => JSON.stringify(make((i * 7919) % DISTINCT)))
  const times = Array.from({ length: rounds + 1 }, () => timed(texts, false)).slice(1)
  const plain = timed(texts.slice(0, ROWS / 10), true)
  const cost = median(times.map(({ microseconds }) => microseconds))
  const figures = `${new Set(texts).size} distinct, ${times[0]?.origins} origins, read plainly ${plain.microseconds.toFixed(2)} µs`
  goals.push({ name: `${name}, µs a row`, ratio: cost, goal: GOAL, ok: cost <= GOAL, figures })
}

if (asJson) console.log(JSON.stringify({ goals }, null, 2))
else
  for (const { name, ratio, goal, ok, figures } of goals)
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${ratio.toFixed(2)} (limit ${goal}); ${figures}`)
if (goals.some(({ ok }) => !ok)) process.exitCode = 1
