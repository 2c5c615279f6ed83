import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createNumberReader } from '../adapters/formats/jsonl/numbers.ts'
import { createPartReader, type Found, JOB, kept, movedBy, type Part } from '../adapters/formats/jsonl/part.ts'
import { nextReading, readParts } from '../adapters/formats/jsonl/parts.ts'
import { createRowReader } from '../adapters/formats/jsonl/rows.ts'
import { jsonl } from '../adapters/formats/jsonl.ts'
import { oddLines } from '../bench/odd-lines.js'
import { type Batch, type ByteSource, type Crew, LIMITS } from '../src/ports.ts'
import { bytesOf, memorySink, type PlanOptions, planOf, sourceOf } from './jsonl-kit.ts'
import { numbers } from './large-kit.ts'

const DESCRIPTOR = 7

/** Threads that read parts in their own time, on copies; `busy` says how often none has time. */
function crewOf(bytes: Uint8Array, { seed = 1, size = 2, busy = 0.3 } = {}) {
  const random = numbers(seed)
  const threads = Array.from({ length: size }, () => ({
    ...createPartReader((_file, _name, room, from) => room.set(bytes.subarray(from, from + room.length))),
    last: Promise.resolve() as Promise<unknown>,
  }))
  let jobs = 0
  const crew: Crew = {
    size,
    hear: () => setTimeout(),
    offer<T>(job: string, input: unknown, { move }: { readonly move: readonly ArrayBuffer[] }) {
      expect(job).toBe(JOB)
      if (random() < busy) return undefined
      const part = structuredClone(input as Part, { transfer: [...move] })
      const thread = threads[jobs++ % size]!
      const found = thread.last.then(async () => {
        await setTimeout(random() * 2)
        const result = kept(thread.read(part), part.room)
        return structuredClone(result, { transfer: movedBy(result) }) as T
      })
      thread.last = found.catch(() => undefined)
      return found
    },
  }
  const close = () => {
    for (const thread of threads) thread.close()
  }
  return { crew, jobs: () => jobs, close }
}

/** Each row's number, bytes and what was found there. */
const told = (
  { first, codes, payload }: Batch<{ bytes: Uint8Array; starts: Uint32Array; ends: Uint32Array }>,
  found: unknown[],
) =>
  [...codes].map((code, i) => [
    first + i,
    Buffer.from(payload.bytes.subarray(payload.starts[i], payload.ends[i])).toString('latin1'),
    found[code],
  ])

/** Reads all in parts of `size` bytes, and on from a line that is too long as one. */
async function inParts(bytes: Uint8Array, size: number, options: PlanOptions, crew: Crew) {
  const { plan, found } = planOf({ columns: ['m', 't'], ...options, reference: false })
  const { depth, line } = plan.limits
  const reader = createRowReader(plan)
  const reading = {
    id: nextReading(),
    file: DESCRIPTOR,
    name: 'a',
    size: bytes.length,
    columns: plan.columns,
    recurring: plan.cacheable,
    depth,
    line,
  }
  const fill = (_file: number, _name: string, room: Uint8Array, from: number): void =>
    room.set(bytes.subarray(from, from + room.length))
  const rows: unknown[] = []
  let tooLong: number | undefined
  for await (const part of readParts(reading, 0, { crew, fill, size })) {
    for (const batch of reader.take(part)) rows.push(...told(batch, found))
    tooLong = part.tooLong
  }
  reader.close()
  return { rows, tooLong }
}

function asOne(bytes: Uint8Array, options: PlanOptions) {
  const { plan, found } = planOf({ columns: ['m', 't'], ...options, reference: true })
  return [...createRowReader(plan).read({ bytes })].flatMap((batch) => told(batch, found))
}

