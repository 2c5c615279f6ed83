import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { jsonl } from '../adapters/formats/jsonl.ts'
import { ProvgateError } from '../src/errors.ts'
import { type ByteSource, LIMITS } from '../src/ports.ts'
import { planOf, run, runSource, sourceOf } from './jsonl-kit.ts'
import { numbers, same } from './large-kit.ts'

test('the rows and bytes are the same however the input is cut', async () => {
  const content = '\ufeff{"provenance":"é"}\r\n\n{"a":"\u2028😀"}\nx\n{"provenance":{"a":1,"a":1}}\n{"provenance":[1]}'
  const whole = await run(content)
  for (let size = 1; size < 90; size++) expect(await run(content, { size })).toEqual(whole)
  expect(whole.out).toEqual(new TextEncoder().encode(content.replace('\r\n\n', '\r\n')))
})

test('rows are numbered on over batches of about a MiB', async () => {
  const line = `{"provenance":"p","t":"${'x'.repeat(1000)}"}\n`
  const { plan } = planOf()
  const opened = await jsonl.open(sourceOf(line.repeat(5000), 1 << 22), plan.limits)
  let next = 1
  let batches = 0
  for await (const batch of opened.batches(plan)) {
    expect(batch.first).toBe(next)
    expect(batch.payload.bytes.length).toBeLessThan(1.5 * (1 << 20))
    next += batch.codes.length
    batches++
  }
  expect(next).toBe(5001)
  expect(batches).toBeGreaterThan(3)
})

test('nothing is read ahead of the one who asks', async () => {
  const source = sourceOf(`{"t":"${'x'.repeat(1000)}"}\n`.repeat(20_000))
  const { plan } = planOf()
  const opened = await jsonl.open(source, plan.limits)
  for await (const _ of opened.batches(plan)) break
  expect(source.given).toBeLessThan(3 << 20)
})

test('a source may be an object of a class, whose reading rests on what it holds', async () => {
  class Lines implements ByteSource {
    readonly name = 'in.jsonl'
    private left = new TextEncoder().encode('{"provenance":"a"}\n{"provenance":"b"}\n')
    read(room: Uint8Array): number {
      const part = this.left.subarray(0, Math.min(5, room.length))
      room.set(part)
      this.left = this.left.subarray(part.length)
      return part.length
    }
    stream(): never {
      throw new Error('it is read instead')
    }
  }
  const { plan } = planOf()
  const opened = await jsonl.open(new Lines(), plan.limits)
  let rows = 0
  for await (const { codes } of opened.batches(plan)) rows += codes.length
  expect(rows).toBe(2)
})

test('rows of a source that has no more for now go on at once', async () => {
  const line = '{"provenance":"a"}\n'
  const early = new TextEncoder().encode(line.repeat(20_000))
  let at = 0
  const input: ByteSource = {
    name: 'in.jsonl',
    read(room) {
      const part = early.subarray(at, at + Math.min(room.length, 60_000))
      room.set(part)
      at += part.length
      // then it stalls for good
      return part.length > 0 ? part.length : new Promise<number>(() => undefined)
    },
    stream() {
      throw new Error('it is read instead')
    },
  }
  const { plan } = planOf()
  const opened = await jsonl.open(input, plan.limits)
  let rows = 0
  for await (const { codes } of opened.batches(plan)) {
    rows += codes.length
    if (rows === 20_000) break
  }
  expect(rows).toBe(20_000)
})

/** A source that can be read while something else is done, as many bytes at a time as `some` says. */
function aheadOf(content: Uint8Array, some: (most: number) => number, fails = Number.POSITIVE_INFINITY) {
  let at = 0
  let busy = false
  const counts = { read: 0, ahead: 0 }
  const take = (room: Uint8Array): number => {
    if (at >= fails) throw new Error('the disk is gone')
    const part = content.subarray(at, at + Math.max(1, some(room.length)))
    room.set(part)
    at += part.length
    return part.length
  }
  const source: ByteSource = {
    name: 'data/in.jsonl',
    read(room) {
      expect(busy).toBe(false)
      counts.read++
      return take(room)
    },
    async ahead(room) {
      expect(busy).toBe(false)
      busy = true
      counts.ahead++
      try {
        await setTimeout(1)
        return take(room)
      } finally {
        busy = false
      }
    },
    stream() {
      throw new Error('it is read instead')
    },
  }
  return { source, counts, busy: () => busy }
}

