import { describe, expect, test } from 'vitest'
import { ConventionSpec } from '../schemas/convention.ts'
import { byId, compile, datasetsOf, specs } from './convention-kit.ts'
import { type Aim, index, rulingOf } from './datasets-kit.ts'

/** Datasets that a convention names and the registry lacks, each with the reason. */
const MISSING: Record<string, string> = {}

const named = specs.flatMap((spec) => datasetsOf(spec).map((dataset) => [spec.id, dataset] as const))

describe('a dataset that a convention can name', () => {
  test('there are many', () => {
    expect(new Set(named.map(([, dataset]) => dataset)).size).toBeGreaterThan(40)
  })
  test.each(named)('%s: %s is in the registry', (_id, dataset) => {
    expect(index.datasets.has(dataset.toLowerCase())).toBe(!(dataset in MISSING))
  })
  test('is found wherever it stands in a convention', () => {
    const spec = (dataset: unknown) => ConventionSpec.parse({ id: 'x', says: 'x', sources: [{ set: { dataset } }] })
    expect(datasetsOf(spec('/dataset'))).toEqual([])
    expect(datasetsOf(spec({ const: 'a' }))).toEqual(['a'])
    expect(datasetsOf(spec({ path: '/x', table: { y: 'b', z: 'c' } }))).toEqual(['b', 'c'])
    expect(datasetsOf(spec({ first: [{ const: 'd' }, { path: '/x', part_of: 'e' }] }))).toEqual(['d', 'e'])
    expect(datasetsOf(spec({ path: '/x', part_of: { path: '/y', table: { z: 'f' } } }))).toEqual(['f'])
  })
})

describe('the parts of a convention', () => {
  const columns = specs.flatMap((spec) =>
    spec.sources.flatMap(({ set: { dataset } }) => {
      if (typeof dataset !== 'object' || dataset.part_of === undefined) return []
      const wholes =
        typeof dataset.part_of === 'string' ? [dataset.part_of] : Object.values(dataset.part_of.table ?? {})
      return wholes.map((whole) => [spec.id, whole, dataset.path] as const)
    }),
  )
  test.each(columns)('%s: those of %s are told apart by %s', (_id, whole, path) => {
    const rows = index.datasets.get(whole.toLowerCase())?.rows
    expect(rows?.groups.length).toBeGreaterThan(0)
    expect([undefined, path?.slice(1)]).toContain(rows?.column)
  })
})

describe('a part', () => {
  const read = (of: unknown, record: object) =>
    compile([{ set: { dataset: { path: '/part', part_of: of } }, required: [] }]).sources(record as never)
  const table = { path: '/whole', table: { a: 'org/a', b: 'org/b' }, otherwise: 'unreadable' }
  test.each([
    ['org/set', { part: 'x' }, [{ dataset: 'org/set#x' }]],
    ['org/set', { part: null }, [{}]],
    ['org/set', {}, [{}]],
    ['org/set', { part: 3 }, 'wrong-type'],
    ['org/set', { part: ['x'] }, 'wrong-type'],
    [table, { part: 'x', whole: 'b' }, [{ dataset: 'org/b#x' }]],
    [table, { part: 'x', whole: 'c' }, 'wrong-type'],
    [table, { part: 'x' }, [{}]],
    [table, { whole: 'a' }, [{}]],
    [{ path: '/whole' }, { part: 'x', whole: 7 }, 'wrong-type'],
  ])('of %j in %j', (of, record, sources) => {
    expect(read(of, record)).toEqual(sources)
  })
  test('a path inside is read as a column, also where the record does not have it', () => {
    const { columns } = compile([{ set: { dataset: { path: '/part', part_of: { path: '/whole' } } } }])
    expect(columns).toEqual(expect.arrayContaining(['part', 'whole']))
  })
})

const chat = [{ role: 'user', content: 'hi' }]
const tulu = (source: string) => ({ id: 'x', messages: chat, source: `ai2-adapt-dev/${source}` })
const smol = (source: string) => ({ messages: chat, source })
const math = (problem_source: string) => ({
  problem: 'a',
  generated_solution: 'b',
  expected_answer: '1',
  problem_source,
})
const flan = (task_source: string, task_name: string) => ({ inputs: 'a', targets: 'b', task_source, task_name })
const nemotron = (generator: string | null, license: string | null = 'cc-by-4.0') => ({ generator, license })

