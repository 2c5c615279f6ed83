import { describe, expect, test } from 'vitest'
import {
  type ClauseIn,
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

/** A model `pupil` that may be used, made from `teacher` whose terms have these clauses. */
const taught = (relation: string, clauses: ClauseIn[], step: object = {}) =>
  small({
    terms: [
      terms('free', [version('1', null, null, [permit()])], {
        kind: 'model-license',
        resolve: 'single',
        silence: 'withholds',
      }),
      terms('strict', [version('1', null, null, clauses)]),
      terms('dated', [
        version('lax', null, '2023-12-31', [permit()]),
        version('tight', '2024-01-01', null, [forbid({})]),
      ]),
      terms('tests', [version('1', null, null, [forbid({ trait: ['t1'] })])]),
    ],
    models: [
      model('teacher', { api: ['strict'], chat: ['free'] }, { traits: ['t1'] }),
      model('dated-teacher', { api: ['dated'] }),
      model(
        'pupil',
        { weights: ['free'] },
        { open: true, lineage: [{ relation, to: 'teacher', channel: 'api', ...step }] },
      ),
      model('pupil-of-pupil', { weights: ['free'] }, { lineage: [{ relation, to: 'pupil', channel: 'weights' }] }),
    ],
  })
const by = (catalog: ReturnType<typeof small>, name = 'pupil', more: object = {}, run: object = {}) =>
  rule({ model: name, channel: 'weights', role: 'output', ...more }, { ...chat, name: 'Foo' }, { catalog, ...run })
const broken = oblige({}, { duty: 'name-prefix', check: { op: 'starts-with', field: 'name', value: 'Llama' } })

describe('lineage', () => {
  test.each<[clauses: ClauseIn[], finetuned: string, outputs: string]>([
    [[], 'permitted', 'permitted'],
    [[forbid({})], 'forbidden', 'undetermined'],
    [[forbid({}, { evidence: 'unread' })], 'undetermined', 'undetermined'],
    [[oblige()], 'conditional', 'permitted'],
    [[broken], 'undetermined', 'permitted'],
    [[broken, forbid({})], 'forbidden', 'undetermined'],
  ])('a teacher with %j: fine-tuned from %s, trained on outputs of %s', (clauses, finetuned, outputs) => {
    for (const name of ['pupil', 'pupil-of-pupil']) {
      expect(by(taught('finetuned-from', clauses), name).ruling).toBe(finetuned)
      expect(by(taught('trained-on-outputs-of', clauses), name).ruling).toBe(outputs)
      expect(by(taught('trained-on-data-under', clauses), name).ruling).toBe(outputs)
      expect(by(taught('finetuned-from', clauses), name, {}, { settings: { lineage: 'direct' } }).ruling).toBe(
        'permitted',
      )
    }
  })

  test('duties pass by fine-tuning only, and not through a teacher behind it', () => {
    expect(duties(by(taught('finetuned-from', [oblige()]), 'pupil-of-pupil'))).toEqual(['attribution'])
    expect(duties(by(taught('trained-on-outputs-of', [oblige()])))).toEqual([])
    const mixed = taught('trained-on-outputs-of', [])
    const behind = small({
      terms: [terms('free', [version('1', null, null, [])]), terms('duty', [version('1', null, null, [oblige()])])],
      models: [
        model('a', { weights: ['duty'] }),
        model('b', { weights: ['free'] }, { lineage: [{ relation: 'finetuned-from', to: 'a' }] }),
        model('c', { weights: ['free'] }, { lineage: [{ relation: 'trained-on-outputs-of', to: 'b' }] }),
      ],
    })
    expect(duties(by(behind, 'b'))).toEqual(['attribution'])
    expect(by(behind, 'c')).toMatchObject({ ruling: 'permitted', obligations: [] })
    expect(by(mixed).ruling).toBe('permitted')
  })

  test.each<[step: object, ruling: string]>([
    [{ to: 'dated-teacher', until: '2023-06-01' }, 'permitted'],
    [{ to: 'dated-teacher', from: '2024-02-01', until: '2024-06-01' }, 'forbidden'],
    [{ to: 'dated-teacher', until: '2024-06-01' }, 'undetermined'],
    [{ to: 'dated-teacher' }, 'undetermined'],
    [{ to: undefined, terms: 'dated@lax' }, 'permitted'],
    [{ to: undefined, terms: 'dated@tight' }, 'forbidden'],
    [{ to: undefined, terms: 'dated', until: '2023-06-01' }, 'permitted'],
    [{ to: undefined, terms: 'dated' }, 'undetermined'],
    [{ to: undefined }, 'undetermined'],
  ])('an upstream is dated by its own step %j, whatever the date of the record', (step, ruling) => {
    for (const date of ['2023-01-01', '2026-01-01', undefined])
      expect(by(taught('finetuned-from', [], step), 'pupil', date ? { date } : {}).ruling).toBe(ruling)
  })

  test("an upstream's door is that of its step, whatever the door of the record", () => {
    expect(by(taught('finetuned-from', [forbid({})], { channel: 'chat' })).ruling).toBe('permitted')
    expect(by(taught('finetuned-from', [forbid({})], { channel: 'api' })).ruling).toBe('forbidden')
    expect(by(taught('finetuned-from', [forbid({})], { channel: undefined })).ruling).toBe('undetermined')
  })

  test('terms that a step states bind with the traits of the model behind it', () => {
    expect(by(taught('finetuned-from', [], { terms: 'tests' })).ruling).toBe('forbidden')
    expect(by(taught('finetuned-from', [], { terms: 'tests', to: 'dated-teacher' })).ruling).toBe('permitted')
  })

  test('a reason names the step and where it stands', () => {
    const found = by(taught('trained-on-outputs-of', [forbid({})]), 'pupil-of-pupil')
    expect(found.reasons.filter(({ code }) => code === 'lineage').map(({ says }) => says)).toEqual([
      '`pupil-of-pupil` is trained on outputs of `pupil`',
      '`pupil` is trained on outputs of `teacher`',
    ])
    expect(reason(found, 'forbidden-by-clause')?.source).toMatch(/^sources\/0\/lineage\/lineage$/)
    expect(codes(by(taught('finetuned-from', [], { to: undefined })))).toContain('unknown-upstream')
  })

  test('models that name each other end somewhere', () => {
    const round = small({
      terms: [terms('free', [version('1', null, null, [])])],
      models: [
        model('a', { weights: ['free'] }, { lineage: [{ relation: 'finetuned-from', to: 'b' }] }),
        model('b', { weights: ['free'] }, { lineage: [{ relation: 'finetuned-from', to: 'a' }] }),
      ],
    })
    const found = by(round, 'a')
    expect(found.ruling).toBe('undetermined')
    expect(codes(found)).toContain('unknown-upstream')
  })
})

describe('a target with a base', () => {
  const family = small({
    terms: [
      terms('t', [version('1', null, null, [forbid({}, { except: [{ says: 'x', when: { base: 'same-terms' } }] })])]),
      terms('other', [version('1', null, null, [])]),
      terms('unknown', [version('1', null, null, [], { read: 'none' })], { kind: 'status', resolve: 'single' }),
    ],
    models: [
      model('foo', { weights: ['t'] }, { tails: ['mini'], open: true }),
      model('bar', { weights: ['other'] }, { lineage: [{ relation: 'finetuned-from', to: 'foo' }] }),
      model('baz', { weights: ['other'] }),
      model('qux', { weights: ['unknown'] }),
      model('taught', { weights: ['other'] }, { lineage: [{ relation: 'trained-on-outputs-of', to: 'foo' }] }),
    ],
  })
  test.each([
    [undefined, 'forbidden'],
    ['foo-mini', 'permitted'],
    ['bar', 'permitted'],
    ['baz', 'forbidden'],
    ['taught', 'forbidden'],
    ['qux', 'undetermined'],
    ['foo-nobody-knows', 'undetermined'],
    ['nobody-knows', 'undetermined'],
    ['foo+baz', 'undetermined'],
  ])('%s: %s', (base, ruling) => {
    const target = base === undefined ? chat : { ...chat, base }
    expect(rule({ model: 'foo', channel: 'weights' }, target, { catalog: family }).ruling).toBe(ruling)
  })
})
