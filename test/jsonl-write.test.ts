import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonlWriter } from '../adapters/formats/jsonl/write.ts'
import { bytesOf, memorySink, run } from './jsonl-kit.ts'

describe('what is written', () => {
  test.each([
    ['every row', '{"a":1}\n{"b":2}\n', [1, 2], '{"a":1}\n{"b":2}\n'],
    ['no row', '{"a":1}\n{"b":2}\n', [], ''],
    [
      'the spacing and escapes of a row',
      '{ "a" : 1.0e1,"b":"\\u0061\\/" }\n',
      [1],
      '{ "a" : 1.0e1,"b":"\\u0061\\/" }\n',
    ],
    ['carriage returns', '{"a":1}\r\n{"b":2}\r\n{"c":3}\r\n', [1, 3], '{"a":1}\r\n{"c":3}\r\n'],
    ['a last line without newline', '{"a":1}\n{"b":2}', [1, 2], '{"a":1}\n{"b":2}'],
    ['a last line without newline, alone', '{"a":1}\n{"b":2}', [2], '{"b":2}'],
    ['the line before it', '{"a":1}\n{"b":2}', [1], '{"a":1}\n'],
    ['a byte order mark with the first line', '\ufeff{"a":1}\n{"b":2}\n', [1], '\ufeff{"a":1}\n'],
    ['no byte order mark without it', '\ufeff{"a":1}\n{"b":2}\n', [2], '{"b":2}\n'],
    ['no blank lines', '\n{"a":1}\n\n \r\n{"b":2}\n\n', [1, 2], '{"a":1}\n{"b":2}\n'],
    ['rejected lines as they are', '{"a":1}\nnon\0sense\n{"b":2}\n', [2, 3], 'non\0sense\n{"b":2}\n'],
  ])('%s', async (_name, content, rows, expected) => {
    const { out, written } = await run(content, { keep: (row) => rows.includes(row) })
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(out)).toBe(expected)
    expect(written.rows).toBe(rows.length)
  })

  test('a line after one without newline begins a line of its own', async () => {
    const sink = memorySink()
    const writer = createJsonlWriter(sink)
    const bytes = bytesOf('{"a":1}')
    const payload = { bytes, starts: Uint32Array.of(0), ends: Uint32Array.of(bytes.length) }
    for (const mask of [1, 0, 1]) await writer.put({ first: 1, codes: Uint32Array.of(0), payload }, Uint8Array.of(mask))
    expect(await writer.finish()).toEqual({ rows: 2 })
    expect(sink.text()).toBe('{"a":1}\n{"a":1}')
  })

  test('a mask of another length is refused', async () => {
    const payload = { bytes: bytesOf('{}\n'), starts: Uint32Array.of(0), ends: Uint32Array.of(3) }
    const put = createJsonlWriter(memorySink()).put({ first: 1, codes: Uint32Array.of(0), payload }, new Uint8Array(2))
    await expect(put).rejects.toMatchObject({ code: 'conservation' })
  })
})

test('any lines, cut anywhere: the kept ones come out in order, byte by byte', async () => {
  const line = fc.oneof(
    fc.json().map((text) => `{"provenance":${text}}`),
    fc.string().map((text) => `{"t":${JSON.stringify(text)}}\r`),
    fc.string({ unit: 'binary' }).map((text) => `x${text.replaceAll('\n', '')}`),
    fc.constantFrom('', ' ', '\t\r'),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(line, fc.boolean()), { maxLength: 30 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (lines, newline, size) => {
        // a NUL at the start would be taken for another format
        const input = ['{}', ...lines.map(([text]) => text)].join('\n') + (newline ? '\n' : '')
        const wanted = [true, ...lines.map(([, keep]) => keep)]
        const records = input
          .split('\n')
          .map((text, i, all) => ({ text: i < all.length - 1 ? `${text}\n` : text, keep: wanted[i] }))
          .filter(({ text }) => !/^[ \t\r\n]*$/.test(text))
        const { text, written, rows } = await run(input, { size, keep: (row) => records[row - 1]!.keep ?? false })
        const kept = records.filter(({ keep }) => keep)
        expect(rows.length).toBe(records.length)
        expect(text).toBe(kept.map((record) => record.text).join(''))
        expect(written.rows).toBe(kept.length)
      },
    ),
    { numRuns: 300 },
  )
})
