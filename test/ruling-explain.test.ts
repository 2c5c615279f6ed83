import { describe, expect, test } from 'vitest'
import { REASON_CODES, Reason, type ReasonCode } from '../schemas/ruling.ts'
import type { Explanation, Origin, Permission, Source, Target } from '../src/index.ts'
import {
  chat,
  codes,
  forbid,
  judgeFor,
  model,
  type Options,
  oblige,
  permit,
  reason,
  rule,
  small,
  terms,
  version,
} from './ruling-kit.ts'

const catalog = small({
  terms: [
    terms('no', [
      version(
        '1',
        null,
        null,
        [forbid({ kind: ['chat'] }, { quote: 'use Output to compete', ref: '2(c)', source: 'https://t.example/1' })],
        { sources: ['https://t.example/whole'] },
      ),
    ]),
    terms('maybe', [version('1', null, null, [forbid({ competes: 'made' })], { seen: '2026-01-01' })]),
    terms('lifted', [
      version('1', null, null, [
        forbid({}, { except: [{ says: 'narrow tools', when: { kind: ['chat'] }, quote: 'tools such as' }] }),
      ]),
    ]),
    terms('yes', [version('1', null, null, [permit()])]),
    terms('hardly', [version('1', null, null, [permit({ licensee: ['person'] })], { read: 'part' })]),
    terms('silent', [version('1', null, null, [], { read: 'part' })]),
    terms('closed', [version('1', null, null, [], { read: 'none' })]),
    terms('aged', [version('old', null, '2023-12-31', []), version('new', '2025-01-01', null, [forbid({})])]),
    terms('named', [
      version('1', null, null, [permit(), oblige({}, { check: { op: 'starts-with', field: 'name', value: 'Llama' } })]),
    ]),
  ],
  models: [
    ...['no', 'maybe', 'lifted', 'yes', 'hardly', 'silent', 'closed', 'named'].map((id) => model(id, { api: [id] })),
    model('aged', { api: ['aged'] }, { released: '2023-06-01' }),
    model('opened', { weights: ['yes'] }, { open: true }),
    model('opaque', { api: ['yes'] }, { behind: 'unknown' }),
    model(
      'pupil',
      { api: ['yes'] },
      { lineage: [{ relation: 'trained-on-outputs-of', to: 'yes' }, { relation: 'finetuned-from' }] },
    ),
  ],
  licenses: [
    { text: 'free', terms: ['yes'] },
    { text: 'like', terms: ['yes'], same: 'assumed' },
  ],
  signals: [{ name: 'keep-out', values: [1], free: [0], terms: ['no'] }],
})
const by = (source: Source, target: Target = chat, run: Options = {}) => rule(source, target, { catalog, ...run })
const origin = (value: Origin): Explanation => judgeFor(chat).explain(value)
const letter: Permission = { grantor: 'maker', reference: 'letter' }
const curation = { match: { license: 'x' }, set: { license: 'free' }, evidence: 'e', owner: 'o', until: '2027-01-01' }
const holder = { settings: { reach: 'account-holder' } } as const

/** For every code a ruling that gives it. */
const REACHED: Record<ReasonCode, () => Explanation> = {
  'forbidden-by-clause': () => by({ model: 'no' }),
  'might-forbid': () => by({ model: 'maybe' }, { purpose: 'train' }),
  'permitted-by-clause': () => by({ model: 'yes' }),
  'permitted-by-silence': () => by({ model: 'aged', date: '2023-07' }),
  'not-granted': () => by({ model: 'silent' }),
  'might-grant': () => by({ model: 'hardly' }),
  'not-read': () => by({ model: 'closed' }),
  'early-date': () => by({ model: 'aged', date: '2020' }),
  'version-gap': () => by({ model: 'aged', date: '2024-06' }),
  'candidates-differ': () => by({ model: 'aged' }),
  'exception-holds': () => by({ model: 'lifted' }),
  assertion: () => by({ model: 'maybe' }, { kind: 'embedding', competes_with: { maker: false } }),
  duty: () => by({ model: 'named' }, { ...chat, name: 'Llama-x' }),
  'open-duty': () => by({ model: 'named' }),
  'duty-broken': () => by({ model: 'named' }, { ...chat, name: 'x' }),
  'unknown-model': () => by({ model: 'nobody' }),
  'unlisted-variant': () => by({ model: 'opened-x' }),
  'unknown-behind': () => by({ model: 'opaque' }),
  'unknown-upstream': () => by({ model: 'pupil' }),
  'unnamed-host': () => by({ model: 'opened', channel: 'host' }),
  'unknown-license': () => by({ license: 'x' }),
  'assumed-license': () => by({ license: 'like' }),
  'absent-license': () => by({}),
  'unknown-dataset': () => by({ dataset: 'a/b' }),
  'unknown-platform': () => by({ platform: 'a' }),
  'unknown-signal': () => by({ signals: { x: 1 } }),
  'signal-against-license': () => by({ license: 'free', signals: { 'keep-out': 1 } }),
  'accepted-unlicensed': () => by({}, chat, { settings: { unlicensed: { accept: 'fair-use', basis: 'memo' } } }),
  authorship: () => by({ license: 'free' }),
  permission: () => by({ model: 'no' }, chat, { permissions: [letter] }),
  'permission-unknown': () =>
    by({ model: 'no' }, chat, { permissions: [{ ...letter, covers: { from: '2025-01-01' } }] }),
  curation: () => by({ license: 'x' }, chat, { curations: [curation] }),
  lineage: () => by({ model: 'pupil' }),
  'not-bound': () => by({ model: 'no', account: 'other' }, chat, holder),
  'might-not-bind': () => by({ model: 'no' }, chat, holder),
  stale: () => by({ model: 'maybe', date: '2026-02-01' }),
  'or-choice': () => by({ license: 'free OR x' }),
  'absent-provenance': () => origin({ kind: 'absent' }),
  'unreadable-provenance': () => origin({ kind: 'unreadable', code: 'wrong-type' }),
  'rejected-record': () => origin({ kind: 'rejected', code: 'too-deep' }),
  overflow: () => origin({ kind: 'overflow' }),
}

