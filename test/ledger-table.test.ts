import { describe, expect, test } from 'vitest'
import { createTable, type Origin } from '../src/index.ts'

const from = (model: string): Origin => ({ kind: 'sources', sources: [{ model }], declared: [] })

describe('a table of origins', () => {
  test('equal origins have one code, whatever the order of their fields', () => {
    const table = createTable(10)
    const code = table.intern({ kind: 'sources', sources: [{ model: 'm', role: 'output' }], declared: [] })
    expect(table.intern({ declared: [], sources: [{ role: 'output', model: 'm' }], kind: 'sources' })).toBe(code)
    expect(table.intern(from('n'))).not.toBe(code)
    expect(table.size).toBe(2)
    expect(table.get(code)).toMatchObject({ sources: [{ model: 'm' }] })
  })

  test('what a default filled is another origin than what the record says', () => {
    const table = createTable(10)
    const read = table.intern(from('m'))
    expect(table.intern({ kind: 'sources', sources: [{ model: 'm' }], declared: ['model'] })).not.toBe(read)
  })

  test('beyond its bound every new origin is overflow, and the known ones are still known', () => {
    const table = createTable(2)
    const a = table.intern(from('a'))
    table.intern(from('b'))
    const c = table.intern(from('c'))
    expect(table.get(c)).toEqual({ kind: 'overflow' })
    expect(table.intern(from('d'))).toBe(c)
    expect(table.intern(from('a'))).toBe(a)
    expect(table.size).toBe(3)
    for (let i = 0; i < 1000; i++) table.intern(from(`more ${i}`))
    expect(table.size).toBe(3)
  })

  test('origins without sources have a place in a full table', () => {
    const table = createTable(1)
    table.intern(from('a'))
    for (const origin of [
      { kind: 'absent' },
      { kind: 'unreadable', code: 'duplicate-key' },
      { kind: 'rejected', code: 'too-deep' },
    ] as const)
      expect(table.get(table.intern(origin))).toEqual(origin)
  })

  test('a code that it never gave is held', () => {
    expect(createTable(1).get(0xffffffff)).toEqual({ kind: 'overflow' })
  })

  test.each(['__proto__', 'constructor', 'overflow', ''])(
    'an origin that names %j is an origin like any other',
    (name) => {
      const table = createTable(10)
      expect(table.get(table.intern(from(name)))).toEqual(from(name))
    },
  )
})
