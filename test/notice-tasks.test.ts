import { describe, expect, test } from 'vitest'
import type { Target } from '../src/index.ts'
import { asking, duty, limit, summarize, taskOf, users } from './notice-kit.ts'
import { chat, model, oblige, small, terms, underL, version } from './ruling-kit.ts'

const prefixed = (value: string) => duty('name-prefix', { check: { op: 'starts-with', field: 'name', value } })
const listed = (...value: string[]) => duty('share-alike', { check: { op: 'one-of', field: 'release_license', value } })

describe('how a task stands', () => {
  const prefix = prefixed('Llama')
  const licensed = listed('l')
  test.each<[string, object, Partial<Target>, string, string | undefined]>([
    ['a name that is not declared', prefix, {}, 'open', 'declare `target.name`'],
    ['a name that fits', prefix, { name: 'Llama-X' }, 'kept', 'the target declares `name: Llama-X`'],
    ['a license that is not declared', licensed, {}, 'open', 'declare `target.release_license`'],
    ['a license of the list', licensed, { release_license: 'l' }, 'kept', 'the target declares `release_license: l`'],
    ['no list, and no license', duty('share-alike'), {}, 'open', 'declare `target.release_license`'],
    [
      'no list, and the very license',
      duty('share-alike'),
      { release_license: 'L' },
      'kept',
      'the target declares `release_license: L`',
    ],
    [
      'no list, and another license',
      duty('share-alike'),
      { release_license: 'mit' },
      'to-do',
      'the target declares `release_license: mit`, which is not known to fit',
    ],
    [
      'a declared limit',
      duty('noncommercial-only'),
      { commercial: false },
      'to-do',
      'the target declares `commercial: false`',
    ],
    ['a limit against the target', duty('noncommercial-only'), { commercial: true }, 'to-do', undefined],
    [
      'a place that is declared',
      duty('internal-only'),
      { distribution: ['internal'] },
      'to-do',
      'the target declares `distribution: internal`',
    ],
    ['some of several places', duty('internal-only'), { distribution: ['internal', 'hosted'] }, 'to-do', undefined],
    ['a limit that is not declared', duty('no-redistribution-of-data'), {}, 'open', 'declare `target.publishes_data`'],
    ['a number that is not declared', limit('mau-license', users), {}, 'open', 'declare `target.monthly_active_users`'],
    ['what nothing in the target answers', duty('license-copy'), {}, 'to-do', undefined],
  ])('%s', (_what, clause, target, state, note) => {
    const found = taskOf(clause, target)
    expect([found.state, found.note]).toEqual([state, note])
  })

  test('of several clauses that ask for the same, what is left to do counts', () => {
    const { tasks } = summarize([{ from: underL }], {
      catalog: asking(duty('indicate-changes', { id: 'a' }), duty('indicate-changes', { id: 'b' })),
    })
    expect(tasks).toMatchObject([{ state: 'to-do', rows: 1, clauses: [{ clause: 'a' }, { clause: 'b' }] }])
  })

  test('the same thing to do, now and only if the records are published, is two tasks', () => {
    const clauses = [
      { ...duty('noncommercial-only'), id: 'a' },
      { ...oblige({ publishes_data: true }, { duty: 'noncommercial-only' }), id: 'b' },
    ]
    for (const order of [clauses, [...clauses].reverse()]) {
      const { tasks } = summarize([{ from: underL }], { catalog: asking(...order) })
      expect(tasks.map(({ section }) => section)).toEqual(['limits', 'data'])
    }
  })

  test.each<[string, object, object, boolean]>([
    ['names that begin otherwise', prefixed('A'), prefixed('B'), true],
    ['a name that begins with the other', prefixed('Llama'), prefixed('llama-3'), false],
    ['lists without a license in common', listed('a', 'b'), listed('c'), true],
    ['lists with one', listed('a', 'b'), listed('B', 'c'), false],
    ['a name and a license', prefixed('A'), listed('a'), false],
  ])('%s: whether one release can do both', (_what, a, b, rivals) => {
    const { tasks } = summarize([{ from: underL }], { catalog: asking({ ...a, id: 'a' }, { ...b, id: 'b' }) })
    expect(tasks).toHaveLength(2)
    expect(tasks.map(({ note }) => note?.includes("one release can't do this and also: ") ?? false)).toEqual([
      rivals,
      rivals,
    ])
  })

  test("the base's broken duties say so", () => {
    const { base_tasks: base, base_obligations } = { base_obligations: [], ...summarize([], { target: BASE }) }
    expect(base_obligations).toEqual([])
    expect(base.map(({ duty: name, state }) => [name, state])).toEqual([
      ['license-copy', 'to-do'],
      ['name-prefix', 'broken'],
      ['built-with-notice', 'to-do'],
      ['notice-file', 'to-do'],
      ['mau-license', 'open'],
    ])
    expect(base.every(({ rows, origins }) => rows === 0 && origins.names[0]?.name === 'Llama-3.1-8B')).toBe(true)
  })
  const BASE: Target = { ...chat, base: 'Llama-3.1-8B', name: 'foo' }
})

describe('a clause of a task', () => {
  test('has the words with all that a reader has to know of them', () => {
    const clause = oblige(
      { commercial: true, content: ['code'], kind: { yes: [], unclear: ['chat'] } },
      {
        duty: 'license-copy',
        quote: 'give them a copy',
        ref: '4(a)',
        source: 'https://a.example/l',
        evidence: 'quoted',
      },
    )
    const { tasks } = summarize([{ from: underL, rows: 2 }], {
      catalog: asking({ ...clause, reading: 'contested' }),
      target: { kind: 'chat', purpose: 'train' },
    })
    expect(tasks[0]?.clauses).toEqual([
      {
        terms: 't',
        version: '1',
        clause: 'duty',
        name: 'Text L',
        says: 'it brings a duty',
        quote: 'give them a copy',
        ref: '4(a)',
        link: 'https://a.example/l',
        evidence: 'quoted',
        contested: true,
        declare: ['commercial'],
        unknown: ['content'],
        unclear: ['kind'],
        rows: 2,
      },
    ])
  })

  test('without a source of its own has that of its version', () => {
    const { tasks } = summarize([{ from: { license: 'mit', author: 'human' } }])
    expect(tasks[0]?.clauses[0]?.link).toMatch(/^https:\/\/.*mit\.LICENSE$/)
  })

  test('texts that are chosen by name are each shipped; those of one day are named with it', () => {
    const copy = duty('license-copy')
    const catalog = small({
      terms: [
        terms('a', [version('2024', '2024-01-01', null, [copy]), version('2023', '2023-01-01', '2023-12-31', [copy])]),
      ],
      models: [model('m', { api: ['a'] })],
    })
    const tasks = (date: string) => summarize([{ from: { model: 'm', channel: 'api', date } }], { catalog }).tasks
    const does = (date: string) => tasks(date).map((task) => task.does)
    const unknown = (date: string) => tasks(date).map(({ clauses }) => clauses[0]?.unknown)
    expect(does('2024-02-01')).toEqual(['Ship a copy of `a (2024)` with the release'])
    expect(does('2023/2024')).toEqual([
      'Ship a copy of `a (2023)` with the release',
      'Ship a copy of `a (2024)` with the release',
    ])
    expect(unknown('2024-02-01')).toEqual([[]])
    expect(unknown('2023/2024')).toEqual([['date'], ['date']])
  })
})
