import { describe, expect, test } from 'vitest'
import { compileConvention, NATIVE } from '../src/convention.ts'

const { sources, columns } = compileConvention(NATIVE)
const read = (provenance: unknown) => sources({ provenance })
const full = {
  role: 'output',
  model: 'gpt-4o-2024-08-06',
  date: '2025-08-10',
  license: ['mit', 'cc-by-4.0'],
  features: ['web-search'],
  signals: { 'tdm-reservation': 1 },
  derived_from: [{ dataset: 'org/other', derived_from: [{ author: 'human' }] }],
}

test('only the field `provenance` is read', () => {
  expect(columns).toEqual(['provenance'])
})

describe('provenance', () => {
  test.each([
    ['one source', full, [full]],
    ['several sources', { sources: [full, { license: 'mit' }] }, [full, { license: 'mit' }]],
    ['an empty source', {}, [{}]],
    ['nothing', null, []],
    [
      'null members',
      { model: null, license: 'mit', derived_from: [{ model: null, dataset: 'a' }] },
      [{ license: 'mit', derived_from: [{ dataset: 'a' }] }],
    ],
    ['a struct of which one side is null', { sources: null, license: 'mit' }, [{ license: 'mit' }]],
    ['JSON text of a source', JSON.stringify(full), [full]],
    ['JSON text of sources', '{"sources":[{"license":"mit"}]}', [{ license: 'mit' }]],
    ['empty text as a value', { model: '', license: '' }, [{ model: '', license: '' }]],
  ])('%s', (_name, value, expected) => {
    expect(read(value)).toEqual(expected)
  })

  test.each([
    ['an unknown field', { modle: 'x' }, 'unknown-field'],
    ['an unknown field below', { derived_from: [{ modle: 'x' }] }, 'unknown-field'],
    ['a field beside the sources', { sources: [{}], license: 'mit' }, 'unknown-field'],
    ['no sources', { sources: [] }, 'wrong-type'],
    ['too many sources', { sources: Array.from({ length: 257 }, () => ({})) }, 'wrong-type'],
    ['a source that is null', { sources: [null] }, 'wrong-type'],
    ['a list', [{ license: 'mit' }], 'wrong-type'],
    ['a number', 3, 'wrong-type'],
    ['text that is no JSON', 'gpt-4', 'wrong-type'],
    ['empty text', '', 'wrong-type'],
    ['JSON text of text', '"{}"', 'wrong-type'],
    ['JSON text with a key twice', '{"license":"gpl","license":"mit"}', 'duplicate-key'],
    ['a number for a text', { model: 4 }, 'wrong-type'],
    ['a role that is none', { role: 'outputs' }, 'wrong-type'],
    ['a date that is none', { date: '10.8.2025' }, 'wrong-type'],
    ['a time of day', { date: '2025-08-10T10:00:00Z' }, 'wrong-type'],
    ['null in a list of licenses', { license: ['mit', null] }, 'wrong-type'],
    ['what the reader could not give', { license: undefined }, 'unreadable-value'],
    ['a field that the reader could not give', undefined, 'unreadable-value'],
    ['a deep chain', '{"derived_from":['.repeat(400) + ']}'.repeat(400), 'too-deep'],
  ])('%s is unreadable', (_name, value, code) => {
    expect(read(value)).toBe(code)
  })

  test('a missing field is absent', () => {
    expect(sources({})).toEqual([])
    expect(sources({ text: 'x' })).toEqual([])
  })
})