const LINES = [
  ...[
    '{"m":"a"}',
    '{"m":"b","t":1}',
    '{"m":"a"}',
    ' \t',
    '',
    '{"t":1,"m":"b"}',
    '{"\\u006d":"a"}',
    '{"m":"a","m":"b"}',
  ],
  ...[
    '{"m":"漢字","t":"é😀"}',
    '[1]',
    '{"m":',
    `{"m":"${'long'.repeat(30)}"}`,
    '{}',
    '{"x":{"m":"b"}}\r',
    '{"m":"a"} {}',
  ],
]

describe('parts hold what the whole holds', () => {
  test.each([
    ['with a last newline', `${LINES.join('\n')}\n`],
    ['without', LINES.join('\n')],
    ['one line', '{"m":"a"}'],
    ['nothing but newlines', '\n'.repeat(40)],
    ['no newline', ' '.repeat(40)],
    ['bytes that are no UTF-8', Buffer.from('{"m":"a"}\n{"m":"\xff"}\n{"m":"\xc3\xa9"}\n{"m":"a"}', 'latin1')],
  ])('cut at any place: %s', async (_, content) => {
    const bytes = bytesOf(content)
    for (let size = 1; size <= bytes.length + 1; size += size < 40 ? 1 : 7) {
      const { crew, close } = crewOf(bytes, { seed: size })
      expect((await inParts(bytes, size, {}, crew)).rows).toEqual(asOne(bytes, {}))
      close()
    }
  })

  test.each<[string, PlanOptions]>([
    ['as by default', {}],
    ['few levels', { limits: { depth: 3 } }],
    ['no field', { columns: [] }],
    ['fields that seldom recur', { cacheable: false }],
  ])('of lines that are nearly JSON: %s', async (_, options) => {
    const make = oddLines({ seed: 20_261_126, lines: 50, broken: true })
    for (let seed = 1; seed <= 25; seed++) {
      const bytes = make()
      const { crew, close } = crewOf(bytes, { seed, size: 1 + (seed % 3) })
      expect((await inParts(bytes, 20 + ((seed * 37) % 900), options, crew)).rows).toEqual(asOne(bytes, options))
      close()
    }
  })

  test('of more origins than a reader numbers, and more rows than a list has', async () => {
    const lines = Array.from({ length: 150_000 }, (_, i) => `{"m":${i < 140_000 ? i : i % 7}}\n`)
    const bytes = bytesOf(`${lines.join('')}${'{}\n'.repeat(140_000)}`)
    const { crew, close, jobs } = crewOf(bytes, { busy: 0 })
    expect((await inParts(bytes, 300_000, {}, crew)).rows).toEqual(asOne(bytes, {}))
    expect(jobs()).toBeGreaterThan(5)
    close()
  })

  test('until a line is too long to be held', async () => {
    const before = '{"m":"a"}\n'.repeat(9)
    const bytes = bytesOf(`${before}{"m":"${'x'.repeat(200_000)}"}\n{"m":"b"}\n`)
    for (const size of [10, 64, 1000]) {
      const { crew, close } = crewOf(bytes, { seed: size })
      const limits = { line: 1000 }
      const { rows, tooLong } = await inParts(bytes, size, { limits }, crew)
      expect(rows).toEqual(asOne(bytes, { limits }).slice(0, 9))
      expect(tooLong).toBe(before.length)
      close()
    }
  })
})

