import { describe, expect, test } from 'vitest'
import { compileConvention, createPlan, createTable, NATIVE, originOf, type Source } from '../src/index.ts'
import { chat, codes, judgeFor, rule } from './ruling-kit.ts'

const same = (source: Source) => source
const judge = judgeFor(chat)

describe('defaults', () => {
  test.each<[sources: Source[], defaults: Source[], filled: Source[], declared: string[]]>([
    [[{ model: 'm' }], [], [{ model: 'm' }], []],
    [[{ model: 'm' }], [{ channel: 'api', model: 'n' }], [{ model: 'm', channel: 'api' }], ['channel']],
    [[], [{ model: 'n' }], [{ model: 'n' }], ['model']],
    [
      [{ role: 'judge' }, { role: 'output' }, {}],
      [{ role: 'output', channel: 'api' }],
      [{ channel: 'api', role: 'output' }, { role: 'judge' }],
      ['channel', 'role'],
    ],
    [
      [{ model: 'm' }],
      [{ channel: 'api' }, { channel: 'chat', date: '2025' }],
      [{ model: 'm', channel: 'api', date: '2025' }],
      ['channel', 'date'],
    ],
    [[{ license: '' }], [{ license: 'mit' }], [{ license: '' }], []],
    [[{ model: 'm' }, { model: 'm' }], [], [{ model: 'm' }], []],
  ])('%j with %j is %j, of which %j are declared', (sources, defaults, filled, declared) => {
    const origin = originOf(sources, defaults, same)
    expect(origin).toMatchObject({ kind: 'sources', declared })
    if (origin.kind === 'sources') expect(origin.sources).toEqual(expect.arrayContaining(filled))
    if (origin.kind === 'sources') expect(origin.sources).toHaveLength(filled.length)
  })

  test('without any source and default a record says nothing', () => {
    expect(originOf([], [], same)).toEqual({ kind: 'absent' })
  })

  test('what they filled is told in the ruling', () => {
    const found = judge.explain(originOf([{ author: 'human' }], [{ license: 'cc0-1.0' }], judge.project))
    expect(found).toMatchObject({ ruling: 'permitted', rests: ['declared'], declared: ['license'] })
  })
})

describe('origins without sources', () => {
  test.each([
    [{ kind: 'absent' }, 'undetermined', 'quarantine', 'absent-provenance'],
    [{ kind: 'unreadable', code: 'duplicate-key' }, 'undetermined', 'quarantine', 'unreadable-provenance'],
    [{ kind: 'rejected', code: 'malformed-json' }, 'undetermined', 'quarantine', 'rejected-record'],
    [{ kind: 'overflow' }, 'undetermined', 'quarantine', 'overflow'],
  ] as const)('%j is %s', (origin, ruling, action, code) => {
    const found = judge.explain(origin)
    expect(found).toMatchObject({ ruling, action, origin: origin.kind, sources: [] })
    expect(codes(found)).toEqual([code])
    expect(found.reasons[0]?.fix).toBeTruthy()
  })

  test('are never dropped with undetermined rows, if they are no record', () => {
    const dropping = judgeFor(chat, { actions: { forbidden: 'drop', undetermined: 'drop' } })
    expect(dropping.rule({ kind: 'rejected', code: 'too-deep' }).action).toBe('quarantine')
    expect(dropping.rule({ kind: 'absent' }).action).toBe('drop')
  })
})

describe('a plan', () => {
  const plan = () => {
    const table = createTable(100)
    return {
      table,
      plan: createPlan({
        convention: compileConvention(NATIVE),
        judge,
        table,
        defaults: [{ author: 'human' }],
        reference: process.env.PROVGATE_REFERENCE === '1',
      }),
    }
  }

  test('reads a raw key once', () => {
    const { plan: made, table } = plan()
    let read = 0
    const cells = () => {
      read += 1
      return { provenance: { license: 'cc0-1.0' } }
    }
    const first = made.intern('k', cells)
    expect(made.intern('k', cells)).toBe(first)
    expect(made.origin({ provenance: { license: 'cc0-1.0' } })).toBe(first)
    expect([read, table.size]).toEqual([1, 1])
  })

  test('raw keys that mean the same are one origin', () => {
    const { plan: made, table } = plan()
    for (let day = 1; day <= 28; day++)
      made.intern(`k${day}`, () => ({
        provenance: { model: 'gpt-4o', channel: 'api', date: `2025-09-${String(day).padStart(2, '0')}` },
      }))
    expect(table.size).toBe(1)
  })

  test('what can not be read is held, with its code', () => {
    const { plan: made, table } = plan()
    expect(table.get(made.origin('wrong-type'))).toEqual({ kind: 'unreadable', code: 'wrong-type' })
    expect(table.get(made.reject('too-deep'))).toEqual({ kind: 'rejected', code: 'too-deep' })
    expect(table.get(made.origin({ provenance: { license: 7 } }))).toMatchObject({ kind: 'unreadable' })
  })
})

test('a ruling needs no explanation, and an explanation has the same ruling', () => {
  const origin = judge.origin({ model: 'gpt-4o', channel: 'api', date: '2025-08-10' })
  const { id, ruling, action, obligations, rests } = rule({ model: 'gpt-4o', channel: 'api', date: '2025-08-10' }, chat)
  expect(judge.rule(origin)).toEqual({ id, ruling, action, obligations, rests })
})
