// What many distinct origins cost: 100,000 with a day of their own in each row, beside 40, in as many bytes; and what a row
// costs, as the readers ask for its origin, in user CPU time.
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
} from '../../dist/src/index.js'
import { atMost, median } from '../goal.js'
import { guard } from '../peers.js'
import { faster } from '../race.js'
import { TARGET } from '../shapes.js'

const ROUNDS = 9
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
  target: /** @type {import('../../dist/src/index.js').Target} */ (TARGET),
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

/** @param {import('../bench.js').Bench} bench */
export async function origins({ size, inputs, race, say }) {
  const [few, many] = [await inputs.jsonl(size * 0.3), await inputs.jsonl(size * 0.3, { distinct: 100_000 })]
  const lanes = [
    { peer: guard(), input: few, as: '40 origins' },
    { peer: guard(), input: many, as: '100,000 origins' },
  ]
  const found = await race(lanes)
  for (const input of [few, many]) inputs.drop(input)
  say('asking for the origins of rows')
  return [faster(found, '100,000 origins', '40 origins', 0.5, 'long text'), ...costs()]
}

function costs() {
  return Object.entries(KINDS).map(([name, make]) => {
    const texts = Array.from({ length: ROWS }, (_, i) => JSON.stringify(make((i * 7919) % DISTINCT)))
    const times = Array.from({ length: ROUNDS + 1 }, () => timed(texts, false)).slice(1)
    const plain = timed(texts.slice(0, ROWS / 10), true)
    const cost = median(times.map(({ microseconds }) => microseconds))
    const figures = `${new Set(texts).size} distinct, ${times[0]?.origins} origins, plainly ${plain.microseconds.toFixed(2)} µs`
    return atMost(`a row with ${name}`, cost, GOAL, figures, 'µs')
  })
}
