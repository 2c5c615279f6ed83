import { describe, expect, test } from 'vitest'
import type { Target } from '../src/index.ts'
import {
  type ClauseIn,
  chat,
  codes,
  duties,
  forbid,
  fromM,
  oblige,
  permit,
  reason,
  rule,
  underL,
  underLicense,
  underTerms,
  version,
} from './ruling-kit.ts'

const service = (clauses: ClauseIn[], more: object = {}) => underTerms([version('1', null, null, clauses, more)])
const by = (clauses: ClauseIn[], target: Target = chat, source = {}, more: object = {}) =>
  rule({ ...fromM, ...source }, target, { catalog: service(clauses, more) })

describe('what is forbidden', () => {
  test.each<[says: string, clause: ClauseIn, ruling: string]>([
    ['read and plain', forbid({ kind: ['chat'] }), 'forbidden'],
    ['known by a quotation', forbid({ kind: ['chat'] }, { evidence: 'quoted' }), 'forbidden'],
    ['not read', forbid({ kind: ['chat'] }, { evidence: 'unread' }), 'undetermined'],
    ['contested', forbid({ kind: ['chat'] }, { reading: 'contested' }), 'undetermined'],
    ['of another kind', forbid({ kind: ['embedding'] }), 'permitted'],
    ['unclear for the kind', forbid({ kind: { yes: ['embedding'], unclear: ['chat'] } }), 'undetermined'],
    ['for everything', forbid({}), 'forbidden'],
    ['on a fact that is not declared', forbid({ licensee: ['company'] }), 'undetermined'],
    ['on an unknown and a false fact', forbid({ licensee: ['company'], kind: ['embedding'] }), 'permitted'],
    ['lifted', forbid({}, { except: [{ says: 'x', when: { kind: ['chat'] } }] }), 'permitted'],
    [
      'lifted by one of two',
      forbid(
        {},
        {
          except: [
            { says: 'x', when: { kind: ['embedding'] } },
            { says: 'y', when: { commercial: false } },
          ],
        },
      ),
      'permitted',
    ],
    ['not lifted', forbid({}, { except: [{ says: 'x', when: { commercial: true } }] }), 'forbidden'],
    [
      'lifted by what is not known',
      forbid({}, { except: [{ says: 'x', when: { licensee: ['individual'] } }] }),
      'undetermined',
    ],
    [
      'lifted by what was not read',
      forbid({}, { except: [{ says: 'x', when: { kind: ['chat'] }, evidence: 'unread' }] }),
      'undetermined',
    ],
    [
      'lifted by a quotation',
      forbid({}, { except: [{ says: 'x', when: { kind: ['chat'] }, evidence: 'quoted' }] }),
      'permitted',
    ],
    [
      'lifted for a base that is not claimed',
      forbid({}, { except: [{ says: 'x', when: { base: 'same-terms' } }] }),
      'forbidden',
    ],
    ['by competition', forbid({ competes: 'made' }), 'forbidden'],
  ])('%s: %j is %s', (_, clause, ruling) => {
    expect(by([clause]).ruling).toBe(ruling)
  })

  test('a quotation is what the ruling rests on, whichever way it counts', () => {
    const lifted = by([forbid({}, { except: [{ says: 'x', when: {}, evidence: 'quoted', quote: 'but you may' }] })])
    expect(lifted.rests).toEqual(['quotation'])
    expect(reason(lifted, 'exception-holds')).toMatchObject({ quote: 'but you may', evidence: 'quoted' })
    expect(reason(lifted, 'exception-holds')?.says).toContain('known by a quotation')
    expect(by([forbid({}, { evidence: 'quoted' })]).rests).toEqual(['quotation'])
    expect(by([forbid({ kind: ['embedding'] }, { evidence: 'quoted' })]).rests).toEqual([])
  })

  test('a fact that is missing is named, with where it is to be said', () => {
    const both = by([forbid({ licensee: ['company'], content: ['code'] })])
    expect(reason(both, 'might-forbid')?.missing).toEqual(['licensee', 'content'])
    expect(reason(both, 'might-forbid')?.fix).toBe(
      'record the `content` of this source and declare `target.licensee`, or get a written permission',
    )
    const base = by([forbid({}, { except: [{ says: 'x', when: { base: 'same-terms' } }] })])
    expect(reason(base, 'forbidden-by-clause')).toMatchObject({ missing: ['base'] })
    expect(reason(base, 'forbidden-by-clause')?.fix).toContain('`target.base`')
  })
})

