import { describe, expect, test } from 'vitest'
import type { Source } from '../src/index.ts'
import {
  chat,
  codes,
  duties,
  forbid,
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
    terms('free', [version('1', null, null, [permit()])], content),
    terms('duty', [version('1', null, null, [permit(), oblige()])], content),
    terms(
      'duties',
      [version('1', null, null, [permit(), oblige(), oblige({}, { id: 'copy', duty: 'license-copy' })])],
      content,
    ),
    terms('never', [version('1', null, null, [forbid({})])], content),
    terms('versions', [version('3', null, null, [forbid({})]), version('4', null, null, [permit()])], {
      ...content,
      resolve: 'pinned',
    }),
    terms('platform', [version('old', null, '2023-12-31', []), version('new', '2024-01-01', null, [forbid({})])], {
      kind: 'platform',
    }),
    terms('reserved', [version('1', null, null, [forbid({ purpose: ['train'] })])], {
      kind: 'signal',
      resolve: 'single',
    }),
    terms(
      'weights',
      [
        version('1', null, null, [
          permit({ bound: ['outputs'] }),
          oblige({ bound: ['content'] }),
          permit({ bound: ['content'] }, { id: 'data' }),
        ]),
      ],
      { ...content, kind: 'code-license' },
    ),
  ],
  models: [model('m', { weights: ['weights'] })],
  licenses: [
    { text: 'free', terms: ['free'] },
    { text: 'duty', terms: ['duty'] },
    { text: 'a-duties', terms: ['duties'] },
    { text: 'never', terms: ['never'] },
    { text: 'v', terms: ['versions'] },
    { text: 'v3', terms: ['versions@3'] },
    { text: 'v4', terms: ['versions@4'] },
    { text: 'vague', terms: ['free', 'duty'] },
    { text: 'vaguer', terms: ['free', 'never'] },
    { text: 'like', terms: ['free'], same: 'class' },
    { text: 'reviewed', terms: ['free'], same: 'class', reviewed: { by: 'legal', on: '2026-01-01' } },
    { text: 'assumed', terms: ['free'], same: 'assumed' },
    { text: 'assumed-never', terms: ['never'], same: 'assumed' },
    { text: 'w', terms: ['weights'] },
  ],
  datasets: [
    { id: 'Org/Known', aliases: ['known'], licenses: [{ license: 'free' }] },
    { id: 'org/taught', licenses: [{ license: 'free' }], sources: [{ license: 'never' }] },
    {
      id: 'org/aging',
      licenses: [
        { license: 'free', to: '2023-12-31' },
        { license: 'never', from: '2024-01-01' },
      ],
    },
    {
      id: 'org/gap',
      licenses: [
        { license: 'free', to: '2023-12-31' },
        { license: 'free', from: '2024-02-01' },
      ],
    },
    {
      id: 'org/whole',
      licenses: [
        { license: 'free', to: '2023-12-31' },
        { license: 'duty', from: '2024-01-01' },
      ],
    },
    { id: 'org/bare' },
  ],
  platforms: [{ name: 'site', aliases: ['the site'], hosts: ['site.example'], terms: ['platform'] }],
  signals: [{ name: 'keep-out', values: [1, 'yes'], free: [0, 'no'], terms: ['reserved'] }],
})
const by = (source: Source, run: object = {}) => rule({ author: 'human', ...source }, chat, { catalog, ...run })

