import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, test } from 'vitest'
import type { Source } from '../schemas/provenance.ts'
import { compileConvention, detectConvention } from '../src/convention.ts'
import { createJoin } from '../src/convention-join.ts'
import { byId, counts, readSample, sample, shapeOf, specs, tally } from './convention-kit.ts'

const sourcesOf = (rows: readonly (readonly Source[] | string)[]): Source[] =>
  rows.flatMap((row) => (typeof row === 'string' ? [{ model: `unreadable: ${row}` }] : row))
const models = (sources: readonly Source[]): Record<string, number> =>
  tally(sources.flatMap(({ model }) => model ?? []))

test.each([
  ['alpacaeval-generator.jsonl', 'alpaca-eval', 'generator'],
  ['mtbench-model_id.jsonl', 'mt-bench', 'model_id'],
  ['ja-vicuna80-model_id.jsonl', 'mt-bench', 'model_id'],
  ['vicuna80-answers.jsonl', 'vicuna-answers', 'model_id'],
  ['vicuna80-models.jsonl', 'vicuna-models', 'model_id'],
  ['vicuna80-reviewers.jsonl', 'vicuna-reviewers', 'reviewer_id'],
  ['vicuna80-reviews.jsonl', 'vicuna-reviews', 'reviewer_id'],
  ['zeroeval-crux-generator-source.jsonl', 'zero-eval', 'generator'],
  ['openinstruct-completions-model.jsonl', 'open-instruct', 'completions.model'],
])('%s is %s; each model stands as often as counted', async (file, id, key) => {
  const read = await readSample(file)
  expect(read.id).toBe(id)
  expect(read.rows.length).toBe(counts[file]!.records)
  expect(models(sourcesOf(read.rows))).toEqual(counts[file]![key])
})

