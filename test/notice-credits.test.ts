import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Catalog, indexCatalog, type Source } from '../src/index.ts'
import { noticed, type Row, sectionOf, summarize } from './notice-kit.ts'
import { AS_OF, chat, model, oblige, permit, small, terms, version } from './ruling-kit.ts'

const by = (dataset: string, more: Source = {}): Source => ({ dataset, license: 'cc-by-4.0', author: 'human', ...more })
const owed = (rows: readonly Row[], setting: Parameters<typeof summarize>[1] = {}) =>
  summarize(rows, setting).credits.owed.list
const names = (rows: readonly Row[]) => owed(rows).map(({ kind, name, rows: count }) => [kind, name, count])

describe('a credit', () => {
  test('has the dataset, its license and where the text was read, who wrote it, and whether to say that it was changed', () => {
    const row = { from: by('a/b', { platform: 'board-like', url: 'https://www.a.example/1' }), rows: 4 }
    expect(owed([row])).toEqual([
      {
        kind: 'dataset',
        name: 'a/b',
        through: null,
        licenses: ['cc-by-4.0'],
        licensed_by: 'record',
        asked_by: [{ terms: 'cc-by@4.0', link: expect.stringMatching(/cc-by-4\.0\.LICENSE$/) }],

        indicate_changes: true,
        if_published: false,
        authors: ['human'],
        found: {
          names: [
            { kind: 'host', name: 'www.a.example', rows: 4 },
            { kind: 'platform', name: 'board-like', rows: 4 },
          ],
          more: 0,
        },
        rows: 4,
      },
    ])
  })

  test.each<[string, Source, [string | null, string | null]]>([
    ['the dataset', by('a/b'), ['dataset', 'a/b']],
    ['else the platform', { license: 'cc-by-4.0', platform: 'p', url: 'https://a.example/x' }, ['platform', 'p']],
    ['else the host of the URL', { license: 'cc-by-4.0', url: 'https://a.example/secret?x' }, ['host', 'a.example']],
    ['else nothing', { license: 'cc-by-4.0', author: 'human' }, [null, null]],
  ])('names %s', (_what, from, expected) => {
    const found = owed([{ from, over: { action: 'pass' } }])
    expect(found.map(({ kind, name }) => [kind, name])).toEqual([expected])
    expect(JSON.stringify(found)).not.toContain('secret')
  })

  test('stands for each source of a record, and for what it is derived from; a record counts once', () => {
    const from = {
      sources: [
        by('a'),
        by('b', { derived_from: [by('c')] }),
        by('a', { role: 'input' }),
        by('free', { license: 'cc0-1.0' }),
      ],
    }
    expect(
      names([
        { from, rows: 3 },
        { from: by('a'), rows: 1 },
      ]),
    ).toEqual([
      ['dataset', 'a', 4],
      ['dataset', 'b', 3],
      ['dataset', 'c', 3],
    ])
  })

  test('is of rows that pass only', () => {
    const { credits } = summarize([{ from: by('a') }, { from: by('b'), over: { action: 'quarantine' } }])
    expect(credits.owed.list.map(({ name }) => name)).toEqual(['a'])
    expect(credits.others.list).toEqual([])
  })

  test('of rows whose terms ask for none stands among the others', () => {
    const { credits } = summarize([{ from: by('a', { license: 'mit' }), rows: 2 }])
    expect(credits.owed.list).toEqual([])
    expect(credits.others.list).toMatchObject([{ name: 'a', licenses: ['mit'], asked_by: [], rows: 2 }])
  })

  test('of the outputs of a model is owed only where its terms ask for it', () => {
    const attribution = oblige({ bound: ['outputs'] })
    const catalog = small({
      terms: [terms('t', [version('1', null, null, [attribution])]), terms('u', [version('1', null, null)])],
      models: [model('m', { api: ['t'] }), model('n', { api: ['u'] })],
    })
    const rows: Row[] = [{ from: { model: 'm', channel: 'api' } }, { from: { model: 'n', channel: 'api' } }]
    const { credits } = summarize(rows, { catalog })
    expect(credits.owed.list).toMatchObject([{ kind: 'model', name: 'm', licenses: [], licensed_by: null }])
    expect(credits.others.list).toEqual([])
  })

  test.each([
    [undefined, true],
    [true, false],
  ])('that only published records need says so, with `publishes_data: %s`', (publishes_data, expected) => {
    const target = { ...chat, ...(publishes_data !== undefined && { publishes_data }) }
    const rows = [{ from: by('a', { license: 'c-uda' }) }]
    expect(owed(rows, { target })).toMatchObject([{ name: 'a', if_published: expected }])
    const title = expected ? 'Only if the records are published too' : 'Attributions'
    expect(sectionOf(noticed(rows, { target }), title)).toContain(
      '  - [ ] dataset `a`; author by the records: human; 1 record',
    )
  })
})

