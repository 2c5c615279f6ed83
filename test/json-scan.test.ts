import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonScanner, type Scanned } from '../adapters/formats/jsonl/scan.ts'

const encoder = new TextEncoder()
const scan = (text: string, columns: string[] = [], depth = 512) => {
  const bytes = encoder.encode(text)
  const scanner = createJsonScanner(columns, depth)
  const found = scanner.scan(bytes, 0, bytes.length)
  const values = columns.map((_, i) => {
    const [from, to] = scanner.spans.subarray(i * 2, i * 2 + 2)
    return from === -1 ? undefined : new TextDecoder().decode(bytes.subarray(from, to))
  })
  return { found, values, duplicate: scanner.duplicate() }
}

/** What `JSON.parse` makes of a text. */
function oracle(text: string): Scanned {
  if (/^[ \t\r\n]*$/.test(text)) return 'blank-line'
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'object' : 'not-an-object'
  } catch {
    return 'malformed-json'
  }
}

describe('grammar', () => {
  const values = [
    ...['0', '-0', '10', '1.5', '-1.25e10', '1E+2', '1e-2', '0e0', '1e400', '12345678901234567890'],
    ...['01', '-', '+1', '.5', '1.', '1.e1', '1e', '1e+', '0x10', '1_0', 'NaN', 'Infinity', '-Infinity', '--1', '1 2'],
    ...['true', 'false', 'null', 'tru', 'truee', 'nul', 'True', 'undefined', 'falsey', 'n'],
    ...['""', '"a"', '"é"', '"\u2028\u2029"', '"\u007f"', '"\\ud83d"', '"\\u0000"', '"\\/\\b\\f\\n\\r\\t\\"\\\\"'],
    ...[
      '"',
      '"a',
      '"\\x41"',
      '"\\u12"',
      '"\\u12g4"',
      '"\\"',
      '"\\',
      '"a\tb"',
      '"a\u0000b"',
      '"a\u001fb"',
      "'a'",
      '"\\U0041"',
    ],
    ...['[]', '[ ]', '[1]', '[1,2]', '[1,]', '[,1]', '[,]', '[1 2]', '[', ']', '[1', '[[]]', '[}', '[1}', '[1:2]'],
    ...['{}', '{ }', '{"a":1}', '{"a":1,}', '{,}', '{"a"}', '{"a":}', '{"a" 1}', '{a:1}', '{1:1}', '{"a":1', '{"a":1]'],
    ...['{"a":1,"b":[{}]}', '{"a":{"b":{}}}', '{"":0}', '{"a":1 "b":2}', '{"a":1,,"b":2}', '{"a"::1}', '{', '}', '{]'],
    ...[
      '',
      ' ',
      '\t\r\n',
      '\u00a0',
      '\u000b',
      '\ufeff',
      '{}{}',
      '{} {}',
      '{},',
      '{}x',
      'x',
      '//a',
      '/**/{}',
      '{"a":1}\u0000',
    ],
  ]
  test.each(values.map((value) => [value]))('%j is taken as by JSON.parse', (value) => {
    for (const text of [
      value,
      `${value}\r`,
      ` \t${value} `,
      `{"k":${value}}`,
      `[${value}]`,
      `{"k":[${value}],"l":${value}}`,
    ])
      expect([text, scan(text, ['k']).found]).toEqual([text, oracle(text)])
  })

  test('any JSON value, and any value with one character changed, is taken as by JSON.parse', () => {
    const symbols = fc.constantFrom(
      ...'{}[]",:\\/0123456789eE+-.truefalsn ubx\t\r\n\u0000\u001f\u007fé\u2028'.split(''),
    )
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('insert', 'replace', 'delete', 'cut'),
        symbols,
        (text, place, change, symbol) => {
          const at = place % (text.length + 1)
          const rest = change === 'insert' ? text.slice(at) : change === 'cut' ? '' : text.slice(at + 1)
          const changed = text.slice(0, at) + (change === 'insert' || change === 'replace' ? symbol : '') + rest
          expect(scan(text, ['a']).found).toBe(oracle(text))
          expect([changed, scan(changed, ['a']).found]).toEqual([changed, oracle(changed)])
        },
      ),
      { numRuns: 4000 },
    )
  })

  test('any short text of JSON symbols is taken as by JSON.parse', () => {
    const parts = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '\\', 'u0041', '1', '-', '.', 'e', ' ', 'true'],
    )
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 9 }).map((list) => list.join('')),
        (text) => {
          expect([text, scan(text).found]).toEqual([text, oracle(text)])
        },
      ),
      { numRuns: 8000 },
    )
  })
})

describe('wanted values', () => {
  test.each([
    ['{"p":{"model":"x"},"text":"t"}', '{"model":"x"}'],
    ['{"text":"t", "p" : [1, {"p":2}] }', '[1, {"p":2}]'],
    ['{"p":"a \\"p\\": 1"}', '"a \\"p\\": 1"'],
    ['{"p":-1.5e3,"q":1}', '-1.5e3'],
    ['{"p":null}', 'null'],
    ['{"\\u0070":true}', 'true'],
    ['{"text":"\\"p\\":1","q":{"p":1},"r":[{"p":2}]}', undefined],
    ['{"text":"ends with \\\\","p":"\\\\"}', '"\\\\"'],
    ['{"P":1,"p ":2,"pp":3,"":4}', undefined],
    ['{}', undefined],
    ['{"p":{}}', '{}'],
    ['{"p":[]}', '[]'],
  ])('%s', (text, value) => {
    expect(scan(text, ['x', 'p'])).toEqual({ found: 'object', values: [undefined, value], duplicate: false })
  })

  test('the values that JSON.parse gives are found for any record', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }),
        fc.integer({ min: 0, max: 2 }),
        (record, indent) => {
          const columns = [...Object.keys(record), 'absent']
          const { found, values, duplicate } = scan(JSON.stringify(record, null, indent), columns)
          expect({ found, duplicate }).toEqual({ found: 'object', duplicate: false })
          const expected = columns.map((name) =>
            Object.hasOwn(record, name) ? JSON.stringify(record[name]) : undefined,
          )
          expect(values.map((value) => value && JSON.stringify(JSON.parse(value)))).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  test.each([
    ['{"p":1,"p":1}', true],
    ['{"p":1,"\\u0070":2}', true],
    ['{"\\u0070":1,"\\u0070":2}', true],
    ['{"other":1,"other":2,"p":1}', false],
    ['{"p":1,"q":{"p":2}}', false],
    ['{"p":1,"\\u0070\\u0070":2}', false],
  ])('%s: a wanted key twice is %s', (text, duplicate) => {
    expect(scan(text, ['p']).duplicate).toBe(duplicate)
  })

  test('keys beyond ASCII and with characters that are escaped in JSON are found', () => {
    const columns = ['名前', 'a"b', 'back\\slash', '😀']
    const record = Object.fromEntries(columns.map((name, i) => [name, i]))
    expect(scan(JSON.stringify(record), columns).values).toEqual(['0', '1', '2', '3'])
    expect(scan('{"\\u540d\\u524d":0,"\\ud83d\\ude00":3}', columns).values).toEqual(['0', undefined, undefined, '3'])
  })
})

test('nesting up to the limit is a record, beyond it is not', () => {
  const nested = (levels: number) => `{"k":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  expect(scan(nested(8), [], 8).found).toBe('object')
  expect(scan(nested(9), [], 8).found).toBe('too-deep')
  expect(scan('['.repeat(1_000_000)).found).toBe('too-deep')
  expect(scan('{"a":'.repeat(600)).found).toBe('too-deep')
})
