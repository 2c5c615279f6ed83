import { describe, expect, test } from 'vitest'
import { ConventionSpec } from '../schemas/convention.ts'
import { detectConvention } from '../src/convention.ts'
import { shapeOf, specs } from './convention-kit.ts'

const spec = (id: string, detect: object) =>
  ConventionSpec.parse({ id, says: id, detect, sources: [{ set: { model: '/m' } }] })

describe('the convention of a file', () => {
  const a = spec('a', { columns: ['m', 't'] })
  const b = spec('b', { columns: ['m', 't', 'u'] })
  const c = spec('c', { columns: ['m', 't'], rank: 1 })
  const d = spec('d', { columns: ['m', 'x'], absent: ['t'], types: { m: 'string', x: 'list' } })
  const row = { m: 'x', t: 1, u: 2 }
  test.each([
    ['has its columns', [a], [row], { id: 'a', certainty: 'certain' }],
    ['is the one with more columns', [a, b], [row], { id: 'b', certainty: 'certain' }],
    ['is the one of higher rank', [b, c], [row], { id: 'c', certainty: 'certain' }],
    ['is one of two that fit as well', [spec('e', a.detect!), a], [row], { id: 'a', certainty: 'likely' }],
    ['rests on one column', [spec('e', { columns: ['m'] })], [row], { id: 'e', certainty: 'likely' }],
    ['has its columns in every record', [a], [row, { m: 'x' }], undefined],
    [
      'has values of its types',
      [d],
      [
        { m: 'x', x: [] },
        { m: null, x: [] },
      ],
      { id: 'd', certainty: 'certain' },
    ],
    [
      'has no other types',
      [d],
      [
        { m: 'x', x: [] },
        { m: 'x', x: 'y' },
      ],
      undefined,
    ],
    [
      'has none of what must be absent',
      [d],
      [
        { m: 'x', x: [] },
        { m: 'x', x: [], t: 1 },
      ],
      undefined,
    ],
    ['is not told by nothing', [a], [], undefined],
    ['can be none', [a], [{ text: 'x' }], undefined],
    ['is native', [a], [{ ...row, provenance: {} }], { id: 'native', certainty: 'certain' }],
    ['is native by text', [a], [{ ...row, provenance: '{}' }], { id: 'native', certainty: 'certain' }],
    ['is not native by some records', [a], [row, { ...row, provenance: {} }], { id: 'a', certainty: 'certain' }],
    ['is not native by null', [a], [{ ...row, provenance: null }], { id: 'a', certainty: 'certain' }],
    ['is likely native by some records', [], [{ x: 1 }, { provenance: {} }], { id: 'native', certainty: 'likely' }],
  ])('%s', (_name, given, records, expected) => {
    expect(detectConvention(given, shapeOf(records))).toEqual(expected)
    expect(detectConvention([...given].reverse(), shapeOf(records))).toEqual(expected)
  })

  test('that is not to be detected is not', () => {
    const quiet = ConventionSpec.parse({ id: 'q', says: 'q', sources: [{ set: { model: '/m' } }] })
    expect(detectConvention([quiet], shapeOf([row]))).toBeUndefined()
  })
})

test.each([
  ['an instruction without a model', { instruction: 'a', input: 'b', output: 'c' }],
  ['messages without a model', { messages: [] }],
  ['pages', { text: 'a', url: 'https://example.org', date: '2023-01-01' }],
])('the catalog knows no convention for %s', (_name, record) => {
  expect(detectConvention(specs, shapeOf([record]))).toBeUndefined()
})

test('a license beside the model that wrote a record hides neither', () => {
  for (const record of [
    { instruction: 'a', output: 'b', generator: 'gpt-4', license: 'mit' },
    { model: 'gpt-4', conversation: [], license: 'mit' },
    { model_id: 'gpt-4', choices: [], tstamp: 1, license: 'mit' },
  ])
    expect(detectConvention(specs, shapeOf([record]))?.id).toBe('license')
})
