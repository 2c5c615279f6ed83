import { describe, expect, test } from 'vitest'
import { readCatalogFolder } from '../adapters/catalog-files.ts'
import builtin from '../schemas/builtin.js'
import {
  type Catalog,
  createImpact,
  indexCatalog,
  LISTS,
  lintCatalog,
  listCatalog,
  mergeCatalogs,
  prepare,
  reviewWords,
  Settings,
  Target,
} from '../src/index.ts'
import { ACME, folder, MODELS } from './catalog-folder-kit.ts'
import { TODAY } from './catalog-kit.ts'

const read = async (files: Record<string, string>) => readCatalogFolder(`${folder(files)}/mine`, '1', 'mine')

/** Everything that is reviewed by itself, with a name. */
const entriesOf = (catalog: Catalog): [string, { reviewed?: unknown }][] => [
  ...catalog.issuers.map((one): [string, typeof one] => [`issuer ${one.id}`, one]),
  ...catalog.issuers.flatMap(({ markets }) => markets.map((one): [string, typeof one] => [`market ${one.id}`, one])),
  ...catalog.terms.flatMap(({ id, versions }) =>
    versions.map((one): [string, typeof one] => [`terms ${id}@${one.id}`, one]),
  ),
  ...catalog.models.map((one): [string, typeof one] => [`model ${one.id}`, one]),
  ...catalog.licenses.map((one): [string, typeof one] => [`license ${one.text}`, one]),
  ...catalog.datasets.map((one): [string, typeof one] => [`dataset ${one.id}`, one]),
  ...catalog.platforms.map((one): [string, typeof one] => [`platform ${one.name}`, one]),
  ...catalog.signals.map((one): [string, typeof one] => [`signal ${one.name}`, one]),
  ...catalog.conventions.map((one): [string, typeof one] => [`convention ${one.id}`, one]),
  ...Object.entries(catalog.sets).map(([name, one]): [string, typeof one] => [`set ${name}`, one]),
]
const reviews = (catalog: Catalog) => Object.fromEntries(entriesOf(catalog).map(([name, one]) => [name, one.reviewed]))