describe('licenses', () => {
  test.each<[license: string | string[], ruling: string]>([
    ['free', 'permitted'],
    ['duty', 'conditional'],
    ['never', 'forbidden'],
    ['v', 'undetermined'],
    ['v3', 'forbidden'],
    ['v4', 'permitted'],
    ['vague', 'conditional'],
    ['vaguer', 'undetermined'],
    ['like', 'undetermined'],
    ['reviewed', 'permitted'],
    ['assumed', 'undetermined'],
    ['assumed-never', 'undetermined'],
    ['free AND duty', 'conditional'],
    ['free OR duty', 'permitted'],
    ['never OR duty', 'conditional'],
    ['never OR who-knows', 'undetermined'],
    ['duty OR who-knows', 'conditional'],
    ['never AND who-knows', 'forbidden'],
    ['(never OR free) AND duty', 'conditional'],
    [['free', 'duty'], 'conditional'],
    [['free', 'never'], 'forbidden'],
    [['free OR never', 'duty'], 'conditional'],
    [['free', 'who-knows'], 'undetermined'],
  ])('%j is %s', (license, ruling) => {
    expect(by({ license }).ruling).toBe(ruling)
  })

  test('the branch taken and those passed over are named', () => {
    expect(reason(by({ license: 'duty OR who-knows' }), 'or-choice')?.says).toBe(
      'of the licenses offered, `duty` is taken and `who-knows` (undetermined) passed over',
    )
    expect(reason(by({ license: 'free OR free' }), 'or-choice')?.says).toBe('of the licenses offered, `free` is taken')
  })

  test('of equal branches the one with fewer duties is taken, then by name', () => {
    expect(by({ license: 'duty OR free' }).obligations).toEqual([])
    for (const license of ['a-duties OR duty', 'duty OR a-duties'])
      expect(duties(by({ license }))).toEqual(['attribution'])
    const says = (license: string) => reason(by({ license }), 'or-choice')?.says
    expect(says('w OR duty')).toBe(says('duty OR w'))
  })

  test('how the terms are reached decides what they say', () => {
    expect(rule({ model: 'm', channel: 'weights' }, chat, { catalog })).toMatchObject({
      ruling: 'permitted',
      obligations: [],
    })
    expect(duties(by({ license: 'w' }))).toEqual(['attribution'])
  })
})

describe('data sets', () => {
  test.each<[source: Source, ruling: string]>([
    [{ dataset: 'org/known' }, 'permitted'],
    [{ dataset: 'KNOWN' }, 'permitted'],
    [{ dataset: 'known\u200b', license: 'free' }, 'undetermined'],
    [{ dataset: ' known', license: 'free' }, 'undetermined'],
    [{ dataset: 'org/taught' }, 'forbidden'],
    [{ dataset: 'org/taught', license: 'free' }, 'forbidden'],
    [{ dataset: 'org/known', license: 'never' }, 'forbidden'],
    [{ dataset: 'org/nobody-knows' }, 'undetermined'],
    [{ dataset: 'org/nobody-knows', license: 'free' }, 'permitted'],
    [{ dataset: 'org/bare' }, 'undetermined'],
    [{ dataset: 'org/bare', license: 'free' }, 'permitted'],
    [{ dataset: 'org/aging', date: '2023' }, 'permitted'],
    [{ dataset: 'org/aging', date: '2024' }, 'forbidden'],
    [{ dataset: 'org/aging' }, 'undetermined'],
    [{ dataset: 'org/aging', date: '2023/2024' }, 'undetermined'],
    [{ dataset: 'org/gap', date: '2023-12-31' }, 'permitted'],
    [{ dataset: 'org/gap', date: '2024-01-15' }, 'undetermined'],
    [{ dataset: 'org/gap' }, 'undetermined'],
    [{ dataset: 'org/whole' }, 'conditional'],
    [{ dataset: 'org/whole', date: '2023' }, 'permitted'],
  ])('%j is %s', (source, ruling) => {
    expect(by(source).ruling).toBe(ruling)
  })
})

