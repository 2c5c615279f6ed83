import { describe, expect, test } from 'vitest'
import type { Permission, Target } from '../src/index.ts'
import {
  AS_OF,
  chat,
  codes,
  duties,
  forbid,
  fromM,
  model,
  oblige,
  permit,
  reason,
  rule,
  small,
  terms,
  underTerms,
  version,
} from './ruling-kit.ts'

const catalog = underTerms([version('1', null, null, [forbid({ kind: ['chat', 'reward-model'] })])])
const letter: Permission = { grantor: 'maker', reference: 'letter-1' }
const by = (more: Partial<Permission>, target: Target = chat, source = {}, from = catalog) =>
  rule({ ...fromM, date: '2025-06-01', ...source }, target, { permissions: [{ ...letter, ...more }], catalog: from })

describe('a written permission', () => {
  test.each<[permission: Partial<Permission>, ruling: string]>([
    [{}, 'conditional'],
    [{ grantor: 'Maker' }, 'conditional'],
    [{ grantor: 'another' }, 'forbidden'],
    [{ scope: {} }, 'conditional'],
    [
      { scope: { kind: ['chat'], purpose: ['train'], distribution: ['open-weights'], commercial: false } },
      'conditional',
    ],
    [{ scope: { kind: ['embedding'] } }, 'forbidden'],
    [{ scope: { distribution: ['internal'] } }, 'forbidden'],
    [{ scope: { purpose: ['evaluate'] } }, 'forbidden'],
    [{ scope: { commercial: true } }, 'forbidden'],
    [{ scope: { channel: ['API'] } }, 'conditional'],
    [{ scope: { channel: ['chat'] } }, 'forbidden'],
    [{ scope: { name: ['foo'] } }, 'undetermined'],
    [{ scope: { base: ['foo'] } }, 'undetermined'],
    [{ scope: { dataset: ['a/b'] } }, 'undetermined'],
    [{ scope: { name: ['foo'], kind: ['embedding'] } }, 'forbidden'],
    [{ covers: {} }, 'conditional'],
    [{ covers: { from: '2025-06-01', until: '2025-06-01' } }, 'conditional'],
    [{ covers: { from: '2025-06-02' } }, 'forbidden'],
    [{ covers: { until: '2025-05-31' } }, 'forbidden'],
    [{ valid: { from: AS_OF, until: AS_OF } }, 'conditional'],
    [{ valid: { until: '2026-11-21' } }, 'forbidden'],
    [{ valid: { from: '2026-11-23' } }, 'forbidden'],
  ])('%j is %s', (permission, ruling) => {
    const found = by(permission)
    expect(found.ruling).toBe(ruling)
    if (ruling === 'undetermined') expect(codes(found)).toContain('permission-unknown')
  })

  test.each<[source: object, ruling: string]>([
    [{ date: undefined }, 'undetermined'],
    [{ date: '2025' }, 'undetermined'],
    [{ date: '2025-06' }, 'conditional'],
    [{ date: '2024-12' }, 'forbidden'],
    [{ date: '2025-06/..' }, 'undetermined'],
  ])('that covers 2025-01 to 2025-06: a source of %j is %s', (source, ruling) => {
    expect(by({ covers: { from: '2025-01-01', until: '2025-06-30' } }, chat, source).ruling).toBe(ruling)
  })

  test.each<[target: Target, scope: Permission['scope'], ruling: string]>([
    [{ ...chat, kind: ['chat', 'embedding'] }, { kind: ['chat'] }, 'forbidden'],
    [{ ...chat, kind: ['chat', 'embedding'] }, { kind: ['chat', 'embedding'] }, 'conditional'],
    [{ ...chat, distribution: ['internal', 'hosted'] }, { distribution: ['internal'] }, 'forbidden'],
    [{ ...chat, kind: 'reward-model', serves: 'chat' }, { kind: ['reward-model'] }, 'forbidden'],
    [{ ...chat, kind: 'reward-model', serves: 'chat' }, { kind: ['reward-model', 'chat'] }, 'conditional'],
    [{ ...chat, kind: 'reward-model' }, { kind: ['reward-model'] }, 'undetermined'],
    [{ kind: 'chat' }, { distribution: ['internal'] }, 'undetermined'],
  ])('for %j within %j is %s', (target, scope, ruling) => {
    expect(by({ scope }, target).ruling).toBe(ruling)
  })

  test('is kept as an obligation and named in the reasons', () => {
    const found = by({})
    expect(found.obligations).toEqual([
      { duty: 'record-permission', terms: 't', version: '-', clause: 'letter-1', open: false },
    ])
    expect(found.rests).toEqual(['permission'])
    expect(reason(found, 'permission')?.says).toContain('`letter-1`')
  })

  test('leaves no trace where nothing had to be lifted', () => {
    const free = underTerms([version('1', null, null, [])])
    expect(by({}, chat, {}, free)).toMatchObject({ ruling: 'permitted', obligations: [], rests: [] })
  })

  test('lifts what was not read, but no duty, and none that is broken', () => {
    const clauses = [forbid({}, { evidence: 'unread' }), oblige({})]
    expect(duties(by({}, chat, {}, underTerms([version('1', null, null, clauses)])))).toEqual([
      'attribution',
      'record-permission',
    ])
    const named = oblige({}, { duty: 'name-prefix', check: { op: 'starts-with', field: 'name', value: 'Llama' } })
    const broken = by({}, { ...chat, name: 'x' }, {}, underTerms([version('1', null, null, [forbid({}), named])]))
    expect(broken.ruling).toBe('undetermined')
    expect(codes(broken)).toContain('duty-broken')
  })

  test("lifts only its grantor's clauses", () => {
    const two = small({
      issuers: [
        { id: 'maker', name: 'Maker', aliases: ['the-maker'] },
        { id: 'host', name: 'Host' },
      ],
      terms: [
        terms('own', [version('1', null, null, [forbid({})])]),
        terms('theirs', [version('1', null, null, [forbid({})])], { issuer: 'host' }),
      ],
      models: [model('m', { api: ['own', 'theirs'] })],
    })
    expect(by({}, chat, {}, two).ruling).toBe('forbidden')
    const both = [letter, { grantor: 'host', reference: 'letter-2' }]
    const found = rule(fromM, chat, { permissions: both, catalog: two })
    expect(found.ruling).toBe('conditional')
    expect(found.obligations.map(({ clause }) => clause)).toEqual(['letter-1', 'letter-2'])
    expect(by({ grantor: 'THE-MAKER' }, chat, {}, two).obligations).toHaveLength(1)
  })

  test('of who only keeps the text lifts nothing: the rights are with those who use it', () => {
    const kept = small({
      issuers: [{ id: 'maker', name: 'Maker', steward: true }],
      terms: [terms('t', [version('1', null, null, [forbid({})])])],
      models: [model('m', { api: ['t'] })],
    })
    expect(by({}, chat, {}, kept).ruling).toBe('forbidden')
    expect(
      rule(
        { license: 'cc-by-nc-4.0' },
        { ...chat, commercial: true },
        { permissions: [{ ...letter, grantor: 'creative-commons' }] },
      ).ruling,
    ).toBe('forbidden')
  })

  test("keeps its reference where it lifts an upstream's terms", () => {
    const taught = small({
      terms: [
        terms('t', [version('1', null, null, [forbid({})])]),
        terms('free', [version('1', null, null, [permit()])]),
      ],
      models: [
        model('m', { api: ['t'] }),
        model(
          'pupil',
          { weights: ['free'] },
          { lineage: [{ relation: 'trained-on-outputs-of', to: 'm', until: '2025-01-01' }] },
        ),
      ],
    })
    expect(rule({ model: 'pupil' }, chat, { catalog: taught }).ruling).toBe('undetermined')
    const found = rule({ model: 'pupil' }, chat, { catalog: taught, permissions: [letter] })
    expect(found.ruling).toBe('conditional')
    expect(duties(found)).toEqual(['record-permission'])
  })
})