describe('a row is bound by its own part, and not by all', () => {
  const ROWS: [string, Record<string, unknown>, Aim, string][] = [
    ['tulu-3', tulu('oasst1_converted'), 'openChat', 'conditional'],
    ['tulu-3', tulu('no_robots_converted'), 'openChat', 'forbidden'],
    ['tulu-3', tulu('no_robots_converted'), 'freeClassifier', 'conditional'],
    ['tulu-3', tulu('tulu_v3.9_wildchat_100k'), 'openChat', 'forbidden'],
    ['tulu-3', tulu('personahub_code_v2_34999'), 'openChat', 'forbidden'],
    ['tulu-3', tulu('evol_codealpaca_heval_decontaminated'), 'openChat', 'forbidden'],
    ['tulu-3', tulu('tulu_v3.9_open_math_2_gsm8k_50k'), 'openChat', 'conditional'],
    ['tulu-3', tulu('flan_v2_converted'), 'freeClassifier', 'undetermined'],
    ['tulu-3', tulu('a part that nobody listed'), 'freeClassifier', 'undetermined'],
    ['tulu-3', { ...tulu('x'), source: null }, 'freeClassifier', 'undetermined'],
    ['smoltalk', smol('smol-magpie-ultra'), 'openChat', 'conditional'],
    ['smoltalk', smol('smol-rewrite'), 'openChat', 'conditional'],
    ['smoltalk', smol('self-oss-instruct'), 'openChat', 'conditional'],
    ['smoltalk', smol('metamathqa-50k'), 'openChat', 'forbidden'],
    ['smoltalk', smol('longalign'), 'openChat', 'forbidden'],
    ['smoltalk', smol('openhermes-100k'), 'openChat', 'undetermined'],
    ['smoltalk', smol('OpenAssistant/oasst1'), 'openChat', 'undetermined'],
    ['smoltalk2', smol('smoltalk_smollm3_smol_rewrite_no_think'), 'openChat', 'conditional'],
    ['smoltalk2', smol('OpenHermes_2.5_no_think'), 'openChat', 'undetermined'],
    ['capybara', { source: 'Less-Wrong', conversation: [] }, 'openChat', 'forbidden'],
    ['open-platypus', { data_source: 'scienceqa' }, 'openChat', 'forbidden'],
    ['open-platypus', { data_source: 'scienceqa' }, 'freeClassifier', 'conditional'],
    ['flan-collection', flan('Flan2021', 'aeslc:1.0.0'), 'openChat', 'forbidden'],
    ['flan-collection', flan('Flan2021', 'aeslc:1.0.0'), 'freeClassifier', 'conditional'],
    ['flan-collection', flan('CoT', 'aeslc:1.0.0'), 'freeClassifier', 'undetermined'],
    ['xp3x', { dataset: 'xquad' }, 'openChat', 'conditional'],
    ['xp3x', { dataset: 'GEM/xlsum' }, 'openChat', 'forbidden'],
    ['open-math-instruct-2', math('augmented_gsm8k'), 'openChat', 'conditional'],
    ['open-math-instruct-2', math('augmented_math'), 'openChat', 'undetermined'],
    ['open-r1-math', { source: 'olympiads', generations: [] }, 'openChat', 'undetermined'],
    ['llama-nemotron', nemotron('DeepSeek-R1'), 'openChat', 'conditional'],
    ['llama-nemotron', nemotron('DeepSeek-R1', 'cc-by-nc-4.0'), 'openChat', 'forbidden'],
    ['llama-nemotron', nemotron('DeepSeek-R1', null), 'openChat', 'undetermined'],
    ['llama-nemotron', nemotron('gpt-4'), 'openChat', 'undetermined'],
    ['llama-nemotron', nemotron(null), 'openChat', 'undetermined'],
    ['cosmopedia', { seed_data: 'stories' }, 'openChat', 'forbidden'],
    ['cosmopedia', { seed_data: 'web_samples_v1' }, 'freeClassifier', 'undetermined'],
    ['redpajama', { meta: '{}', red_pajama_subset: 'wikipedia' }, 'freeClassifier', 'conditional'],
    ['redpajama', { meta: '{}', red_pajama_subset: 'book' }, 'freeClassifier', 'undetermined'],
    ['hc3', { question: 'a', chatgpt_answers: [], source: 'wiki_csai' }, 'openChat', 'forbidden'],
    ['prism-utterances', { model_name: 'mistral-7b', model_provider: 'huggingface_api' }, 'openChat', 'forbidden'],
    ['prism-utterances', { model_name: null, model_provider: 'openai' }, 'freeClassifier', 'undetermined'],
  ]
  test.each(ROWS)('%s: %j for %s is %s', (id, record, aim, ruling) => {
    const sources = byId(id).sources(record as never)
    if (typeof sources === 'string') throw new Error(sources)
    expect(rulingOf({ sources: [...sources] }, aim)).toBe(ruling)
  })
})

describe('what models and people wrote in each record are parts that all bind', () => {
  test.each([
    ['allenai/WildChat', 'openChat', 'forbidden'],
    ['allenai/WildChat#prompts', 'openChat', 'conditional'],
    ['allenai/WildChat#responses', 'openChat', 'forbidden'],
    ['HannahRoseKirk/prism-alignment', 'openChat', 'forbidden'],
    ['HannahRoseKirk/prism-alignment', 'freeClassifier', 'undetermined'],
    ['lmsys/chatbot_arena_conversations', 'openChat', 'forbidden'],
    ['lmsys/chatbot_arena_conversations#prompts', 'openChat', 'conditional'],
    ['openbmb/UltraFeedback', 'openChat', 'forbidden'],
    ['openbmb/UltraFeedback#truthful_qa', 'openChat', 'forbidden'],
  ] as const)('%s for %s: %s', (dataset, aim, ruling) => {
    expect(rulingOf({ dataset }, aim)).toBe(ruling)
  })
})
