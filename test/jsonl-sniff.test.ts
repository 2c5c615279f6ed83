import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { jsonl } from '../adapters/formats/jsonl.ts'
import { LIMITS } from '../src/ports.ts'
import { run, sourceOf } from './jsonl-kit.ts'

const text = (value: string) => new TextEncoder().encode(value)
const open = (content: Uint8Array | string) => jsonl.open(sourceOf(content), LIMITS)

test.each<[string, Uint8Array | string]>([
  ['an Arrow file', 'ARROW1\0\0rest'],
  ['an Arrow stream', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x10, 0, 0, 0)],
  ['a Parquet file', 'PAR1rest'],
  ['compressed with gzip', Uint8Array.of(0x1f, 0x8b, 8, 0)],
  ['compressed with zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4)],
  ['a zip archive', 'PK\u0003\u0004'],
  ['text in UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0)],
  ['UTF-16', Uint8Array.of(0x7b, 0, 0x7d, 0)],
  ['binary', '\0\0\0\0{"a":1}\n'],
  ['one JSON document', '{\n  "a": 1\n}\n'],
  ['one JSON document', '\ufeff\n [ \r\n{"a":1},\r\n{"a":2}]'],
  ['one JSON document', '[{"a":1},\n{"a":2}]\n'],
])('is %s', async (what, content) => {
  const error = await open(content).then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toMatchObject({ code: 'format', file: 'data/in.jsonl', fix: expect.any(String) })
  expect(error.message).toContain('`data/in.jsonl` is not JSONL: it is')
  expect(error.message).toContain(what)
})

test('a real report of one JSON document is refused', async () => {
  const report = await readFile(new URL('../../shared/samples/oasst-report.gpt-3.5-turbo.json', import.meta.url))
  await expect(open(new Uint8Array(report))).rejects.toMatchObject({ code: 'format' })
})

test.each([
  ['a damaged first line', '{"a":\n{"a":1}\n'],
  ['a list on the first line', '[1]\n{"a":1}\n'],
  ['NULs later in the first line', '{"a":1}\0\0\n{"a":1}\n'],
  ['a later line of one brace', '{"a":1}\n{\n'],
  ['prose', 'BASIC\n{"a":1}\n'],
])('%s is one rejected row', async (_name, content) => {
  const { rows } = await run(text(content))
  expect(rows.filter((row) => 'rejected' in row).length).toBe(1)
  expect(rows.length).toBe(2)
})
