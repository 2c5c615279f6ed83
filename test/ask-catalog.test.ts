import { describe, expect, test } from 'vitest'
import { boxesOf } from '../src/ask-boxes.ts'
import {
  closeNames,
  compareIssuers,
  diffTerms,
  findEntries,
  LISTS,
  listCatalog,
  Settings,
  Target,
  whenWords,
} from '../src/index.ts'
import { index, TODAY } from './catalog-kit.ts'

const run = (target: object) => ({
  target: Target.parse(target),
  settings: { ...Settings.parse({}), as_of: TODAY },
})
const CHAT = { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: false }

describe('list', () => {
  test.each(LISTS)('%s: every entry, and those in whose names a text stands', (name) => {
    const all = listCatalog(name, undefined, index)
    expect(all.length).toBe(index.catalog[name].length)
    expect(listCatalog(name, 'no such thing', index)).toEqual([])
  })

  test('models are found by a name in the wild', () => {
    expect(listCatalog('models', 'Meta-Llama-3.1', index).map(({ model }) => model)).toContain('llama-3.1')
  })
})

describe('show', () => {
  test.each([
    ['openai-business-terms', ['terms']],
    ['openai-business-terms@2025-05-31', ['terms']],
    ['openai', ['issuer']],
    ['gpt-4o-2024-08-06', ['model']],
    ['meta-llama/Meta-Llama-3-70B-Instruct', ['model']],
    ['mit', ['terms', 'license']],
    ['MIT OR Apache-2.0', ['license']],
    ['openassistant/oasst1', ['dataset']],
    ['mt-bench', ['convention']],
    ['twitter', ['platform']],
    ['noai', ['signal']],
    ['openai-business-terms@1999', []],
    ['nobody-knows-this', []],
  ])('%s is %j', (text, kinds) => {
    const found = findEntries(text, index).map(({ kind }) => kind)
    expect(found).toEqual(expect.arrayContaining(kinds))
    if (kinds.length === 0) expect(found).toEqual([])
  })

  test('names that are close are offered, the closest first', () => {
    expect(closeNames('gpt-4oo', index)[0]).toBe('gpt-4o')
    expect(closeNames('llama3-comunity', index)).toContain('llama3-community')
  })
})

describe('compare', () => {
  const rows = compareIssuers(index, { run: run(CHAT), on: '2024-01-15' })
  const row = (issuer: string, door: string, terms: string) =>
    rows.find((one) => one.issuer === issuer && one.door === door && one.terms.join() === terms)

  test('every model stands once at each of its doors', () => {
    const stands = rows.flatMap(({ door, models }) => models.map((model) => `${model} ${door}`)).sort()
    const expected = index.catalog.models.flatMap(({ id, doors }) => Object.keys(doors).map((door) => `${id} ${door}`))
    expect(stands).toEqual(expected.sort())
  })

  test.each([
    ['openai', 'api', 'openai-business-terms', 'forbidden', 'forbidden'],
    ['mistral', 'api', 'mistral-service-terms', undefined, 'forbidden'],
    ['openai', 'weights', 'mit', 'permitted', 'permitted'],
  ])('%s %s under %s: today %s, then %s', (issuer, door, terms, today, then) => {
    const found = row(issuer, door, terms)
    if (today) expect(found?.today.ruling).toBe(today)
    expect(found?.on?.ruling).toBe(then)
  })

  test('a forbidden row names the clause', () => {
    expect(row('openai', 'api', 'openai-business-terms')?.today.because).toMatch(/^no-competing-models: /)
  })
})

describe('diff', () => {
  test('Llama 3 to 3.1: the ban on other models is gone', () => {
    const { clauses, rulings } = diffTerms('llama3-community', 'llama3.1-community', index)
    expect(clauses.gone.map(({ id }) => id)).toEqual(['no-other-llm'])
    expect(rulings.some(({ before, after }) => before === 'forbidden' && after === 'conditional')).toBe(true)
    expect(rulings.length).toBeLessThan(12)
  })

  test('Mistral, 26 to 27 February 2024: what was forbidden is left to the customer', () => {
    const { rulings } = diffTerms('mistral-service-terms@to-2024-02-26', 'mistral-service-terms@2024-02-27', index)
    const chat = rulings.find(({ before, targets }) => before === 'forbidden' && targets.kind?.includes('chat'))
    expect(chat).toMatchObject({ after: 'permitted', targets: { purpose: ['train', 'research'] } })
    expect(rulings.every(({ after }) => after === 'permitted')).toBe(true)
  })

  test('a clause under another id that means the same is not added and gone', () => {
    const { clauses } = diffTerms('xai-consumer-terms@2024-06-04', 'xai-consumer-terms@2025-01-02', index)
    expect(clauses.renamed).toMatchObject([{ from: 'no-competing-products', to: 'no-competing-models' }])
  })

  test.each(index.catalog.terms.map(({ id }) => [id]))('%s against itself has no difference', (id) => {
    const { clauses, rulings } = diffTerms(id, id, index)
    expect([...clauses.added, ...clauses.gone, ...clauses.changed, ...clauses.renamed, ...rulings]).toEqual([])
  })

  test('unknown terms and versions are refused with what is there', () => {
    expect(() => diffTerms('openai-busines-terms', 'mit', index)).toThrow(/not in the catalog/)
    expect(() => diffTerms('mit@9', 'mit', index)).toThrow(/no version `9`/)
  })
})

test('boxes cover exactly the points', () => {
  const points = [
    ['a', 'x'],
    ['a', 'y'],
    ['b', 'x'],
    ['b', 'y'],
    ['c', 'x'],
  ]
  const boxes = boxesOf(points, 2)
  const covered = boxes.flatMap(([left, right]) => left!.flatMap((one) => right!.map((other) => [one, other])))
  expect(covered.map(String).sort()).toEqual(points.map(String).sort())
  expect(boxes.length).toBe(2)
})

test('every condition of the catalog has words', () => {
  for (const { versions } of index.catalog.terms)
    for (const { clauses } of versions)
      for (const { when } of clauses) {
        const words = whenWords(when, index)
        expect(words.length).toBe(Object.keys(when).length)
        expect(words.join()).not.toContain('undefined')
      }
})
