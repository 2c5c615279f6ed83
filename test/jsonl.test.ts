import { describe, expect, test } from 'vitest'
import { jsonl } from '../adapters/formats/jsonl.ts'
import { LIMITS } from '../src/ports.ts'
import { planOf, run, sourceOf } from './jsonl-kit.ts'

const cells = (value: unknown) => ({ cells: value === undefined ? {} : { provenance: value } })

describe('one row', () => {
  test.each([
    ['a record', '{"text":"t","provenance":{"model":"m"}}', cells({ model: 'm' })],
    ['a record without provenance', '{"text":"t"}', cells(undefined)],
    ['provenance that is null', '{"provenance":null}', cells(null)],
    ['a nested decoy', '{"meta":{"provenance":{"license":"mit"}}}', cells(undefined)],
    ['a decoy in text', '{"text":"\\"provenance\\":{\\"license\\":\\"mit\\"}"}', cells(undefined)],
    ['an escaped key', '{"\\u0070rovenance":"x"}', cells('x')],
    ['a raw U+2028 in a string', '{"text":"a\u2028b","provenance":"x"}', cells('x')],
    ['an escaped lone surrogate', '{"provenance":"\\ud83d"}', cells('\ud83d')],
    ['a key named __proto__', '{"provenance":{"__proto__":{"a":1}}}', cells(JSON.parse('{"__proto__":{"a":1}}'))],
    [
      'the key twice',
      '{"provenance":{"license":"gpl"},"provenance":{"license":"mit"}}',
      { unreadable: 'duplicate-key' },
    ],
    ['the key twice, once escaped', '{"provenance":1,"\\u0070rovenance":2}', { unreadable: 'duplicate-key' }],
    ['a key twice inside', '{"provenance":{"a":{"license":"gpl","license":"mit"}}}', { unreadable: 'duplicate-key' }],
    ['a key twice inside, once escaped', '{"provenance":[{"a":1,"\\u0061":2}]}', { unreadable: 'duplicate-key' }],
    ['__proto__ twice inside', '{"provenance":{"__proto__":1,"__proto__":2}}', { unreadable: 'duplicate-key' }],
    [
      'equal keys of different objects',
      '{"provenance":[{"a":1},{"a":2,"b":{"a":":"}}]}',
      cells([{ a: 1 }, { a: 2, b: { a: ':' } }]),
    ],
    ['another key twice', '{"text":"a","text":"b","provenance":"x"}', cells('x')],
    ['two records on a line', '{"provenance":"x"} {"provenance":"y"}', { rejected: 'malformed-json' }],
    ['a cut record', '{"provenance":{"license":"mit"}', { rejected: 'malformed-json' }],
    ['the key twice in a cut record', '{"provenance":1,"provenance":2', { rejected: 'malformed-json' }],
    ['NULs', '\0\0\0\0', { rejected: 'malformed-json' }],
    ['a mark that is not at the start', '\ufeff{}', { rejected: 'malformed-json' }],
    ['a list', '[{"provenance":"x"}]', { rejected: 'not-an-object' }],
    ['a number', '12', { rejected: 'not-an-object' }],
    ['null', 'null', { rejected: 'not-an-object' }],
    ['deep nesting', `{"a":${'['.repeat(600)}${']'.repeat(600)}}`, { rejected: 'too-deep' }],
  ])('%s', async (_name, line, expected) => {
    for (const cacheable of [true, false])
      for (const end of ['\n', '\r\n', ' \t\n', '']) {
        const { rows } = await run(`{}\n${line}${end}`, { cacheable })
        expect(rows.slice(1)).toEqual([expected])
      }
  })

  test.each([
    ['a stray continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['a value beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
  ])('%s is rejected, and its neighbors are not', async (_name, bad) => {
    const line = new TextEncoder().encode('{"a":"é"}\n{"b":"?"}\n{"c":"é"}\n')
    const at = line.indexOf(0x3f)
    const bytes = Uint8Array.from([...line.subarray(0, at), ...bad, ...line.subarray(at + 1)])
    const { rows, out, written } = await run(bytes)
    expect(rows).toEqual([{ cells: {} }, { rejected: 'invalid-utf8' }, { cells: {} }])
    expect(out).toEqual(bytes)
    expect(written.rows).toBe(3)
  })
})

test('rows with the same bytes in the wanted fields are read once', async () => {
  const lines = [
    '{"m":"a","t":1,"x":1}',
    '{"x":2,"t":1, "m":"a"}',
    '{"m":"a"}',
    '{"t":"a"}',
    '{"m":"a","t":null}',
    '{"m":"a","t":1}',
  ]
  const { rows, made } = await run(lines.join('\n'), { columns: ['m', 't'] })
  expect(rows.map((row) => 'cells' in row && row.cells)).toEqual([
    { m: 'a', t: 1 },
    { m: 'a', t: 1 },
    { m: 'a' },
    { t: 'a' },
    { m: 'a', t: null },
    { m: 'a', t: 1 },
  ])
  expect(made).toBe(4)
})

test('a value too long for a key is read all the same', async () => {
  const long = 'é'.repeat(5000)
  const { rows, made } = await run(`{"provenance":"${long}"}\n{"provenance":"${long}"}\n`)
  expect(rows).toEqual([cells(long), cells(long)])
  expect(made).toBe(0)
})

test.each([
  ['nothing', ''],
  ['a newline', '\n'],
  ['blank lines', ' \r\n\t\n\n  '],
  ['a byte order mark', '\ufeff'],
])('a file of %s has no rows', async (_name, content) => {
  const { rows, written, text } = await run(content)
  expect({ rows, written, text }).toEqual({ rows: [], written: { rows: 0 }, text: '' })
})

describe('shape', () => {
  const shapeOf = async (content: string, size?: number) => {
    const { shape, close } = await jsonl.open(sourceOf(content, size), LIMITS)
    await close()
    return { rows: shape.rows, columns: Object.fromEntries(shape.columns) }
  }

  test('tells the types and how often a column is there, leaving out what is no record', async () => {
    expect(await shapeOf('{"a":"x","b":[1]}\nnonsense\n\n[1]\n{"a":null,"c":{}}\r\n{"a":1.5,"c":true}')).toEqual({
      rows: 3,
      columns: {
        a: { types: new Set(['string', 'null', 'number']), rows: 3 },
        b: { types: new Set(['list']), rows: 1 },
        c: { types: new Set(['object', 'boolean']), rows: 2 },
      },
    })
  })

  test.each([
    ['a list', '[{"b":1}]'],
    ['nothing', 'null'],
    ['a text', '"{}"'],
    ['too many levels', `{"b":${'['.repeat(LIMITS.depth)}${']'.repeat(LIMITS.depth)}}`],
    ['bytes that are no UTF-8', '{"b":"\xff"}'],
  ])('passes over %s, at the start and behind a line that is no JSON', async (_what, line) => {
    const columns = { a: { types: new Set(['number']), rows: 1 } }
    const bytes = (text: string) => Buffer.from(text, 'latin1')
    for (const before of ['', 'nonsense\n']) {
      const { shape, close } = await jsonl.open(sourceOf(bytes(`${before}${line}\n{"a":1}\n`)), LIMITS)
      await close()
      expect({ rows: shape.rows, columns: Object.fromEntries(shape.columns) }).toEqual({ rows: 1, columns })
    }
  })

  test('looks at 64 records and reads them all again', async () => {
    const content = Array.from({ length: 100 }, (_, i) => `{"a${i < 64 ? '' : 'later'}":${i}}\n`).join('')
    const source = sourceOf(content, 100)
    const opened = await jsonl.open(source, LIMITS)
    expect(opened.shape).toEqual({ rows: 64, columns: new Map([['a', { types: new Set(['number']), rows: 64 }]]) })
    const { plan } = planOf()
    let rows = 0
    for await (const batch of opened.batches(plan)) rows += batch.codes.length
    expect(rows).toBe(100)
  })

  test('gives up after some MiB without records', async () => {
    const source = sourceOf('nonsense\n'.repeat(1 << 20))
    const opened = await jsonl.open(source, LIMITS)
    expect(opened.shape.rows).toBe(0)
    expect(source.given).toBeLessThan(6 << 20)
    await opened.close()
  })
})
