import { describe, expect, test } from 'vitest'
import { type Curation, Curation as CurationSchema, type Source } from '../src/index.ts'
import {
  builtin,
  chat,
  codes,
  duties,
  forbid,
  judgeFor,
  model,
  oblige,
  permit,
  reason,
  rule,
  small,
  terms,
  version,
} from './ruling-kit.ts'

const content = { kind: 'content-license', resolve: 'single', silence: 'withholds' } as const
const catalog = small({
  terms: [
    terms('t', [
      version('old', null, '2024-12-31', [permit()], { seen: '2026-01-01' }),
      version('new', '2025-01-01', null, [forbid({ kind: ['chat'] })], { seen: '2026-03-01' }),
    ]),
    terms('fresh', [version('1', null, null, [], { seen: '2026-03-01' })]),
    terms('license', [version('1', null, null, [forbid({ kind: ['chat'] })])], {
      kind: 'model-license',
      resolve: 'single',
    }),
    terms('free', [version('1', null, null, [permit()])], content),
    terms('never', [version('1', null, null, [forbid({})])], content),
    terms('duty', [version('1', null, null, [permit(), oblige()])], content),
  ],
  models: [
    model('m', { api: ['t'] }),
    model('fresh', { api: ['fresh'] }),
    model('w', { weights: ['license'] }),
    model(
      'pupil',
      { api: ['fresh'] },
      { lineage: [{ relation: 'trained-on-outputs-of', to: 'm', from: '2025-02-01' }] },
    ),
  ],
  licenses: ['free', 'never', 'duty'].map((text) => ({ text, terms: [text] })),
})
const by = (source: Source, settings: object = {}, run: object = {}) =>
  rule(source, chat, { catalog, settings, ...run })

describe('reach', () => {
  test.each<[account: 'own' | 'other' | undefined, model: string, downstream: string, holder: string]>([
    ['own', 'm', 'forbidden', 'forbidden'],
    ['other', 'm', 'forbidden', 'conditional'],
    [undefined, 'm', 'forbidden', 'undetermined'],
    ['other', 'fresh', 'permitted', 'conditional'],
    [undefined, 'fresh', 'permitted', 'conditional'],
    ['own', 'fresh', 'permitted', 'permitted'],
    ['other', 'w', 'forbidden', 'forbidden'],
  ])(
    "account %s of %s: downstream %s, account-holder %s (a license is no provider's contract)",
    (account, name, downstream, holder) => {
      const source = { model: name, date: '2025-06-01', ...(account && { account }) }
      expect(by(source).ruling).toBe(downstream)
      expect(by(source, { reach: 'account-holder' }).ruling).toBe(holder)
    },
  )

  test('rests on an assertion that is recorded, or asks whose account it was', () => {
    const other = by({ model: 'm', date: '2025-06-01', account: 'other' }, { reach: 'account-holder' })
    expect(duties(other)).toEqual(['record-assertion'])
    expect(other.rests).toEqual(['assertion'])
    expect(codes(other)).toEqual(['not-bound'])
    const unknown = by({ model: 'm', date: '2025-06-01' }, { reach: 'account-holder' })
    expect(reason(unknown, 'might-not-bind')).toMatchObject({ missing: ['account'] })
  })

  test('never reaches the license of content', () => {
    expect(by({ license: 'never', account: 'other' }, { reach: 'account-holder' }).ruling).toBe('forbidden')
  })
})

describe('stale', () => {
  test.each<[date: string | undefined, name: string, warn: string, hold: string, stale: boolean]>([
    ['2026-03-01', 'fresh', 'permitted', 'permitted', false],
    ['2026-03-02', 'fresh', 'permitted', 'undetermined', true],
    ['2026-03', 'fresh', 'permitted', 'undetermined', true],
    ['2025/..', 'fresh', 'permitted', 'undetermined', true],
    ['2025', 'fresh', 'permitted', 'permitted', false],
    [undefined, 'fresh', 'permitted', 'undetermined', false],
    ['2026-06-01', 'm', 'forbidden', 'forbidden', true],
    ['2026-06-01', 'w', 'forbidden', 'forbidden', false],
    ['2026-02-01', 'pupil', 'undetermined', 'undetermined', false],
  ])('%s of %s: warn %s, hold %s', (date, name, warn, hold, stale) => {
    const source: Source = { model: name, ...(date && { date }) }
    const found = by(source)
    expect(found.ruling).toBe(warn)
    expect(found.rests.includes('stale')).toBe(stale)
    expect(by(source, { stale: 'hold' }).ruling).toBe(hold)
  })
})