describe('what else the files say', () => {
  test('AlpacaEval: the part of the evaluation set names the set', async () => {
    const { rows } = await readSample('alpacaeval-generator.jsonl')
    const inputs = sourcesOf(rows).filter(({ role }) => role === 'input')
    expect(tally(inputs.map(({ dataset }) => String(dataset)))).toEqual({ 'tatsu-lab/alpaca_eval': 2100 })
  })

  test('ZeroEval: the dataset of the questions; the client library is no model and no provider', async () => {
    const { rows } = await readSample('zeroeval-crux-generator-source.jsonl')
    const sources = sourcesOf(rows)
    expect(tally(sources.flatMap(({ dataset }) => dataset ?? []))).toEqual(
      counts['zeroeval-crux-generator-source.jsonl']!.source,
    )
    expect(new Set(sources.flatMap((source) => Object.keys(source)))).toEqual(new Set(['role', 'model', 'dataset']))
  })

  test('MT-bench: 900 times are days of generation', async () => {
    const { rows } = await readSample('mtbench-model_id.jsonl')
    const sources = sourcesOf(rows)
    expect(new Set(sources.map(({ model, date }) => `${model} ${date}`)).size).toBe(19)
    const days = [...new Set(sources.map(({ date }) => date!))].sort()
    expect([days.length, days[0], days.at(-1)]).toEqual([9, '2023-05-29', '2023-07-10'])
  })

  test('Vicuna answers: a version of eight digits is a day, others are no date', async () => {
    const { rows } = await readSample('vicuna80-answers.jsonl')
    const dated = sourcesOf(rows).map(({ model, date }) => `${model} ${date}`)
    expect(new Set(dated)).toEqual(
      new Set([
        'alpaca-13b:v1 undefined',
        'bard:20230327 2023-03-27',
        'gpt-3.5-turbo:20230327 2023-03-27',
        'llama-13b:v1 undefined',
        'vicuna-13b:20230322-clean-lang undefined',
        'vicuna-13b:20230322-new-hp-fp16 undefined',
        'vicuna-7b:20230322-fp16 undefined',
      ]),
    )
  })

  test('Vicuna reviews: with the answers joined, who was judged too', async () => {
    const answers = createJoin(specs.find(({ id }) => id === 'vicuna-reviews')!.joins[0]!)
    for (const line of new TextDecoder().decode(sample('vicuna80-answers.jsonl')).trim().split('\n'))
      answers.add(JSON.parse(line))
    const { rows } = await readSample('vicuna80-reviews.jsonl', new Map([['answers', answers.table]]))
    expect(models(sourcesOf(rows).filter(({ role }) => role === 'judge'))).toEqual(
      counts['vicuna80-reviews.jsonl']!.reviewer_id,
    )
    const judged = models(sourcesOf(rows).filter(({ role }) => role === 'input'))
    expect(Object.values(judged).reduce((sum, count) => sum + count)).toBe(480)
    expect(Object.keys(judged)).toContain('bard:20230327')
  })

  test('Open-Instruct: every completion is an output', async () => {
    const { rows } = await readSample('openinstruct-completions-model.jsonl')
    expect(new Set(sourcesOf(rows).map(({ role }) => role))).toEqual(new Set(['output']))
    expect(rows.every((row) => row.length === 2)).toBe(true)
  })

  test('OpenAssistant: every message, its writer and its dataset', async () => {
    const { id, rows } = await readSample('oasst-trees.jsonl')
    expect(id).toBe('oasst-trees')
    const sources = sourcesOf(rows)
    const { '(null)': unnamed, ...named } = counts['oasst-trees.jsonl']!['model_name(messages)'] as Record<
      string,
      number
    >
    expect(models(sources)).toEqual(named)
    expect(sources.filter(({ model }) => model === undefined).length).toBe(unnamed)
    expect(tally(sources.map(({ author }) => String(author)))).toEqual({ human: 1145, model: 22 })
    expect(tally(sources.map(({ dataset }) => String(dataset)))).toEqual({ 'OpenAssistant/oasst1': 1167 })
    const roles = rows.map((row) => [
      ...new Set((row as readonly Source[]).map(({ role, author }) => `${role} ${author}`)),
    ])
    expect(roles.filter((set) => set.includes('output model')).length).toBe(5)
  })

  test('hub tags: every license of every card', async () => {
    const { id, rows } = await readSample('hf-dataset-license-tags.jsonl')
    expect(id).toBe('hub-tags')
    const { '(none)': none, ...named } = counts['hf-dataset-license-tags.jsonl']!.license as Record<string, number>
    const lists = sourcesOf(rows).map(({ license }) => license as string[])
    expect(lists.length).toBe(392)
    expect(tally(lists.flat())).toEqual(named)
    expect(lists.filter((list) => list.length === 0).length).toBe(none)
  })
})

test.each(['codealpaca-2k-no-provenance.jsonl', 'alpaca-seed-tasks.jsonl'])(
  '%s says nothing of its origin',
  async (file) => {
    const { id, rows } = await readSample(file)
    expect(id).toBeUndefined()
    expect(rows.length).toBe(counts[file]!.records)
    expect(rows.every((row) => row.length === 0)).toBe(true)
  },
)

describe('Parquet files of code', () => {
  const read = async (file: string) => {
    const bytes = sample(file)
    const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer, compressors })
    const records = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
      ),
    )
    const found = detectConvention(specs, shapeOf(records))
    const convention = byId(found!.id)
    const cells = records.map((row) =>
      Object.fromEntries(convention.columns.flatMap((key) => (key in row ? [[key, row[key]]] : []))),
    )
    return { found, rows: cells.map((each) => convention.sources(each)) }
  }

  test('dpk-code-license-a.parquet: the license and the day of collection; `dataset` names no dataset', async () => {
    const { found, rows } = await read('dpk-code-license-a.parquet')
    expect(found).toEqual({ id: 'code-license', certainty: 'certain' })
    expect(rows).toEqual(Array.from({ length: 11 }, () => [{ license: 'mit', collected: '2023-06-05' }]))
  })
  test('dpk-license-select-1.parquet', async () => {
    const { found, rows } = await read('dpk-license-select-1.parquet')
    expect(found?.id).toBe('code-license')
    expect(rows).toEqual([[{ license: 'GPL' }], [{ license: 'MIT' }]])
  })
})

test('every convention of the catalog compiles', () => {
  for (const spec of specs) expect(compileConvention(spec).columns).toContain('provenance')
})
