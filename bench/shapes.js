// Rows for the benches, always the same for a seed: the shapes that training mixtures have, with a few or many distinct
// origins, shuffled or in runs. About four of five rows pass `TARGET`, one in nine is held and one in eleven dropped.
import { closeSync, openSync, writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

/** What the rows are ruled for. */
export const TARGET = {
  name: 'foo-7b',
  kind: 'chat',
  purpose: 'train',
  distribution: 'open-weights',
  commercial: false,
  publishes_data: false,
}

/** @typedef {'text' | 'code' | 'cjk' | 'dense' | 'small'} Shape */
/**
 * How origins follow each other: at random, in runs, in runs of which every second one is dropped, or in short runs that
 * all pass.
 * @typedef {'shuffled' | 'clustered' | 'groups' | 'whole'} Order
 */
/**
 * @typedef {object} RowOptions
 * @property {Shape} [shape]
 * @property {number} [seed]
 * @property {number} [distinct] origins; beyond 40 each row has a time of its own too
 * @property {Order} [order]
 * @property {number} [run] rows of a run
 * @property {boolean} [held] whether there are rows that are held; without, they are dropped
 */

const WORDS =
  'the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part'.split(
    ' ',
  )
/** Words with what follows each, as they stand in JSON: a power of two of them, so that one draw gives several. */
const SPACED = Array.from({ length: 128 }, (_, i) => {
  const word = WORDS[i % WORDS.length]
  return i % 32 === 7 ? `${word}\\n` : i % 64 === 9 ? `${word} “so” ` : `${word} `
})
const CODE = [
  'if (x == "a") {',
  '\treturn "\\n";',
  '}',
  'for (i = 0; i < n; i++)',
  'const path = "C:\\\\tmp"',
  '// é ü',
]
const HAN =
  '的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从'

/** @param {number} seed */
function randoms(seed) {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}

/** @typedef {{ model?: string, channel?: string, license?: string, author?: string, dataset?: string, role: string, account?: string }} Base */
/** @type {readonly Base[]} */
const PASS = [
  { role: 'output', model: 'mistralai/Mistral-7B-Instruct-v0.2', channel: 'weights' },
  { role: 'output', model: 'Qwen/Qwen2.5-7B-Instruct', channel: 'weights' },
  { role: 'output', license: 'cc0-1.0', author: 'human' },
  { role: 'output', license: 'mit', author: 'human' },
]
/** @type {readonly Base[]} */
const HELD = [
  { role: 'output', model: 'a-model-that-nobody-knows' },
  { role: 'output', license: 'other', author: 'human' },
]
/** @type {readonly Base[]} */
const DROPPED = [{ role: 'output', model: 'gpt-4o-2024-08-06', channel: 'api', account: 'own' }]

/** The rule that others are given by hand: what the rows that pass have. */
export const MODELS = PASS.flatMap(({ model }) => model ?? [])
export const LICENSES = PASS.flatMap(({ license }) => license ?? [])
/** The same where provenance is text: what stands in it. @param {readonly Base[]} bases */
const marksOf = (bases) => bases.map(({ model, license }) => (model ? `"model":"${model}"` : `"license":"${license}"`))
export const MARKS = { pass: marksOf(PASS), held: marksOf(HELD) }

/** @param {number} at @param {boolean} held */
function baseOf(at, held) {
  const part = at % 40
  const list = part < 32 ? PASS : part < 36 && held ? HELD : DROPPED
  return /** @type {Base} */ (list[at % list.length])
}

/** @param {() => number} next @param {readonly string[] | string} list */
const pick = (next, list) => list[Math.floor(next() * list.length)] ?? ''

/** Text as it stands in JSON, so that a row is put together without a look at each letter. @param {string} text */
const escaped = (text) => JSON.stringify(text).slice(1, -1)

/** @param {() => number} next @param {readonly string[]} pieces @param {number} size */
function written(next, pieces, size) {
  let text = ''
  while (text.length < size) text += pick(next, pieces)
  return text
}

/** Shape → a maker of its members: made anew for each row, since a writer of columns would keep equal texts once. @type {Record<Shape, (next: () => number) => () => string>} */
const BODIES = {
  text: (next) => () => {
    let text = ''
    const size = 450 + next() * next() * 7500
    while (text.length < size)
      for (let drawn = next() * 4_294_967_296, i = 0; i < 4; i++, drawn >>>= 7) text += SPACED[drawn & 127]
    return `"text":"${text}"`
  },
  code: (next) => {
    const lines = CODE.map((line) => escaped(`${line}\n`))
    return () => `"content":"${written(next, lines, 500 + next() * 5000)}","lang":"c"`
  },
  cjk: (next) => {
    const pairs = [...HAN].flatMap((one) => [...HAN].map((two) => one + two))
    return () => `"text":"${written(next, pairs, 300 + next() * 1500)}"`
  },
  dense: (next) => {
    const numbers = Array.from({ length: 16_384 }, () => String(Math.round(next() * 1e6) / 1000))
    return () => `"values":[${Array.from({ length: 70 }, () => pick(next, numbers)).join(',')}]`
  },
  small: (next) => () => `"label":"${pick(next, WORDS)}"`,
}

/** @param {number} from @param {number} days */
const dayOf = (from, days) => new Date(Date.UTC(from, 0, 1 + days)).toISOString().slice(0, 10)

/** A maker of rows: an id, the shape's fields and a provenance, which stands first in every second row. @param {RowOptions} options */
function rowMaker({ shape = 'text', seed = 1, distinct = 40, order = 'shuffled', run = 5000, held = true } = {}) {
  const next = randoms(seed)
  const body = BODIES[shape](next)
  let id = 0
  let origin = 0
  /** @type {Record<Order, () => number>} */
  const origins = {
    shuffled: () => Math.floor(next() * distinct),
    clustered: () => (id % run === 1 ? Math.floor(next() * distinct) : origin),
    groups: () => (Math.ceil(id / run) % 2 === 1 ? 1 : 39),
    whole: () => Math.floor(id / 1000) % 32,
  }
  return () => {
    id++
    origin = origins[order]()
    const base = baseOf(origin, held)
    const own =
      base.license === undefined ? { date: dayOf(2024, origin % 600) } : { dataset: `example/set-${origin % 600}` }
    const time = distinct > 40 ? { collected: dayOf(2010, id % 5800) } : {}
    const provenance = JSON.stringify({ ...base, ...own, ...time })
    return id % 2 === 0
      ? `{"provenance":${provenance},"id":${id},${body()}}`
      : `{"id":${id},${body()},"provenance":${provenance}}`
  }
}

/** Writes a JSONL file of about `bytes` bytes. @param {string} path @param {number} bytes @param {RowOptions} options */
export async function writeRows(path, bytes, options) {
  const make = rowMaker(options)
  const file = openSync(path, 'w')
  try {
    for (let written = 0; written < bytes; ) {
      let text = ''
      while (text.length < Math.min(bytes, 1 << 20)) text += `${make()}\n`
      written += writeSync(file, text)
      // Signals are heard.
      await setImmediate()
    }
  } finally {
    closeSync(file)
  }
}
