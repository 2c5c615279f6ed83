import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { agreementOf, documentOf } from '../scripts/agreement-report.ts'
import { AuditFile, sourcesOf } from '../scripts/audit.ts'
import { createUseClass, type Source, type UseClass } from '../src/index.ts'
import { audit, GPT, index } from './datasets-kit.ts'

const agreement = agreementOf(audit, index)
const { concluded, deviations } = agreement

test('at least 97 % of the datasets without custom licenses agree', () => {
  expect(agreement.compared).toBeGreaterThan(1100)
  expect(agreement.share).toBeGreaterThanOrEqual(0.97)
})

test('no set that a GPT model wrote is concluded commercial', () => {
  const written = audit.datasets.filter(({ models }) => models.some((model) => GPT.test(model)))
  expect(written.length).toBeGreaterThan(90)
  expect(written.filter(({ id }) => concluded[id] === 'commercial').map(({ id }) => id)).toEqual([])
})

test('each deviation says why, and none is looser than the audit', () => {
  expect(deviations.filter(({ because }) => because.length < 20)).toEqual([])
  const order = ['commercial', 'unspecified', 'non-commercial', 'academic-only']
  const looser = deviations.filter(({ expected, concluded }) => order.indexOf(concluded) < order.indexOf(expected))
  expect(looser).toEqual([])
})

test('the page of the docs is what the command writes', () => {
  expect(readFileSync(new URL('../docs/agreement.md', import.meta.url), 'utf8')).toBe(documentOf(agreement))
})

test('agreement also holds where the registry has nothing: the labels and models of the file alone decide', () => {
  const bare = agreementOf(
    { ...audit, row_keys: {}, datasets: audit.datasets.map((one) => ({ ...one, hf_id: null })) },
    index,
  )
  expect(bare.share).toBeGreaterThanOrEqual(0.97)
})

describe('a use class', () => {
  const useOf = createUseClass(index, '2026-11-25')
  test.each([
    [{ license: 'cc-by-4.0' }, 'commercial'],
    [{ license: 'cc0-1.0' }, 'commercial'],
    [{ license: 'gpl-3.0' }, 'commercial'],
    [{ license: 'cc-by-nc-4.0' }, 'non-commercial'],
    [{ license: ['mit', 'cc-by-nc-4.0'] }, 'non-commercial'],
    [{ license: ['unknown', 'cc-by-nc-4.0'] }, 'non-commercial'],
    [{ license: 'Non Commercial' }, 'non-commercial'],
    [{ license: 'cc-by-nd-4.0' }, 'unspecified'],
    [{ license: 'cc-by-nc-nd-4.0' }, 'non-commercial'],
    [{ license: 'No License' }, 'unspecified'],
    [{ license: 'Unspecified' }, 'unspecified'],
    [{ license: 'a text that nobody knows' }, 'unspecified'],
    [{ license: 'Various' }, 'academic-only'],
    [{ license: 'Academic Research Purposes Only' }, 'academic-only'],
    [{ license: ['mit', 'Request Form'] }, 'academic-only'],
    [{ license: 'mit', model: 'gpt-4', channel: 'api', date: '2024-03' }, 'non-commercial'],
    [{ license: 'mit', model: 'gpt-4' }, 'unspecified'],
    [{ license: 'mit', model: 'gpt2' }, 'commercial'],
    [{ model: 'Llama-3-70B-Instruct' }, 'non-commercial'],
    [{}, 'unspecified'],
    // What holds an open model is not the copyleft alone.
    [{ license: 'cc-by-sa-4.0', model: 'gpt-4', channel: 'api' }, 'non-commercial'],
    [{ license: ['gpl-3.0', 'cc-by-nd-4.0'] }, 'unspecified'],
    [{ license: ['gpl-3.0', 'mit'] }, 'commercial'],
  ] satisfies [Source, UseClass][])('%j → %s', (source, use) => {
    expect(useOf(source).use).toBe(use)
  })
})

describe('the reader of an audit', () => {
  const read = (collection: string, license: string, models: string[] = []) =>
    sourcesOf({
      id: 'x',
      collection,
      hf_id: null,
      licenses: [{ name: license, url: null }],
      models,
      filter_ids: [],
      expected: { use: 'commercial' },
    })
  test.each([
    ['CommitPackFT', 'No License', 'unlicense'],
    ['Tasksource Instruct', 'No License', 'No License'],
    ['WildChat', 'AI2 ImpACT License - Low Risk', 'odc-by'],
  ])('%s: `%s` is read as `%s`', (collection, license, means) => {
    expect(read(collection, license).license).toEqual([means])
  })
  test('takes templates for no model, and a model without a name for an unknown one', () => {
    expect(read('x', 'MIT', ['templates', 'Other', 'OpenAI GPT-4']).sources).toEqual([
      { role: 'output', author: 'model' },
      { role: 'output', model: 'OpenAI GPT-4' },
    ])
  })
  test('refuses a file of another shape', () => {
    expect(AuditFile.safeParse({ datasets: [{ id: 'x' }] }).success).toBe(false)
  })
})

describe('the command', () => {
  const run = (...args: string[]) => {
    const main = fileURLToPath(new URL('../dist/scripts/agreement.js', import.meta.url))
    return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 })
  }
  const file = fileURLToPath(new URL('../../shared/samples/dpi-datasets.json', import.meta.url))
  test('prints the report as data', () => {
    expect(JSON.parse(run(file, '--json').stdout)).toEqual(agreement)
  })
  test.each([
    [[], 2],
    [['no-such-file.json'], 1],
  ] as const)('with %j exits with %i and one word to stderr', (args, code) => {
    const { status, stderr, stdout } = run(...args)
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: code, stdout: '', lines: 1 })
  })
})