describe('a source that is read ahead', () => {
  /** Lines of very different lengths, some of which fit no margin, or no block. */
  function lines(seed: number): Uint8Array {
    const random = numbers(seed)
    let text = ''
    while (text.length < 12 << 20) {
      const drawn = random()
      const length = drawn < 0.0005 ? 3 << 20 : drawn < 0.01 ? 300_000 : drawn * 2000
      text += `{"provenance":"${Math.floor(random() * 9)}","t":"${'x'.repeat(length)}"}\n`
    }
    return new TextEncoder().encode(text)
  }

  test.each([1, 2, 3, 4])('gives the same rows, whole blocks or parts of them (%d)', async (seed) => {
    const content = lines(seed)
    const random = numbers(seed)
    const whole = await run(content)
    const parts = aheadOf(content, (most) => (random() < 0.3 ? random() * most : most))
    const { rows, written, out } = await runSource(parts.source)
    expect({ rows, written }).toEqual({ rows: whole.rows, written: whole.written })
    expect(same(out, content)).toBe(true)
    expect(parts.counts.ahead).toBeGreaterThan(2)
  })

  test('is left when it was read', async () => {
    const { source, busy } = aheadOf(lines(5), (most) => most)
    const { plan } = planOf()
    const opened = await jsonl.open(source, plan.limits)
    let seen = false
    for await (const _ of opened.batches(plan)) {
      seen ||= busy()
      if (seen) break
    }
    expect(seen).toBe(true)
    expect(busy()).toBe(false)
  })

  test('fails as one that is not', async () => {
    const { source } = aheadOf(lines(6), (most) => most, 5 << 20)
    await expect(runSource(source)).rejects.toMatchObject({
      code: 'input',
      message: 'can not read `data/in.jsonl`: the disk is gone',
    })
  })
})

const failing = (error: unknown): ByteSource => ({
  name: 'in.jsonl',
  async *stream() {
    yield new TextEncoder().encode('{"a":1}\n'.repeat(300_000))
    throw error
  },
})

describe('an input that fails half-way', () => {
  const read = async (input: ByteSource, signal?: AbortSignal) => {
    const { plan } = planOf()
    const opened = await jsonl.open(input, LIMITS, signal)
    for await (const _ of opened.batches(plan));
  }
  test('is named with its cause', async () => {
    await expect(read(failing(new Error('EIO: i/o error')))).rejects.toMatchObject({
      name: 'ProvgateError',
      code: 'input',
      message: 'can not read `in.jsonl`: EIO: i/o error',
      file: 'in.jsonl',
    })
  })
  test('keeps an error that is ours', async () => {
    const ours = new ProvgateError('truncated', '`in.jsonl.gz` ends early')
    await expect(read(failing(ours))).rejects.toBe(ours)
  })
  test('stops when it is told to', async () => {
    await expect(read(sourceOf('{}\n'), AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  })
  test('is closed when reading stops', async () => {
    let closed = 0
    const input: ByteSource = {
      name: 'in.jsonl',
      async *stream() {
        try {
          for (;;) yield new TextEncoder().encode('{}\n'.repeat(100_000))
        } finally {
          closed++
        }
      },
    }
    const { plan } = planOf()
    const first = await jsonl.open(input, LIMITS)
    for await (const _ of first.batches(plan)) break
    expect(closed).toBe(1)
    const second = await jsonl.open(input, LIMITS)
    await second.close()
    expect(closed).toBe(2)
  })
  test('can be read only once', async () => {
    const { plan } = planOf()
    const opened = await jsonl.open(sourceOf('{}\n'), LIMITS)
    for await (const _ of opened.batches(plan));
    const again = opened.batches(plan)[Symbol.asyncIterator]().next()
    await expect(again).rejects.toMatchObject({ code: 'input' })
  })
})