describe('reasons', () => {
  test.each(Object.keys(REASON_CODES) as ReasonCode[])(
    '%s can be met, says a sentence, and how to fix what holds a row',
    (code) => {
      const found = REACHED[code]()
      expect(codes(found)).toContain(code)
      for (const each of found.reasons) {
        expect(Reason.parse(each)).toEqual(each)
        expect(each.says).toMatch(/\S/)
        expect(each.says).not.toMatch(/undefined|\[object|null/)
      }
      if (found.action !== 'pass') expect(found.reasons.some(({ fix }) => (fix ?? '').length > 0)).toBe(true)
    },
  )

  test('a prohibition names the source, the terms, the version, the clause with its words, and what the target declares', () => {
    expect(by({ model: 'no' }).reasons[0]).toEqual({
      code: 'forbidden-by-clause',
      source: 'sources/0',
      says: 'no (1): it is forbidden',
      terms: 'no',
      version: '1',
      clause: 'no',
      evidence: 'read',
      quote: 'use Output to compete',
      ref: '2(c)',
      link: 'https://t.example/1',
      facts: ['kind=chat'],
      fix: 'leave these rows out, get a written permission, or change the target',
    })
  })

  test('an exception shows its own words', () => {
    expect(reason(by({ model: 'lifted' }), 'exception-holds')).toMatchObject({
      says: 'lifted (1), exception: narrow tools',
      quote: 'tools such as',
      facts: ['kind=chat'],
    })
  })

  test('what decides comes first, what accompanies last', () => {
    const found = by({ model: 'no', license: 'free OR x', dataset: 'a' })
    expect(found.reasons[0]?.code).toBe('forbidden-by-clause')
    expect(by({ model: 'aged', dataset: 'x' }).reasons[0]?.code).toBe('candidates-differ')
    expect(by({ model: 'named' }, { ...chat, name: 'x' }).reasons[0]?.code).toBe('duty-broken')
  })

  test('the same words reached twice are said once', () => {
    const sources = [
      { model: 'no', role: 'output' as const },
      { model: 'no', role: 'judge' as const },
    ]
    const found = rule({ sources }, chat, { catalog })
    expect(codes(found).filter((code) => code === 'forbidden-by-clause')).toHaveLength(1)
  })

  test.each<[missing: string, source: Source, target: Target]>([
    ['date', { model: 'aged' }, chat],
    ['channel', { model: 'both' }, chat],
    ['kind', { model: 'maybe' }, {}],
    ['competes_with', { model: 'maybe' }, { kind: 'embedding' }],
    ['serves', { model: 'maybe' }, { kind: 'reward-model' }],
    ['license', {}, chat],
    ['model', { model: 'nobody' }, chat],
    ['licensee', { model: 'hardly' }, chat],
  ])('the field that would decide is named: %s', (missing, source, target) => {
    const { terms: list, models, issuers, version: named } = catalog.catalog
    const more = small({
      version: named,
      issuers,
      terms: list,
      models: [...models, model('both', { api: ['no'], chat: ['yes'] })],
    })
    const found = rule(source, target, { catalog: more })
    expect(found.ruling).toBe('undetermined')
    const told = found.reasons.find((each) => each.missing?.includes(missing))
    expect(told).toBeDefined()
    expect(told?.fix ?? told?.says).toContain(missing)
  })

  test('a value that the record has is shown as it is, on one line of data', () => {
    const found = by({ license: 'see\nLICENSE `x`' })
    expect(reason(found, 'unknown-license')?.says).toContain('see\nLICENSE `x`')
    expect(JSON.stringify(found)).not.toContain('\n')
  })
})

test('a declared fact that the words leave open is not called missing, nor asked for', () => {
  const found = rule({ model: 'llama-13b', channel: 'weights' }, chat)
  const grant = reason(found, 'might-grant')
  expect(grant?.missing).toBeUndefined()
  expect(grant?.says).toContain('left open by the words: purpose')
  expect(grant?.fix).not.toContain('declare')
  const undeclared = reason(
    rule({ model: 'llama-13b', channel: 'weights' }, { ...chat, purpose: undefined }),
    'might-grant',
  )
  expect(undeclared?.missing).toEqual(['purpose'])
})