describe('other settings', () => {
  test('or: strictest reads a choice as all of it', () => {
    expect(by({ license: 'free OR never', author: 'human' }).ruling).toBe('permitted')
    expect(by({ license: 'free OR never', author: 'human' }, { or: 'strictest' }).ruling).toBe('forbidden')
    expect(by({ license: 'free OR duty', author: 'human' }, { or: 'strictest' }).ruling).toBe('conditional')
  })

  test('authorship: rows that rest on it are counted, or held', () => {
    expect(by({ license: 'free' })).toMatchObject({ ruling: 'permitted', rests: ['authorship'] })
    expect(by({ license: 'free' }, { authorship: 'required' }).ruling).toBe('undetermined')
    for (const author of ['human'] as const) {
      expect(by({ license: 'free', author })).toMatchObject({ ruling: 'permitted', rests: [] })
      expect(by({ license: 'free', author }, { authorship: 'required' }).ruling).toBe('permitted')
    }
  })

  test('unlicensed: held, or accepted on a basis that is recorded', () => {
    const page = { url: 'https://a.example', author: 'human' as const }
    const accept = { unlicensed: { accept: 'tdm-exception', basis: 'memo 7', jurisdiction: 'EU' } }
    expect(by(page).ruling).toBe('undetermined')
    const found = by(page, accept)
    expect(found).toMatchObject({ ruling: 'conditional', rests: ['assertion'] })
    expect(reason(found, 'accepted-unlicensed')?.says).toBe(
      '`settings.unlicensed` accepts it as tdm-exception in EU, basis: memo 7',
    )
    expect(by({ ...page, license: 'who-knows' }, accept).ruling).toBe('undetermined')
    expect(by({ ...page, derived_from: [{ license: 'never' }] }, accept).ruling).toBe('forbidden')
  })

  test('every setting is part of what a ruling id stands for', () => {
    const ids = [
      {},
      { reach: 'account-holder' },
      { lineage: 'direct' },
      { or: 'strictest' },
      { authorship: 'required' },
      { stale: 'hold' },
      { as_of: '2026-11-21' },
    ] as const
    expect(new Set(ids.map((settings) => by({ license: 'free' }, settings).id)).size).toBe(ids.length)
  })
})

describe('curations', () => {
  const curation = (more: object): Curation =>
    CurationSchema.parse({
      match: { dataset: 'a/b' },
      set: { license: 'never' },
      evidence: 'https://e.example',
      owner: 'legal',
      until: '2027-01-01',
      ...more,
    })
  const curated = (source: Source, ...more: object[]) =>
    by({ author: 'human', ...source }, {}, { curations: more.map(curation) })

  test.each<[source: Source, curation: object, ruling: string]>([
    [{ dataset: 'a/b', license: 'free' }, {}, 'forbidden'],
    [{ dataset: 'A/B', license: 'free' }, {}, 'forbidden'],
    [{ dataset: 'a/b/c', license: 'free' }, {}, 'permitted'],
    [{ dataset: 'a/b', license: 'free' }, { until: '2026-11-22' }, 'forbidden'],
    [{ dataset: 'a/b', license: 'free' }, { until: '2026-11-21' }, 'permitted'],
    [
      { dataset: 'a/b', license: 'who-knows' },
      { match: { dataset: 'a/b', license: 'who-knows' }, set: { license: 'free' } },
      'permitted',
    ],
    [
      { dataset: 'a/b', license: 'other' },
      { match: { dataset: 'a/b', license: 'who-knows' }, set: { license: 'free' } },
      'undetermined',
    ],
    [{ license: ['free', 'who-knows'] }, { match: { license: 'who-knows' }, set: { license: 'free' } }, 'permitted'],
    [{ license: 'free', derived_from: [{ dataset: 'a/b', license: 'free' }] }, {}, 'forbidden'],
    [{ url: 'https://a.example/x?y', license: 'free' }, { match: { url: 'https://a.example/x?y' } }, 'forbidden'],
    [{ url: 'https://a.example/z', license: 'free' }, { match: { url: 'https://a.example/x?y' } }, 'permitted'],
    [{ url: 'https://a.example/z', license: 'free' }, { match: { url: 'a.example' } }, 'forbidden'],
    [{ model: 'house', date: '2024-06-01' }, { match: { model: 'house' }, set: { model: 'm' } }, 'permitted'],
    [{ model: 'house', date: '2025-06-01' }, { match: { model: 'house' }, set: { model: 'm' } }, 'forbidden'],
    [{ model: 'm', date: '2025-06-01' }, { match: { model: 'm' }, set: { date: '2024-06-01' } }, 'permitted'],
  ])('%j with %j is %s', (source, more, ruling) => {
    expect(curated(source, more).ruling).toBe(ruling)
  })

  test('one may stand on another, in their order', () => {
    const first = { set: { license: 'who-knows' } }
    const second = { match: { license: 'who-knows' }, set: { license: 'free' } }
    expect(curated({ dataset: 'a/b', license: 'duty' }, first, second).ruling).toBe('permitted')
    expect(curated({ dataset: 'a/b', license: 'duty' }, second, first).ruling).toBe('undetermined')
  })

  test('is named with its owner and evidence', () => {
    const found = curated({ dataset: 'a/b', license: 'free' }, {})
    expect(found.rests).toEqual(['curation'])
    expect(reason(found, 'curation')?.says).toBe('`license` was set to `never` by legal, evidence: https://e.example')
  })

  test('must match on something', () => {
    expect(() => curation({ match: {} })).toThrow('a curation must match on something')
  })
})

test("duties of the target's own base are reported once, not with each record", () => {
  const judge = judgeFor({ ...chat, base: 'llama-3.1-8b', name: 'Foo' })
  expect(judge.baseObligations.map(({ duty }) => duty)).toContain('license-copy')
  expect(judge.rule(judge.origin({ license: 'cc0-1.0' })).obligations).toEqual([])
  expect(judgeFor(chat).baseObligations).toEqual([])
  expect(builtin.terms.has('llama3.1-community')).toBe(true)
})
