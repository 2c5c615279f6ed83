import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostOf, type Source } from '../src/index.ts'
import { catalogs, indexed } from './laws-catalog-kit.ts'
import { namesOf, options, sources, targets } from './laws-kit.ts'
import { chat, forbid, judgeFor, model, type Options, permit, small, terms, version } from './ruling-kit.ts'

const catalog = small({
  terms: [
    terms('t', [
      version('old', null, '2024-12-31', [permit()], { seen: '2026-01-31' }),
      version('new', '2025-01-01', null, [forbid({ features: ['web-search'] })]),
    ]),
    terms('content', [version('1', null, null, [permit()])], {
      kind: 'content-license',
      resolve: 'single',
      silence: 'withholds',
    }),
    terms('rules', [version('a', null, '2023-06-30', []), version('b', '2023-07-01', null, [])], { kind: 'platform' }),
  ],
  models: [model('m', { api: ['t'] }), model('young', { api: ['t'] }, { released: '2024-05-05' })],
  licenses: [{ text: 'l', terms: ['content'] }],
  platforms: [{ name: 'site', hosts: ['site.example'], terms: ['rules'] }],
  datasets: [
    {
      id: 'd',
      licenses: [
        { license: 'l', to: '2022-12-31' },
        { license: 'l', from: '2023-01-01' },
      ],
    },
  ],
})
const project = (source: Source, run: Options = {}): Source => judgeFor(chat, { catalog, ...run }).project(source)

describe('what clauses read of a source', () => {
  test.each<[source: Source, projected: Source]>([
    [
      { model: 'm', date: '2025-06-07' },
      { model: 'm', date: '2025-01-01/2026-01-31' },
    ],
    [
      { model: 'm', date: '2024-12-31' },
      { model: 'm', date: '../2024-12-31' },
    ],
    [
      { model: 'm', date: '2024/2025' },
      { model: 'm', date: '../2026-01-31' },
    ],
    [
      { model: 'm', date: '2026-02-01' },
      { model: 'm', date: '2026-02-01/2026-11-22' },
    ],
    [
      { model: 'm', date: '2026-12-01' },
      { model: 'm', date: '2026-11-23/..' },
    ],
    [{ model: 'm', date: '2025/2024' }, { model: 'm' }],
    [
      { model: 'young', date: '2024-05-04' },
      { model: 'young', date: '../2024-05-04' },
    ],
    [
      { model: 'young', date: '2024-05-05' },
      { model: 'young', date: '2024-05-05/2024-12-31' },
    ],
    [
      { model: 'm+young', date: '2024-05-05' },
      { model: 'm+young', date: '2024-05-05/2024-12-31' },
    ],
    [{ license: 'l', date: '2025-06-07', collected: '2026' }, { license: 'l' }],
    [
      { dataset: 'd', date: '2020' },
      { dataset: 'd', date: '../2022-12-31' },
    ],
    [
      { platform: 'site', date: '2020', collected: '2024' },
      { platform: 'site', date: '../2023-06-30', collected: '2023-07-01/2026-11-22' },
    ],
    [
      { url: 'https://site.example/a?b#c', license: 'l' },
      { url: 'site.example', license: 'l' },
    ],
    [
      { url: 'https://user:secret@Site.Example:8443/', license: 'l' },
      { url: 'site.example', license: 'l' },
    ],
    [{ license: ['b', 'a', 'b'] }, { license: ['a', 'b'] }],
    [
      { license: 'l', edited_by: 'human', author: 'human' },
      { license: 'l', author: 'human' },
    ],
    [
      { model: 'm', features: ['x', 'Web-Search', 'y'] },
      { model: 'm', features: ['other', 'web-search'] },
    ],
    [
      { model: 'm', features: [] },
      { model: 'm', features: [] },
    ],
    [
      {
        derived_from: [
          { model: 'm', date: '2025-06-07' },
          { model: 'm', date: '2025-06-08' },
        ],
      },
      { derived_from: [{ model: 'm', date: '2025-01-01/2026-01-31' }] },
    ],
  ])('%j becomes %j', (source, projected) => {
    expect(project(source)).toEqual(projected)
  })

  test('days that a permission or a correction reads are borders too', () => {
    const permissions = [{ grantor: 'maker', reference: 'r', covers: { from: '2025-05-01', until: '2025-08-31' } }]
    expect(project({ model: 'm', date: '2025-06-07' }, { permissions }).date).toBe('2025-05-01/2025-08-31')
    const curations = [
      { match: { model: 'house' }, set: { model: 'm' }, evidence: 'e', owner: 'o', until: '2027-01-01' },
    ]
    expect(project({ model: 'house', date: '2025-06-07' }).date).toBeUndefined()
    expect(project({ model: 'house', date: '2025-06-07' }, { curations }).date).toBe('2025-01-01/2026-01-31')
  })

  test('900 answers of a day each are as many origins as there are intervals', () => {
    const judge = judgeFor(chat, { catalog })
    const days = Array.from({ length: 900 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10))
    expect(new Set(days.map((date) => JSON.stringify(judge.origin({ model: 'm', date })))).size).toBe(3)
  })
})