test('every entry that is shipped says who reviewed it, or that nobody did', () => {
  const said = entriesOf(builtin)
  expect(said.length).toBeGreaterThan(1200)
  for (const [name, { reviewed }] of said)
    if (reviewed !== 'unreviewed')
      expect(reviewed, name).toEqual({ by: 'maintainers', on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
})

const LEGAL = { by: 'legal', on: '2026-11-02' }
const TOP = 'reviewed: {by: legal, on: 2026-11-02}\n'
const FILES: Record<string, string> = {
  'terms/acme.yaml': ACME,
  'models/acme.yaml': MODELS,
  'licenses.yaml': 'licenses:\n  - {text: acme-free, terms: [mit], same: class}\n  - {text: acme-own, terms: [mit]}\n',
  'datasets.yaml': 'datasets:\n  - {id: acme/one}\n',
  'datasets/more.yaml': 'datasets:\n  - {id: acme/two}\n',
  'bindings.yaml': 'platforms:\n  - {name: acme-forum, terms: [mit]}\nsignals:\n  - {name: acme-no, terms: [mit]}\n',
  'sets.yaml': 'sets:\n  acme: {yes: [chat]}\n',
  'conventions/acme.yaml': 'id: acme\nsays: Acme.\nsources:\n  - set: {model: /model}\n',
}

describe('a folder of one’s own', () => {
  test('is unreviewed without a word', async () => {
    const said = reviews(await read(FILES))
    expect(Object.keys(said).length).toBe(12)
    expect(new Set(Object.values(said))).toEqual(new Set(['unreviewed']))
  })

  test.each(Object.entries(FILES))(
    '%s: the line on top counts for all of it, and for nothing else',
    async (name, text) => {
      const said = reviews(await read({ ...FILES, [name]: TOP + text }))
      const alone = await reviewedAlone(name, text)
      for (const [entry, reviewed] of Object.entries(said))
        expect(reviewed, entry).toEqual(alone.has(entry) ? LEGAL : 'unreviewed')
      expect(alone.size).toBeGreaterThan(0)
    },
  )

  /** The entries of one file. */
  async function reviewedAlone(name: string, text: string) {
    const rest = Object.fromEntries(Object.entries(FILES).filter(([other]) => other !== name))
    const without = new Set(entriesOf(await read(rest)).map(([entry]) => entry))
    return new Set(
      entriesOf(await read({ ...rest, [name]: text })).flatMap(([entry]) => (without.has(entry) ? [] : entry)),
    )
  }

  test.each([
    ['unreviewed', 'unreviewed'],
    ['{by: research, on: 2026-11-03}', { by: 'research', on: '2026-11-03' }],
  ])('what an entry says itself wins: %s', async (own, expected) => {
    const text = TOP + ACME.replace('date_basis: stated', `date_basis: stated\n        reviewed: ${own}`)
    const said = reviews(await read({ 'terms/acme.yaml': text }))
    expect(said).toEqual({ 'issuer acme': LEGAL, 'market acme-models': LEGAL, 'terms acme-terms@2025-01-01': expected })
  })

  test.each([
    ['reviewed: yes\n', '`mine/terms/acme.yaml` line 1: `reviewed`'],
    ['reviewed: {by: legal}\n', '`mine/terms/acme.yaml` line 1: `reviewed.on`: is missing'],
    ['reviewed: {by: legal, on: 2026-13-01}\n', '`mine/terms/acme.yaml` line 1: `reviewed.on`'],
  ])('%j is no review', async (top, message) => {
    await expect(read({ 'terms/acme.yaml': top + ACME })).rejects.toMatchObject({
      message: expect.stringContaining(message),
    })
  })
})

describe('what a review changes', () => {
  const ruled = async (files: Record<string, string>, license: string) => {
    const index = indexCatalog(mergeCatalogs(builtin, await read(files)).catalog)
    const target = Target.parse({
      kind: 'classification',
      purpose: 'train',
      distribution: 'internal',
      commercial: false,
    })
    const judge = prepare(index, { target, settings: { ...Settings.parse({}), as_of: TODAY } })
    return judge.weigh(judge.origin({ license, author: 'human' }))
  }
  const license = (same: string, more = '') => `licenses:\n  - {text: acme-free, terms: [mit], same: ${same}${more}}\n`

  test.each([
    ['another text of its class', license('class'), 'undetermined'],
    ['one that says that it is unreviewed', license('class', ', reviewed: unreviewed'), 'undetermined'],
    ['one that was reviewed', license('class', ', reviewed: {by: legal, on: 2026-11-02}'), 'conditional'],
    ['one in a file that was reviewed', TOP + license('class'), 'conditional'],
    ['an unreviewed one in such a file', TOP + license('class', ', reviewed: unreviewed'), 'undetermined'],
    ['one that is only assumed to be alike, in such a file', TOP + license('assumed'), 'undetermined'],
    ['the very text, unreviewed', license('text'), 'conditional'],
  ])('%s: %j is %s', async (_, text, ruling) => {
    expect(await ruled({ 'licenses.yaml': text }, 'acme-free')).toBe(ruling)
  })

  test.each([
    ['on top', TOP],
    ['nowhere', ''],
  ])('the ruling of terms is the same with a review %s', async (_, top) => {
    const terms = ACME.replace('effect: forbid', 'effect: permit').replace('when: { kind: [chat] }', 'when: {}')
    const files = {
      'terms/acme.yaml': top + terms,
      'licenses.yaml': 'licenses:\n  - {text: acme, terms: [acme-terms@2025-01-01]}\n',
    }
    expect(await ruled(files, 'acme')).toBe('permitted')
  })
})

test('a convention that somebody reviewed reads the same rows: those of an earlier run stay what they were', () => {
  const signed = structuredClone(builtin)
  for (const convention of signed.conventions) convention.reviewed = LEGAL
  const [from, to] = [indexCatalog(builtin), indexCatalog(signed)]
  const run = {
    target: Target.parse({ kind: 'chat', purpose: 'train' }),
    settings: { ...Settings.parse({}), as_of: TODAY },
  }
  const inputs = builtin.conventions.map(({ id }) => ({ name: id, format: 'jsonl', convention: id }))
  expect(createImpact({ from, to, run, inputs }).finish().conventions).toEqual([])
})

describe('what is unreviewed', () => {
  test.each(LISTS)('%s are listed, without those that are reviewed', async (name) => {
    const index = indexCatalog(mergeCatalogs(builtin, await read(FILES)).catalog)
    const all = listCatalog(name, undefined, index)
    const open = listCatalog(name, undefined, index, 'unreviewed')
    expect(open).toEqual(all.filter(({ reviewed }) => reviewed === 'unreviewed'))
    expect(open.length < all.length).toBe(name === 'licenses')
  })

  test('of terms with several texts it is said how many are reviewed', async () => {
    const two = ACME.replace(
      '    versions:\n',
      `    versions:
      - {id: old, from: null, to: 2024-12-31, date_basis: stated, seen: null, read: none, reviewed: {by: legal, on: 2026-11-02}, clauses: []}
`,
    )
    const index = indexCatalog(await read({ 'terms/acme.yaml': two }))
    expect(listCatalog('terms', undefined, index, 'unreviewed')).toMatchObject([{ reviewed: '1 of 2' }])
    const top = indexCatalog(await read({ 'terms/acme.yaml': TOP + two }))
    expect(listCatalog('terms', undefined, top, 'unreviewed')).toEqual([])
    expect(listCatalog('terms', undefined, top)).toMatchObject([{ reviewed: 'legal 2026-11-02' }])
  })

  test('is said in words', () => {
    expect([{}, { reviewed: 'unreviewed' as const }, { reviewed: LEGAL }].map(reviewWords)).toEqual([
      'unreviewed',
      'unreviewed',
      'reviewed by legal on 2026-11-02',
    ])
  })

  test('is one note for each sort of entry where no file is known', () => {
    const says = lintCatalog(builtin).filter((one) => one.says.includes('unreviewed'))
    expect(says.length).toBe(10)
    expect(says.every(({ level }) => level === 'note')).toBe(true)
  })
})