describe('lists', () => {
  const release: Target = { ...chat, kind: ['chat', 'embedding'], distribution: ['hosted', 'open-weights'] }
  test.each<[clause: ClauseIn, ruling: string]>([
    [forbid({ kind: ['embedding'] }), 'forbidden'],
    [forbid({ distribution: ['hosted'] }), 'forbidden'],
    [forbid({ distribution: ['internal'] }), 'permitted'],
    [forbid({}, { except: [{ says: 'x', when: { kind: ['embedding'] } }] }), 'forbidden'],
    [forbid({}, { except: [{ says: 'x', when: { kind: ['embedding', 'chat'] } }] }), 'permitted'],
    [
      forbid({}, { except: [{ says: 'x', when: { distribution: { yes: ['hosted'], unclear: ['open-weights'] } } }] }),
      'undetermined',
    ],
  ])('%j is %s', (clause, ruling) => {
    expect(by([clause], release).ruling).toBe(ruling)
  })

  test.each<[clause: ClauseIn, ruling: string]>([
    [permit({ kind: ['embedding'] }), 'undetermined'],
    [permit({ kind: ['embedding', 'chat'] }), 'permitted'],
    [permit({ distribution: { yes: ['hosted'], unclear: ['open-weights'] } }), 'undetermined'],
  ])('what is granted must be granted for every member: %j is %s', (clause, ruling) => {
    const catalog = underTerms([version('1', null, null, [clause])], { silence: 'withholds' })
    expect(rule(fromM, release, { catalog }).ruling).toBe(ruling)
  })

  test.each<[features: string[] | undefined, any: string, all: string]>([
    [['a'], 'forbidden', 'permitted'],
    [['A'], 'forbidden', 'permitted'],
    [['a', 'b'], 'forbidden', 'forbidden'],
    [['a', 'nothing-reads-it'], 'forbidden', 'forbidden'],
    [['nothing-reads-it'], 'permitted', 'forbidden'],
    [[], 'permitted', 'forbidden'],
    [undefined, 'undetermined', 'undetermined'],
  ])('features %j: forbidden by any %s, lifted by all %s', (features, any, all) => {
    const source = features === undefined ? {} : { features }
    expect(
      by([forbid({ features: ['a'] }), oblige({ features: ['b'] })], chat, source).ruling.replace(
        'conditional',
        'permitted',
      ),
    ).toBe(any)
    expect(by([forbid({}, { except: [{ says: 'x', when: { features: ['a'] } }] })], chat, source).ruling).toBe(all)
  })

  test.each<[when: object, source: object, target: Target]>([
    [{ collection: ['Scraped'] }, { collection: 'sCRAPED' }, {}],
    [{ content: ['code'] }, { content: 'Code' }, {}],
    [{ intent: ['Training'] }, { intent: 'training' }, {}],
    [{ features: ['Web-Search'] }, { features: ['web-search'] }, {}],
    [{ domicile: ['eu'] }, {}, { domicile: ['EU'] }],
    [{ tuned_on: ['Bedrock'] }, {}, { tuned_on: 'bedrock' }],
    [{ licensee: ['company'] }, {}, { licensee: 'Company' }],
  ])('facts are compared in any case: %j, %j, %j', (when, source, target) => {
    expect(by([forbid(when)], { ...chat, ...target }, source).ruling).toBe('forbidden')
  })

  test('an empty list grants nothing', () => {
    const grant = [permit({ features: ['a'] })]
    const withholds = underTerms([version('1', null, null, grant)], { silence: 'withholds' })
    expect(rule({ ...fromM, features: [] }, chat, { catalog: withholds }).ruling).toBe('undetermined')
    expect(rule({ ...fromM, features: ['a'] }, chat, { catalog: withholds }).ruling).toBe('permitted')
  })
})