describe('projecting', () => {
  /** The same run without a projection: the origin is made by hand. */
  const both = (source: Source, run: Options, target = chat) => {
    const judge = judgeFor(target, run)
    const raw = judge.explain({ kind: 'sources', sources: [source], declared: [] })
    const projected = judge.explain(judge.origin(source))
    return { judge, raw, projected }
  }
  const curations = [
    { match: { license: 'l0' }, set: { model: 'm1', license: 'l1' }, evidence: 'e', owner: 'o', until: '2027-01-01' },
    { match: { model: 'gpt-4' }, set: { model: 'claude-3-opus' }, evidence: 'e', owner: 'o', until: '2027-01-01' },
  ]

  test('never changes a ruling, over the catalog that comes with provgate', () => {
    fc.assert(
      fc.property(sources(), targets, options, fc.boolean(), (source, target, run, curate) => {
        const { judge, raw, projected } = both(source, { ...run, ...(curate && { curations }) }, target)
        const { ruling, obligations, rests } = raw
        expect(projected, JSON.stringify([source, judge.project(source), target])).toMatchObject({
          ruling,
          obligations,
          rests,
        })
        expect(judge.project(judge.project(source))).toEqual(judge.project(source))
      }),
      { numRuns: 300 },
    )
  })

  test('never changes a ruling, over generated catalogs', () => {
    const worlds = catalogs.chain((made) =>
      fc.tuple(fc.constant(made), sources(namesOf(indexed(made))), targets, options, fc.boolean()),
    )
    fc.assert(
      fc.property(worlds, ([made, source, target, run, curate]) => {
        const { judge, raw, projected } = both(
          source,
          { ...run, catalog: indexed(made), ...(curate && { curations }) },
          target,
        )
        const { ruling, obligations, rests } = raw
        expect(projected, JSON.stringify([source, judge.project(source), target])).toMatchObject({
          ruling,
          obligations,
          rests,
        })
      }),
      { numRuns: 300 },
    )
  })

  test('reads the host of an address as the web does', () => {
    const part = fc.constantFrom(
      ...[
        'http',
        'https',
        'HTTPS',
        'ftp',
        '://',
        ':',
        '//',
        '/',
        '\\',
        '@',
        '?',
        '#',
        '.',
        '..',
        '-',
        '_',
        ' ',
        '\t',
        '%41',
      ],
      ...[
        'a',
        'A',
        'ä',
        'xn--a',
        'xn--',
        '1',
        '0x7f',
        '127.1',
        '[::1]',
        'example',
        'org',
        'com',
        ':80',
        ':x',
        'u:p',
        'ß',
        '。',
      ],
    )
    const address = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.array(part, { maxLength: 5 }).map((parts) => `https://${parts.join('')}`),
      fc.webUrl({ withQueryParameters: true }),
    )
    const { project: read } = judgeFor(chat, { catalog })
    fc.assert(
      fc.property(address, (url) => {
        expect(read({ url }).url).toBe(hostOf(url))
      }),
      { numRuns: 5000 },
    )
    for (const url of ['https://xn--a.com/', 'https://a.xn--.com', 'https://a.com', 'http://a.1x/', 'https://a_b.com/'])
      expect(read({ url }).url).toBe(hostOf(url))
  })

  test('leaves the source as it is', () => {
    const source = Object.freeze({
      model: 'm',
      date: '2025-06-07',
      features: Object.freeze(['b', 'a']) as unknown as string[],
    })
    expect(project(source)).not.toBe(source)
  })
})
