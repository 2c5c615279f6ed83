// Rows for the benches, always the same for a seed: the shapes that training mixtures have, with a few or many distinct
// origins, shuffled or in runs. About four of five rows pass `TARGET`, one in nine is held and one in eleven dropped.
import { closeSync, openSync, writeSync } from 'node:fs'

/** What the rows are ruled for. */
export const TARGET = {
  name: 'foo-7b',
  kind: 'chat',
  purpose: 'train',
  distribution: 'open-weights',
  commercial: false,
  publishes_data: false,
}

export const SHAPES = /** @type {const} */ (['text', 'code', 'cjk', 'dense', 'small'])

const WORDS =
  'the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part'.split(
    ' ',
  )
/** Words with what follows each: a power of two of them, so that one draw gives several. */
const SPACED = Array.from({ length: 128 }, (_, i) => {
  const word = WORDS[i % WORDS.length]
  return i % 32 === 7 ? `${word}\n` : i % 64 === 9 ? `${word} “so” ` : `${word} `
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
export function randoms(seed) {
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

/** @param {number} at */
function baseOf(at) {
  const part = at % 40
  const list = part < 32 ? PASS : part < 36 ? HELD : DROPPED
  return /** @type {Base} */ (list[at % list.length])
}

/** @param {() => number} next */
const pick = (next, /** @type {readonly string[] | string} */ list) => list[Math.floor(next() * list.length)] ?? ''

/** @type {Record<typeof SHAPES[number], (next: () => number) => object>} */
const BODIES = {
  text: (next) => {
    let text = ''
    const size = 450 + next() * next() * 7500
    while (text.length < size)
      for (let drawn = next() * 4_294_967_296, i = 0; i < 4; i++, drawn >>>= 7) text += SPACED[drawn & 127]
    return { text }
  },
  code: (next) => {
    let content = ''
    const size = 500 + next() * 5000
    while (content.length < size) content += `${pick(next, CODE)}\n`
    return { content, lang: 'c' }
  },
  cjk: (next) => {
    let text = ''
    const size = 300 + next() * 1500
    while (text.length < size) text += pick(next, HAN)
    return { text }
  },
  dense: (next) => ({ values: Array.from({ length: 70 }, () => Math.round(next() * 1e6) / 1000) }),
  small: (next) => ({ label: pick(next, WORDS) }),
}

/**
 * A maker of rows: an id, the shape's fields and a provenance, which stands first in every second row.
 * @param {{ shape?: typeof SHAPES[number], seed?: number, distinct?: number, order?: 'shuffled' | 'clustered', run?: number }} options
 *   distinct origins; beyond 40 each row has a timestamp of its own too
 */
export function rowMaker({ shape = 'text', seed = 1, distinct = 40, order = 'shuffled', run = 5000 } = {}) {
  const next = randoms(seed)
  const make = () => JSON.stringify(BODIES[shape](next)).slice(1, -1)
  // Text is its own in each row, since repeated ones would be packed to nothing; the others are never packed.
  const bodies = shape === 'text' ? [] : Array.from({ length: 512 }, make)
  const many = distinct > 40
  let id = 0
  return () => {
    id++
    const at = Math.floor((order === 'clustered' ? randoms(Math.ceil(id / run) * 7919)() : next()) * distinct)
    const base = baseOf(at)
    const day = new Date(Date.UTC(2024, 0, 1 + (at % 600))).toISOString().slice(0, 10)
    const own = base.license === undefined ? { date: day } : { dataset: `example/set-${at % 600}` }
    const time = many ? { collected: new Date(Date.UTC(2026, 0, 1 + (id % 300))).toISOString().slice(0, 10) } : {}
    const provenance = JSON.stringify({ ...base, ...own, ...time })
    const body = shape === 'text' ? make() : bodies[Math.floor(next() * bodies.length)]
    return id % 2 === 0
      ? `{"provenance":${provenance},"id":${id},${body}}`
      : `{"id":${id},${body},"provenance":${provenance}}`
  }
}

/**
 * Writes a JSONL file of about `bytes` bytes; gives the number of rows.
 * @param {string} path @param {number} bytes @param {Parameters<typeof rowMaker>[0]} options
 */
export function writeRows(path, bytes, options) {
  const make = rowMaker(options)
  const file = openSync(path, 'w')
  let rows = 0
  try {
    for (let written = 0; written < bytes; ) {
      let text = ''
      while (text.length < 1 << 20) {
        text += `${make()}\n`
        rows++
      }
      written += writeSync(file, text)
    }
  } finally {
    closeSync(file)
  }
  return rows
}