describe('the license of a credit', () => {
  const catalog = indexCatalog(
    Catalog.parse({
      version: 'test',
      terms: ['l', 'k'].map((id) =>
        terms(id, [version('1', null, null, [permit(), oblige()], { sources: [`https://${id}.example`] })], {
          kind: 'content-license',
          resolve: 'single',
        }),
      ),
      licenses: [
        { text: 'l', terms: ['l'] },
        { text: 'k', terms: ['k'] },
      ],
      issuers: [{ id: 'maker', name: 'Maker' }],
      datasets: [
        {
          id: 'known',
          licenses: [
            { license: 'k', to: '2023-12-31' },
            { license: 'l', from: '2024-01-01' },
          ],
        },
        { id: 'made', licenses: [{ license: 'l' }], sources: [{ dataset: 'upstream', license: 'k', author: 'human' }] },
        { id: 'noted', licenses: [{ license: 'l' }], sources: [{ author: 'human', license: 'k' }] },
      ],
    }),
  )
  const until = '2027-01-01'
  const curations = [{ match: { dataset: 'mended' }, set: { license: 'k' }, evidence: 'e', owner: 'legal', until }]
  test.each<[string, Source, string[], string | null, string[]]>([
    ['as the record says', { dataset: 'other', license: 'l' }, ['l'], 'record', ['https://l.example']],
    ['as the registry says', { dataset: 'known', date: '2024-05' }, ['l'], 'registry', ['https://l.example']],
    ['as it was on that day', { dataset: 'known', date: '2023-05' }, ['k'], 'registry', ['https://k.example']],
    [
      'each that it may have had',
      { dataset: 'known' },
      ['k', 'l'],
      'registry',
      ['https://k.example', 'https://l.example'],
    ],
    ['as a curation says', { dataset: 'mended', license: 'l' }, ['k'], 'curation', ['https://k.example']],
  ])('%s', (_what, from, licenses, licensed_by, links) => {
    const found = owed([{ from: { author: 'human', ...from } }], { catalog, curations, settings: { as_of: AS_OF } })
    expect(found).toMatchObject([{ licenses, licensed_by }])
    expect(found[0]!.asked_by.map(({ link }) => link)).toEqual(links)
  })

  test('what a dataset was made from is credited too, if it has a name', () => {
    const row = (dataset: string): Row => ({ from: { dataset }, rows: 2 })
    expect(owed([row('made')], { catalog })).toMatchObject([
      { name: 'made', through: null, licenses: ['l'], asked_by: [{ terms: 'l@1' }], rows: 2 },
      {
        name: 'upstream',
        through: 'made',
        licenses: ['k'],
        licensed_by: 'registry',
        asked_by: [{ terms: 'k@1' }],
        rows: 2,
      },
    ])
    expect(owed([row('noted')], { catalog })).toMatchObject([
      { name: 'noted', asked_by: [{ terms: 'k@1' }, { terms: 'l@1' }] },
    ])
  })
})

describe('many credits', () => {
  const many = (count: number, dataset: (i: number) => Source): Row[] =>
    Array.from({ length: count }, (_, i) => ({ from: dataset(i), rows: i + 1 }))

  test('are bounded, those with the most rows first, and no row is lost', () => {
    const rows = many(700, (i) => by(`d${i}`))
    const { list, more } = summarize(rows).credits.owed
    expect(list).toHaveLength(500)
    expect(list[0]).toMatchObject({ name: 'd699', rows: 700 })
    expect(more.credits).toBe(200)
    const sum = list.reduce((total, { rows: count }) => total + count, more.rows)
    expect(sum).toBe((700 * 701) / 2)
    expect(noticed(rows)).toContain('- and 200 more, with 20100 records: the ledger of `filter` names each')
  })

  test('so are the origins of a task and the places of a credit', () => {
    const { tasks, credits } = summarize(many(30, (i) => by('a', { url: `https://h${i}.example/x` })))
    expect(credits.owed.list).toHaveLength(1)
    expect(credits.owed.list[0]!.found).toMatchObject({ more: 10 })
    expect(credits.owed.list[0]!.found.names).toHaveLength(20)
    const [task] = summarize(many(30, (i) => by(`d${i}`))).tasks
    expect([task!.origins.names.length, task!.origins.more]).toEqual([20, 10])
    expect(tasks[0]!.origins).toEqual({ names: [{ kind: 'dataset', name: 'a', rows: 465 }], more: 0 })
  })

  test('the others on the page too', () => {
    const page = noticed(many(250, (i) => by(`d${i}`, { license: 'cc0-1.0' })))
    const lines = sectionOf(page, 'Other origins of the passed records')
    expect(lines.filter((line) => line.startsWith('  - dataset'))).toHaveLength(200)
    expect(lines.at(-1)).toBe('- and 50 more, with 1275 records: the ledger of `filter` names each')
  })

  test('the order of origins changes no byte, names like those of every object included', () => {
    const rows: Row[] = ['__proto__', 'constructor', 'b', 'a'].map((name) => ({ from: by(name) }))
    const expected = JSON.stringify(summarize(rows))
    expect(expected).toContain('__proto__')
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (turned) => {
        expect(JSON.stringify(summarize(turned))).toBe(expected)
      }),
      { numRuns: 24 },
    )
  })
})
