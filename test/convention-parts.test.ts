import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCapture } from '../src/convention-capture.ts'
import { dayOf, dayOfDigits } from '../src/convention-date.ts'
import { createJoin } from '../src/convention-join.ts'
import { parseJson } from '../src/convention-json.ts'

describe('capture', () => {
  test.each([
    ['{}', 'abc', 'abc'],
    ['{}', '', ''],
    ['{}:{_}', 'bard:20230327', 'bard'],
    ['{_}:{}', 'bard:20230327', '20230327'],
    ['{_}:{}', 'a:b:c', 'b:c'],
    ['{}:{_}', 'a:b:c', 'a'],
    ['{_}/{}@{_}', 'org/name@host', 'name'],
    ['v{}', 'v1', '1'],
    ['v{}', '1', undefined],
    ['{}.json', 'a.json.json', 'a.json'],
    ['ab{}ba', 'aba', undefined],
    ['{}-{_}-end', 'a-end', undefined],
    ['{}-{_}-end', 'a--end', 'a'],
    ['{_}:{}', 'none', undefined],
    ['(.*){}[', '(.*)x[', 'x'],
  ])('%s of %j', (pattern, text, expected) => {
    expect(createCapture(pattern)(text)).toBe(expected)
  })

  test('a text made from a pattern matches it', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(part, part, part, (before, taken, after) => {
        expect(createCapture('<{_}:{}:{_}>')(`<${before}:${taken}:${after}>`)).toBe(taken)
      }),
    )
  })
})

describe('days', () => {
  test.each([
    [1688968315.990273, 's', '2023-07-10'],
    [1688968315990, 'ms', '2023-07-10'],
    [1688968315990273n, 'us', '2023-07-10'],
    [1688968315990273000n, 'ns', '2023-07-10'],
    [1688968315, 'epoch', '2023-07-10'],
    [1688968315990, 'epoch', '2023-07-10'],
    [1688968315990273, 'epoch', '2023-07-10'],
    [1688968315990273000n, 'epoch', '2023-07-10'],
    [946684800, 's', '2000-01-01'],
    [946684799, 's', undefined],
    [4133980799, 's', '2100-12-31'],
    [4133980800, 's', undefined],
    [1688968315990, 's', undefined],
    [1688968315, 'ms', undefined],
    [0, 'epoch', undefined],
    [-1, 'epoch', undefined],
    [Number.NaN, 'epoch', undefined],
    [Number.POSITIVE_INFINITY, 's', undefined],
  ] as const)('%s %s', (count, unit, day) => {
    expect(dayOf(count, unit)).toBe(day)
  })

  test('a count fits one unit only', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e20, noNaN: true }), (count) => {
        expect((['s', 'ms', 'us', 'ns'] as const).filter((unit) => dayOf(count, unit)).length).toBeLessThan(2)
      }),
    )
  })

  test.each([
    ['20230327', '2023-03-27'],
    ['20240229', '2024-02-29'],
    ['20230229', undefined],
    ['20231301', undefined],
    ['20230431', undefined],
    ['19991231', undefined],
    ['2023032', undefined],
    ['20230327-x', undefined],
  ])('%s', (text, day) => {
    expect(dayOfDigits(text)).toBe(day)
  })
})

describe('JSON without ambiguity', () => {
  test('any value is read as by JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })
  test.each([
    ['{"a":1,"a":1}', { code: 'duplicate-key' }],
    ['[{"b":{"a":1,"\\u0061":2}}]', { code: 'duplicate-key' }],
    ['{"__proto__":1,"__proto__":1}', { code: 'duplicate-key' }],
    ['{"a":":","b":"\\":\\"","c":["{\\"a\\":1,\\"a\\":1}"]}', { value: { a: ':', b: '":"', c: ['{"a":1,"a":1}'] } }],
    ['{"a":"\\\\","b":1}', { value: { a: '\\', b: 1 } }],
    ['{"a":1', { code: 'malformed-json' }],
    ['', { code: 'malformed-json' }],
    ['"a', { code: 'malformed-json' }],
    ['['.repeat(513) + ']'.repeat(513), { code: 'too-deep' }],
    ['['.repeat(1_000_000), { code: 'too-deep' }],
  ])('%.40s', (text, expected) => {
    expect(parseJson(text)).toEqual(expected)
  })
})

describe('joined files', () => {
  const spec = { name: 'answers', key: '/id', fields: ['model', 'date'], max: 2 }
  test('keep the named fields by key', () => {
    const join = createJoin(spec)
    join.add({ id: 'a', model: 'm', text: 'long' })
    join.add({ id: 1, model: 'n', date: '2023' })
    join.add({ id: 'a', model: 'm', text: 'other' })
    expect(join.columns).toEqual(['id', 'model', 'date'])
    expect([...join.table]).toEqual([
      ['a', { model: 'm', date: null }],
      [1, { model: 'n', date: '2023' }],
    ])
  })
  test.each([
    ['a record without a key', [{ model: 'm' }], 'input'],
    ['a key of another kind', [{ id: ['a'] }], 'input'],
    [
      'a key with two meanings',
      [
        { id: 'a', model: 'm' },
        { id: 'a', model: 'n' },
      ],
      'input',
    ],
    ['too many entries', [{ id: 'a' }, { id: 'b' }, { id: 'c' }], 'limit'],
  ])('%s is refused', (_name, records, code) => {
    const join = createJoin(spec)
    const add = () => {
      for (const record of records) join.add(record)
    }
    expect(add).toThrow(expect.objectContaining({ code }))
  })
})
