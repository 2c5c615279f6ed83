import { describe, expect, test } from 'vitest'
import { detectConvention } from '../src/convention.ts'
import { builtinCatalog, indexCatalog } from '../src/index.ts'
import { byId, datasetsOf, readLines, shapeOf, specs } from './convention-kit.ts'
import { CHATS } from './convention-wild-chats.ts'
import { JUDGES } from './convention-wild-judges.ts'
import { SIGNALS } from './convention-wild-signals.ts'
import { TASKS } from './convention-wild-tasks.ts'
import { TEXTS } from './convention-wild-texts.ts'
import { allowed, judgeFor } from './ruling-kit.ts'

const ROWS = [...CHATS, ...JUDGES, ...SIGNALS, ...TASKS, ...TEXTS]
const found = (record: object) => detectConvention(specs, shapeOf([record]))
const specOf = (id: string) => specs.find((spec) => spec.id === id)!
/** Conventions whose columns say nothing that other texts don't have: chosen by name only. */
const NAMED = ['dolly', 'no-robots']

test.each(ROWS)('%s: %j is recognized, by no other as well, and read', (id, record, sources) => {
  const expected = NAMED.includes(id) ? undefined : { id, certainty: 'certain' }
  expect(found(record)).toEqual(expected)
  expect(detectConvention([...specs].reverse(), shapeOf([record]))).toEqual(expected)
  expect(byId(id).sources(record)).toEqual(sources)
})

test.each(ROWS.filter(([id]) => !NAMED.includes(id)))(
  '%s: %j is read as a line of a file',
  async (id, record, sources) => {
    expect(await readLines(new TextEncoder().encode(`${JSON.stringify(record)}\n`))).toEqual({ id, rows: [sources] })
  },
)

describe('a record that lacks', () => {
  const CASES = ROWS.filter(
    ([id], i) => !NAMED.includes(id) && ROWS.findIndex(([other]) => other === id) === i,
  ).flatMap(([id, record]) => [
    ...specOf(id).detect!.columns.map((column) => [id, `the column ${column}`, without(record, column)] as const),
    ...Object.keys(specOf(id).detect!.types).map(
      (column) => [id, `the type of ${column}`, { ...record, [column]: 7 }] as const,
    ),
  ])
  test.each(CASES)('%s: %s is not taken for one', (id, _lack, record) => {
    expect(found(record)?.id).not.toBe(id)
  })
})

describe('what is named beside a record is not hidden:', () => {
  const CASES = ROWS.flatMap(([id, record]) =>
    ['license', 'generator', 'model', 'model_id', 'model_name']
      .filter((column) => !(column in record))
      .map((column) => [id, column, { ...record, [column]: 'named' }] as const),
  )
  test.each(CASES)('%s, %s', (id, column, record) => {
    const field = column === 'license' ? 'license' : 'model'
    // of those that are chosen by name, the name stands
    const read = byId(NAMED.includes(id) ? id : found(record)!.id)
    expect(read.sources(record)).toContainEqual(expect.objectContaining({ [field]: 'named' }))
  })
})

/** What says by itself under which terms it is: a license of its own, or a model that wrote all of it. */
const SAYS_IT = [
  'llama-nemotron',
  'nemotron-post-training',
  'super-natural-instructions',
  'magpie-model',
  'arena-hard',
  'dolma',
  'dolma-text',
  'common-corpus',
  'the-stack-2',
  'commitpackft',
  'crawl-tdm-reservation',
]

const TARGET = { purpose: 'train', kind: 'classification', distribution: 'internal', commercial: false } as const
const MIT = { license: 'mit', from: null, to: null }

describe('without a registry of datasets', () => {
  const judge = judgeFor(TARGET as never, { catalog: indexCatalog({ ...builtinCatalog, datasets: [] }) })
  test.each(ROWS.filter(([id]) => !SAYS_IT.includes(id)))('%s: %j does not pass', (id, record) => {
    const sources = byId(id).sources(record)
    expect(typeof sources).not.toBe('string')
    expect(sources.length === 0 || !allowed(judge.rule(judge.origin({ sources: sources as never })))).toBe(true)
  })
})

describe('with every dataset that a convention names under MIT', () => {
  const named = specs.flatMap(datasetsOf)
  const datasets = [...new Set(named)].map((id) => ({ id, aliases: [], licenses: [MIT], sources: [] }))
  const judge = judgeFor(TARGET as never, { catalog: indexCatalog({ ...builtinCatalog, datasets }) })
  const passes = (id: string, record: object): boolean => {
    const sources = byId(id).sources(record as never)
    return (
      typeof sources !== 'string' && sources.length > 0 && allowed(judge.rule(judge.origin({ sources: [...sources] })))
    )
  }
  test.each(ROWS.filter(([id, record]) => !passes(id, record)))('%s: %j passes by no column less', (id, record) => {
    for (const column of Object.keys(record)) {
      // all that is left then is what the participants of PRISM wrote
      if (column === 'conversation_history') continue
      expect([column, passes(id, { ...record, [column]: null })]).toEqual([column, false])
      expect([column, passes(id, without(record, column))]).toEqual([column, false])
    }
  })
})

test.each([
  ['UltraChat', { prompt: 'a', prompt_id: 'i', messages: [] }],
  ['UltraChat, of old', { id: '1', data: ['a', 'b'] }],
  ['ShareGPT', { id: '1', conversations: [] }],
  ['Alpaca', { instruction: 'a', input: 'b', output: 'c', text: 'd' }],
  ['GPTeacher', { instruction: 'a', input: 'b', response: 'c' }],
  ['LIMA', { conversations: ['a', 'b'], source: 'stackexchange' }],
  ['pairs without models', { prompt: 'a', prompt_id: 'i', chosen: [], rejected: [], messages: [], score_chosen: 1 }],
  ['xP3', { inputs: 'a', targets: 'b' }],
  ['Magicoder-Evol-Instruct', { instruction: 'a', response: 'b' }],
  ['Glaive code assistant', { question: 'a', answer: 'b' }],
  ['a dataset in the columns of Dolly', { instruction: 'a', context: '', response: 'b', category: 'open_qa' }],
  ['a dataset in the columns of No Robots', { prompt: 'a', prompt_id: 'i', messages: [], category: 'Chat' }],
  ['conversations with a dataset and a model', { id: 1, messages: [], dataset: 'org/set', model: 'gpt-4' }],
  ['StarCoder data', { max_stars_repo_path: 'p', max_stars_repo_name: 'a/b', id: '1', content: 'c' }],
])('%s has no convention and is held', (_name, record) => {
  expect(found(record)).toBeUndefined()
})

function without(record: Record<string, unknown>, column: string): Record<string, unknown> {
  const { [column]: _gone, ...rest } = record
  return rest
}