describe('a file that others can read', () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `{"provenance":{"license":"l${i % 5}"},"text":"row ${i} ${'x'.repeat(60)}"}\n`,
  )
  const long = `{"provenance":{"license":"l9"},"text":"${'y'.repeat(900_000)}"}\n`
  const content = [...rows.slice(0, 20_000), long, ...rows.slice(20_000), '{"provenance":', ' \n'].join('')
  const fileOf = (bytes: Uint8Array, descriptor: number | undefined): ByteSource => ({
    ...sourceOf(bytes, 1 << 19),
    size: bytes.length,
    ...(descriptor !== undefined && { descriptor }),
    fill: (room, from) => room.set(bytes.subarray(from, from + room.length)),
    range: async (from, to) => bytes.slice(from, to),
  })
  async function written(bytes: Uint8Array, line: number, crew?: Crew, descriptor?: number) {
    const { plan, found } = planOf({ limits: { line }, reference: false })
    const opened = await jsonl.open(fileOf(bytes, descriptor), plan.limits)
    const sink = memorySink()
    const writer = jsonl.write(opened.head, sink)
    const codes: unknown[] = []
    for await (const batch of opened.batches(plan, crew)) {
      expect(batch.first).toBe(codes.length + 1)
      for (const code of batch.codes) codes.push(found[code])
      await writer.put(
        batch,
        Uint8Array.from(batch.codes, (_, row) => ((batch.first + row) % 3 === 0 ? 0 : 1)),
      )
    }
    await opened.close()
    return { rows: (await writer.finish()).rows, codes, text: sink.text() }
  }

  test.each([
    ['lines that can be held', LIMITS.line],
    ['one that is too long', 500_000],
  ])('is read and written as by one thread: %s', { timeout: 60_000 }, async (_, line) => {
    const bytes = bytesOf(content)
    const alone = await written(bytes, line)
    for (const seed of [1, 2]) {
      const { crew, jobs, close } = crewOf(bytes, { seed })
      expect(await written(bytes, line, crew, DESCRIPTOR)).toEqual(alone)
      expect(jobs()).toBeGreaterThan(0)
      close()
    }
    const { crew, jobs } = crewOf(bytes)
    expect(await written(bytes, line, crew)).toEqual(alone)
    expect(jobs()).toBe(0)
  })

  test('fails where a thread fails', async () => {
    const failing: Crew = { size: 1, hear: () => setTimeout(), offer: () => Promise.reject(new Error('gone')) }
    await expect(written(bytesOf(content), LIMITS.line, failing, DESCRIPTOR)).rejects.toThrow('gone')
  })

  test('may be given up while threads are at it', async () => {
    const stop = new AbortController()
    const { plan } = planOf({ reference: false })
    const opened = await jsonl.open(fileOf(bytesOf(content), DESCRIPTOR), plan.limits, stop.signal)
    const waiting: Crew = { size: 1, hear: () => setTimeout(), offer: () => new Promise<never>(() => {}) }
    const reading = async () => {
      for await (const _ of opened.batches(plan, waiting)) stop.abort()
    }
    await expect(reading()).rejects.toMatchObject({ code: 'aborted' })
    await opened.close()
  })
})

test('a row with a number that nobody was shown is an error', () => {
  const read = createNumberReader(1, { fields: () => 7, line: () => 8 })
  const found = (codes: number[], asked: number[]): Found => ({
    bytes: bytesOf('{}\n{}\n'),
    utf8: true,
    starts: Uint32Array.of(0, 3),
    ends: Uint32Array.of(3, 6),
    codes: Uint32Array.from(codes),
    asked: Int32Array.from(asked),
    reader: 1,
    anew: false,
    tooLong: undefined,
  })
  expect([...read(found([0, 0], [0, 0, -1, -1])).codes]).toEqual([7, 7])
  for (const number of [1, 1000]) expect(() => read(found([0, number], []))).toThrow(/does not show/)
  expect(() => read({ ...found([0, 0], []), anew: true })).toThrow(/does not show/)
})

/** What a part gives is plain data, so that a thread can hand it over. */
test('what was found can be copied', () => {
  const bytes = bytesOf('{"m":1}\n{"m":2}\n')
  const { read, close } = createPartReader((_file, _name, room, from) =>
    room.set(bytes.subarray(from, from + room.length)),
  )
  const reading = {
    id: nextReading(),
    file: 1,
    name: 'a',
    size: 16,
    columns: ['m'],
    recurring: true,
    depth: 9,
    line: 99,
  }
  const found: Found = kept(read({ reading, from: 0, to: 16, begins: true, room: undefined }), undefined)
  expect(structuredClone(found, { transfer: movedBy(found) })).toMatchObject({ asked: { 0: 0, 1: 0 }, utf8: true })
  close()
})