describe('platforms', () => {
  test.each<[source: Source, ruling: string]>([
    [{ platform: 'site', date: '2023-06' }, 'undetermined'],
    [{ platform: 'site', date: '2024-06' }, 'forbidden'],
    [{ platform: 'site', date: '2022-06', collected: '2023-06' }, 'permitted'],
    [{ platform: 'site', date: '2022-06', collected: '2024-06' }, 'forbidden'],
    [{ platform: 'site', collected: '2023-06' }, 'permitted'],
    [{ platform: 'site', date: '2023-06', collected: '2022-06' }, 'permitted'],
    [{ platform: 'site', date: '2024-06', collected: '2022-06' }, 'undetermined'],
    [{ platform: 'site', date: '2024-06', collected: '2022/2025' }, 'forbidden'],
    [{ platform: 'site' }, 'undetermined'],
    [{ platform: 'The Site', collected: '2024-06' }, 'forbidden'],
    [{ platform: 'site ', collected: '2024-06' }, 'undetermined'],
    [{ platform: 'another' }, 'permitted'],
    [{ url: 'https://site.example/a', collected: '2024-06' }, 'forbidden'],
    [{ url: 'HTTPS://WWW.SITE.EXAMPLE:443/a', collected: '2024-06' }, 'forbidden'],
    [{ url: 'gopher://Site.Example/a', collected: '2024-06' }, 'forbidden'],
    [{ url: 'site.example', collected: '2024-06' }, 'forbidden'],
    [{ url: 'https://site.example./a', collected: '2024-06' }, 'forbidden'],
    [{ url: 'https://site.example@elsewhere.example/', collected: '2024-06' }, 'permitted'],
    [{ url: 'https://notsite.example/', collected: '2024-06' }, 'permitted'],
    [{ url: 'https://elsewhere.example/site.example', collected: '2024-06' }, 'permitted'],
    [{ platform: 'another', url: 'https://site.example/a', collected: '2024-06' }, 'forbidden'],
  ])('%j under a free license is %s', (source, ruling) => {
    expect(by({ license: 'free', ...source }).ruling).toBe(ruling)
  })

  test('one whose rules are not known is reported', () => {
    expect(codes(by({ license: 'free', platform: 'another' }))).toContain('unknown-platform')
  })
})

describe('signals', () => {
  test.each<[signals: Source['signals'], alone: string, licensed: string]>([
    [{ 'keep-out': 1 }, 'forbidden', 'undetermined'],
    [{ 'Keep-Out': ' YES ' }, 'forbidden', 'undetermined'],
    [{ 'keep-out': 0 }, 'undetermined', 'permitted'],
    [{ 'keep-out': 'no' }, 'undetermined', 'permitted'],
    [{ 'keep-out': 2 }, 'undetermined', 'undetermined'],
    [{ 'keep-out': true }, 'undetermined', 'undetermined'],
    [{ 'keep-out ': 1 }, 'undetermined', 'undetermined'],
    [{ other: 1 }, 'undetermined', 'undetermined'],
    [{ other: 0, another: false, third: '' }, 'undetermined', 'permitted'],
    [{ 'keep-out': 0, other: 'x' }, 'undetermined', 'undetermined'],
    [{}, 'undetermined', 'permitted'],
  ])('%j alone is %s, beside a license %s', (signals, alone, licensed) => {
    expect(by({ signals }).ruling).toBe(alone)
    expect(by({ signals, license: 'free' }).ruling).toBe(licensed)
  })

  test('a reservation beside a license names both', () => {
    expect(codes(by({ signals: { 'keep-out': 1 }, license: 'free' }))).toContain('signal-against-license')
    expect(codes(by({ signals: { 'keep-out': 1 }, dataset: 'known' }))).toContain('signal-against-license')
    expect(codes(by({ signals: { other: 1 } }))).toContain('unknown-signal')
  })
})

describe('content without a license', () => {
  test.each<[source: Source, ruling: string]>([
    [{ model: 'm', channel: 'weights' }, 'permitted'],
    [{ model: 'm', channel: 'weights', dataset: 'x' }, 'undetermined'],
    [{ model: 'm', channel: 'weights', platform: 'x' }, 'undetermined'],
    [{ model: 'm', channel: 'weights', url: 'x' }, 'undetermined'],
    [{ model: 'm', channel: 'weights', dataset: 'known' }, 'permitted'],
    [{ model: 'm', channel: 'weights', license: '' }, 'undetermined'],
    [{ model: 'nobody' }, 'undetermined'],
    [{}, 'undetermined'],
    [{ derived_from: [{ license: 'free' }] }, 'undetermined'],
    [{ license: 'free', derived_from: [{}] }, 'undetermined'],
    [{ license: 'free', derived_from: [{ license: 'never' }] }, 'forbidden'],
    [{ license: 'free', derived_from: [{ license: 'free', derived_from: [{ license: 'never' }] }] }, 'forbidden'],
    [{ license: 'free', derived_from: [{ license: 'duty' }] }, 'conditional'],
    [{ author: 'model', license: 'free' }, 'undetermined'],
    [{ author: 'mixed', license: 'free' }, 'undetermined'],
    [{ author: 'human', edited_by: 'human', license: 'never' }, 'forbidden'],
  ])('%j is %s', (source, ruling) => {
    expect(by(source).ruling).toBe(ruling)
  })
})
