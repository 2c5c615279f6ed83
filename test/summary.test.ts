import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSummarizer, type LedgerEntry, Settings, type Source } from '../src/index.ts'
import { AS_OF, builtin, chat, rule } from './ruling-kit.ts'

const entry = (source: Source | { sources: Source[] }, rows: number, more: object = {}): LedgerEntry => ({
  ...rule(source, chat),
  rows,
  first: { file: 'a', row: 1 },
  last: { file: 'a', row: rows },
  ...more,
})
const fold = (...entries: LedgerEntry[]) => {
  const settings = Settings.parse({ as_of: AS_OF })
  const summarizer = createSummarizer(builtin, { target: chat, permissions: [], curations: [], settings })
  for (const each of entries) summarizer.add(each)
  return summarizer.finish()
}
const free = entry({ license: 'cc0-1.0', author: 'human', dataset: 'a/free' }, 10)
const credited = entry({ license: 'cc-by-4.0', author: 'human', dataset: 'a/credited' }, 5)
const gpt = entry({ model: 'gpt-4o', channel: 'api', date: '2025-08-10' }, 3)
const held = entry({ model: 'nobody' }, 2)

describe('a summary', () => {
  test('counts rows by ruling, action, model, license and data set', () => {
    const found = fold(free, credited, gpt, held)
    expect(found.rulings).toEqual({ permitted: 10, conditional: 5, undetermined: 2, forbidden: 3 })
    expect(found.actions).toEqual({ pass: 15, quarantine: 2, drop: 3 })
    expect(found.origins).toBe(4)
    expect(found.models['gpt-4o']).toEqual({ permitted: 0, conditional: 0, undetermined: 0, forbidden: 3, rows: 3 })
    expect(found.licenses['cc-by-4.0']).toMatchObject({ conditional: 5, rows: 5 })
    expect(Object.keys(found.datasets)).toEqual(['a/credited', 'a/free'])
    expect(found.dates.undated).toMatchObject({ rows: 17 })
    expect(Object.keys(found.terms)).toContain('openai-business-terms@2025-05-31')
  })

  test('a name that a record has twice is counted once', () => {
    const twice = entry(
      {
        sources: [
          { license: 'mit', model: 'qwen3-8b', channel: 'weights' },
          { license: ['mit', 'cc0-1.0'], derived_from: [{ license: 'mit' }] },
        ],
      },
      4,
    )
    expect(fold(twice).licenses.mit?.rows).toBe(4)
  })

  test('obligations are those of rows that pass; a breach is none', () => {
    const broken = entry({ model: 'Llama-3.1-8B', channel: 'weights' }, 7)
    const found = fold(credited, { ...broken, ruling: 'undetermined', action: 'quarantine' }, gpt)
    expect(found.obligations.map(({ duty, rows }) => [duty, rows])).toContainEqual(['attribution', 5])
    expect(found.obligations.map(({ duty }) => duty)).not.toContain('name-prefix')
    expect(fold(broken).obligations.find(({ duty }) => duty === 'name-prefix')).toMatchObject({ open: true, rows: 7 })
  })

  test('a duty that is open for some rows is open', () => {
    const [duty] = credited.obligations
    const open = { ...credited, obligations: [{ ...duty!, open: true }] }
    const closed = { ...credited, obligations: [{ ...duty!, open: false }] }
    expect(fold(open, closed).obligations).toEqual([{ ...duty, open: true, rows: 10 }])
    expect(fold(closed, open).obligations).toEqual([{ ...duty, open: true, rows: 10 }])
  })

  test('the reasons of rows that do not pass, most rows first', () => {
    const { reasons } = fold(free, credited, held, gpt, { ...held, rows: 2 })
    expect(reasons.map(({ ruling, rows }) => [ruling, rows])).toEqual([
      ['undetermined', 4],
      ['forbidden', 3],
    ])
    for (const { says, fix } of reasons) expect([says, fix].every((text) => (text ?? '').length > 0)).toBe(true)
  })

  test('at most fifty of them are kept', () => {
    const many = Array.from({ length: 80 }, (_, i) => entry({ model: `nobody-${i}` }, i + 1))
    const { reasons } = fold(...many)
    expect(reasons).toHaveLength(50)
    expect(reasons[0]?.rows).toBe(80)
  })

  test('what rows rest on is counted', () => {
    expect(fold(entry({ license: 'cc0-1.0' }, 6)).rests).toEqual({ authorship: 6 })
  })

  test('the order of entries changes no byte, names like those of every object included', () => {
    const odd = ['__proto__', 'constructor', 'toString'].map((name) =>
      entry({ model: name, license: name, dataset: name }, 1),
    )
    const all = [free, credited, gpt, held, ...odd]
    const expected = JSON.stringify(fold(...all))
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (turned) => {
        expect(JSON.stringify(fold(...turned))).toBe(expected)
      }),
      { numRuns: 50 },
    )
    expect(Object.keys(fold(...all).models)).toContain('__proto__')
  })
})
