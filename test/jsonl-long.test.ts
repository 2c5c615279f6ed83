import { describe, expect, test } from 'vitest'
import { jsonl } from '../adapters/formats/jsonl.ts'
import type { ByteSource } from '../src/ports.ts'
import { memorySink, planOf, run, sourceOf } from './jsonl-kit.ts'

const record = (length: number) => `{"t":"${'x'.repeat(length - 8)}"}`

describe('a line longer than the limit', () => {
  const long = record(101)
  test.each([
    ['first', `${long}\n{}\n`, [1]],
    ['in between', `{}\n${long}\r\n{}\n`, [2]],
    ['last, without newline', `{}\n${long}`, [2]],
    ['alone', long, [1]],
    ['several times', `${long}\n${long}\n{}\n${long}\n`, [1, 2, 4]],
    ['as white space', `{}\n${' '.repeat(200)}\n{}\n`, [2]],
    ['after blank lines', `\n\n${long}\n\n`, [1]],
    ['and not UTF-8 or JSON', `{}\n${'\ufffd'.repeat(40)}\n`, [2]],
  ])('%s', async (_name, content, expected) => {
    for (const size of [1, 7, 64, 100, 101, 102, 4096]) {
      const { rows, text } = await run(content, { size, limits: { line: 100 } })
      const rejected = rows.flatMap((row, i) => ('rejected' in row ? [[i + 1, row.rejected]] : []))
      expect(rejected).toEqual(expected.map((row) => [row, 'line-too-long']))
      const kept = (row: number) => expected.includes(row)
      const held = await run(content, { size, limits: { line: 100 }, keep: kept })
      const passed = await run(content, { size, limits: { line: 100 }, keep: (row) => !kept(row) })
      expect(held.written.rows).toBe(expected.length)
      expect(held.rows).toEqual(rows)
      expect(held.text.length + passed.text.length).toBe(text.length)
      expect(text).toBe(content.replace(/^\n+/, '').replace(/\n\n+/g, '\n'))
    }
  })

  test('of just the limit is read', async () => {
    const { rows } = await run(`${record(100)}\n${record(100)}\r\n${record(100)}`, { limits: { line: 100 } })
    expect(rows).toEqual([{ cells: {} }, { rejected: 'line-too-long' }, { cells: {} }])
  })
})

/** A line of `mib` MiB between two records, made while it is read. */
function longSource(mib: number): ByteSource & { most(): number; took(bytes: number): void } {
  let given = 0
  let taken = 0
  let most = 0
  const piece = new Uint8Array(64 * 1024).fill(0x61)
  const give = (bytes: Uint8Array) => {
    given += bytes.length
    most = Math.max(most, given - taken)
    return bytes
  }
  return {
    name: 'long.jsonl',
    async *stream() {
      yield give(new TextEncoder().encode('{"a":1}\n'))
      for (let i = 0; i < mib * 16; i++) yield give(piece)
      yield give(new TextEncoder().encode('\n{"b":2}\n'))
    },
    most: () => most,
    took: (bytes) => {
      taken += bytes
    },
  }
}

test('a line of any length goes to the writer without being held', async () => {
  const source = longSource(96)
  const { plan, found } = planOf({ cacheable: false, limits: { line: 1 << 20 } })
  const opened = await jsonl.open(source, plan.limits)
  const sink = memorySink()
  let written = 0
  const writer = jsonl.write(opened.head, {
    ...sink,
    write: async (chunk) => {
      source.took(chunk.length)
      written += chunk.length
    },
  })
  for await (const batch of opened.batches(plan)) await writer.put(batch, new Uint8Array(batch.codes.length).fill(1))
  expect(await writer.finish()).toEqual({ rows: 3 })
  expect(found).toEqual([{ cells: {} }, { rejected: 'line-too-long' }, { cells: {} }])
  expect(written).toBe(96 * (1 << 20) + 8 + 9)
  expect(source.most()).toBeLessThan(4 << 20)
})

test('a row that is dropped or only checked is passed over', async () => {
  const { rows, text, written } = await run(`{}\n${record(5000)}\n{}\n`, {
    limits: { line: 100 },
    size: 50,
    keep: (row) => row !== 2,
  })
  expect(rows.length).toBe(3)
  expect({ text, written }).toEqual({ text: '{}\n{}\n', written: { rows: 2 } })
})

test('a line that was passed over can not be written any more', async () => {
  const { plan } = planOf({ limits: { line: 100 } })
  const opened = await jsonl.open(sourceOf(`${record(5000)}\n{}\n`, 50), plan.limits)
  const writer = jsonl.write(opened.head, memorySink())
  const batches = []
  for await (const batch of opened.batches(plan)) batches.push(batch)
  await expect(writer.put(batches[0]!, Uint8Array.of(1))).rejects.toMatchObject({ code: 'output' })
})

test('two writers can not share a line that is not held', async () => {
  const { plan } = planOf({ limits: { line: 100 } })
  const opened = await jsonl.open(sourceOf(`${record(5000)}\n{}\n`, 50), plan.limits)
  for await (const batch of opened.batches(plan)) {
    await jsonl.write(null, memorySink()).put(batch, Uint8Array.of(1))
    await expect(jsonl.write(null, memorySink()).put(batch, Uint8Array.of(1))).rejects.toMatchObject({ code: 'output' })
    break
  }
})
