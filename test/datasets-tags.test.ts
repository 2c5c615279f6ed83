import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type LicenseTree, readLicense } from '../src/license.ts'
import { index, rulingOf } from './datasets-kit.ts'

interface Card {
  readonly dataset: string
  readonly license: readonly string[]
}

const samples = new URL('../../shared/samples/', import.meta.url)
const cards = readFileSync(new URL('hf-dataset-license-tags.jsonl', samples), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Card)
const counts = JSON.parse(readFileSync(new URL('counts.json', samples), 'utf8')) as Record<
  string,
  { records: number; license: Record<string, number> }
>

/** A tag as the hub writes it, as it wrote it at first, in capitals, and as SPDX does. */
const spellings = (tag: string): string[] => {
  const spdx = index.licenses.get(tag)?.spdx
  return [tag, tag.replaceAll('.', '-'), tag.toUpperCase(), ...(spdx ? [spdx] : [])]
}

/** The terms that a text leads to; undefined where nobody knows the text. */
const termsOf = (tree: LicenseTree) => (tree.op === 'alias' ? tree.alias.terms : undefined)

test('the sample holds the half of the 764 cards that it is said to hold', () => {
  const { records, license } = counts['hf-dataset-license-tags.jsonl']!
  expect(cards.length).toBe(records)
  expect(cards.length).toBe(392)
  const tally: Record<string, number> = {}
  for (const { license } of cards)
    for (const tag of license.length > 0 ? license : ['(none)']) tally[tag] = (tally[tag] ?? 0) + 1
  expect(tally).toEqual(license)
})

test('every tag of every card is known in every spelling, to the same terms', () => {
  const tags = [...new Set(cards.flatMap(({ license }) => license))]
  expect(tags.length).toBeGreaterThan(25)
  for (const tag of tags) {
    const terms = termsOf(readLicense(tag, index.licenses))
    expect(terms, tag).toBeDefined()
    for (const text of spellings(tag)) expect([text, termsOf(readLicense(text, index.licenses))]).toEqual([text, terms])
  }
})

describe('a card is never passed for a license that nobody knows', () => {
  const OPEN = ['unknown', 'other']
  const vague = cards.filter(({ license }) => license.length === 0 || license.some((tag) => OPEN.includes(tag)))
  test('there are many', () => {
    expect(vague.length).toBeGreaterThan(150)
  })
  test.each(['openChat', 'freeClassifier'] as const)('%s', (aim) => {
    // The names are left out: some of the datasets are in the registry, which knows more than the card.
    const passed = vague.filter(({ license }) =>
      ['permitted', 'conditional'].includes(rulingOf({ license: [...license] }, aim)),
    )
    expect(passed).toEqual([])
  })
  test.each(OPEN)('`%s` says why it decides nothing', (text) => {
    const tree = readLicense(text, index.licenses)
    const [ref = ''] = termsOf(tree) ?? []
    expect(index.terms.get(ref)?.versions[0]?.ambiguity).toMatch(/\w{3}.*\.$/)
  })
})