describe('what is granted', () => {
  test.each<[says: string, clauses: ClauseIn[], more: object, ruling: string, code: string]>([
    ['nothing is said, read in full', [], {}, 'permitted', 'permitted-by-silence'],
    ['nothing is said, read in part', [], { read: 'part' }, 'undetermined', 'not-granted'],
    ['nothing is said, known by a quotation', [], { read: 'quoted' }, 'undetermined', 'not-read'],
    ['nothing was read', [], { read: 'none' }, 'undetermined', 'not-read'],
    ['granted, read in part', [permit({ kind: ['chat'] })], { read: 'part' }, 'permitted', 'permitted-by-clause'],
    [
      'granted by words that were not read',
      [permit({}, { evidence: 'unread' })],
      { read: 'none' },
      'undetermined',
      'might-grant',
    ],
    [
      'granted on one of two readings',
      [permit({}, { reading: 'contested' })],
      { read: 'part' },
      'undetermined',
      'might-grant',
    ],
    ['granted for another kind', [permit({ kind: ['embedding'] })], { read: 'part' }, 'undetermined', 'not-granted'],
    ['granted and forbidden', [permit({}), forbid({})], {}, 'forbidden', 'forbidden-by-clause'],
  ])('%s', (_, clauses, more, ruling, code) => {
    const found = by(clauses, chat, {}, more)
    expect(found.ruling).toBe(ruling)
    expect(codes(found)).toContain(code)
  })

  test('what withholds what it does not say grants nothing by silence', () => {
    const found = rule(underL, chat, { catalog: underLicense([]) })
    expect(found.ruling).toBe('undetermined')
    expect(codes(found)).toContain('not-granted')
  })
})

describe('duties', () => {
  const named = { check: { op: 'starts-with', field: 'name', value: 'Llama' } }
  const released = { check: { op: 'one-of', field: 'release_license', value: ['CC-BY-SA-4.0'] } }
  const users = { effect: 'limit', check: { op: 'at-most', field: 'monthly_active_users', value: 100 } }
  const sits = { effect: 'limit', duty: 'region', check: { op: 'excludes', field: 'domicile', value: ['EU'] } }
  test.each<[clause: object, target: Target, ruling: string, open: boolean | undefined]>([
    [{}, {}, 'conditional', false],
    [named, { name: 'Llama-x' }, 'conditional', false],
    [named, { name: 'llama-x' }, 'conditional', false],
    [named, { name: 'x-Llama' }, 'undetermined', false],
    [named, {}, 'conditional', true],
    [released, { release_license: 'cc-by-sa-4.0' }, 'conditional', false],
    [released, { release_license: 'mit' }, 'undetermined', false],
    [released, {}, 'conditional', true],
    [users, { monthly_active_users: 100 }, 'permitted', undefined],
    [users, { monthly_active_users: 101 }, 'undetermined', false],
    [users, {}, 'conditional', true],
    [sits, { domicile: ['US'] }, 'permitted', undefined],
    [sits, { domicile: ['US', 'EU'] }, 'undetermined', false],
    [sits, {}, 'conditional', true],
    [{ when: { kind: ['embedding'] } }, {}, 'permitted', undefined],
    [{ when: { licensee: ['company'] } }, {}, 'conditional', false],
    [{ evidence: 'unread' }, {}, 'conditional', false],
    [{ reading: 'contested' }, {}, 'conditional', false],
  ])('%j with %j is %s', (clause, target, ruling, open) => {
    const found = by([oblige({}, clause)], { ...chat, ...target })
    expect(found.ruling).toBe(ruling)
    expect(found.obligations[0]?.open).toBe(open)
    if (ruling === 'undetermined') expect(reason(found, 'duty-broken')?.fix).toMatch(/target\.\w+/)
  })

  test('a duty stands beside what is forbidden', () => {
    const found = by([forbid({}), oblige({})])
    expect(found.ruling).toBe('forbidden')
    expect(duties(found)).toEqual(['attribution'])
  })
})

describe('days on which a clause is in force', () => {
  const from = [forbid({}, { from: '2025-01-01', to: '2025-12-31' })]
  test.each([
    ['2024-12-31', 'permitted'],
    ['2025-01-01', 'forbidden'],
    ['2025', 'forbidden'],
    ['2025-12-31', 'forbidden'],
    ['2026-01-01', 'permitted'],
    ['2024/2025', 'undetermined'],
    [undefined, 'undetermined'],
  ])('%s is %s', (date, ruling) => {
    const found = by(from, chat, date === undefined ? {} : { date })
    expect(found.ruling).toBe(ruling)
    if (ruling === 'undetermined') expect(reason(found, 'might-forbid')?.missing).toEqual(['date'])
  })
})
