import { randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gunzipSource, gzipSink } from '../adapters/places/gzip.ts'
import { ProvgateError } from '../src/errors.ts'
import type { ByteSink, ByteSource } from '../src/ports.ts'
import { cut, sourceOf as namedSource, readAll, readOnSource } from './packed-kit.ts'

const sourceOf = (...chunks: readonly Uint8Array[]) => namedSource('a.jsonl.gz', ...chunks)

/** Bytes that are packed at a time. */
const PIECE = 512 * 1024

const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => void process.on('unhandledRejection', note).on('uncaughtException', note))
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', note).off('uncaughtException', note)
  expect(unhandled.splice(0)).toEqual([])
})

const text = Buffer.from(Array.from({ length: 40_000 }, (_, at) => `{"row":${at}}\n`).join(''))
const one = gzipSync('hello '.repeat(9))
const two = gzipSync('world '.repeat(9))
const both = Buffer.concat([one, two])

describe('gunzip', () => {
  it('gives the bytes, however they are cut', async () => {
    const packed = gzipSync(text)
    for (const size of [1000, 65_536, 1_000_000]) {
      expect((await readAll(gunzipSource(sourceOf(...cut(packed, size))))).equals(text)).toBe(true)
    }
    const source = gunzipSource(sourceOf(packed))
    expect([source.name, source.range, source.size]).toEqual(['a.jsonl.gz', undefined, undefined])
  })

  it('reads into the same memory again and again, where the source can', async () => {
    const { source, into } = readOnSource('a.jsonl.gz', gzipSync(text), 1000)
    expect((await readAll(gunzipSource(source))).equals(text)).toBe(true)
    expect(into.size).toBe(1)
  })

  it('reads all members, wherever the chunks end', async () => {
    const whole = gunzipSync(both)
    for (let at = 0; at <= both.length; at++) {
      const source = gunzipSource(sourceOf(both.subarray(0, at), both.subarray(at)))
      expect((await readAll(source)).equals(whole), `cut at ${at}`).toBe(true)
    }
  })

  it('finds every cut but one between two members', async () => {
    for (let at = 0; at < both.length; at++) {
      if (at === one.length) continue
      const error = await readAll(gunzipSource(sourceOf(both.subarray(0, at)))).catch((reason) => reason)
      expect(error, `cut at ${at}`).toMatchObject({
        code: 'truncated',
        file: 'a.jsonl.gz',
        message: /`a.jsonl.gz` ends/,
      })
    }
    await expect(readAll(gunzipSource(sourceOf()))).rejects.toMatchObject({ code: 'truncated' })
  })

  const damaged = Buffer.from(one)
  damaged[one.length - 6] = (damaged[one.length - 6] as number) ^ 1
  const BAD: readonly [what: string, chunks: Uint8Array[]][] = [
    ['a wrong checksum', [damaged]],
    ['no gzip at all', [Buffer.from('{"a":1}\n')]],
    ['bytes after the end', [one, Buffer.from('{"a":1}\n')]],
    ['bytes after the end, in one chunk', [Buffer.concat([one, Buffer.from('xx')])]],
    ['a member hidden behind zero bytes', [Buffer.concat([one, Buffer.alloc(10), two])]],
    ['a member hidden behind zero bytes, in chunks of its own', [one, Buffer.alloc(10), two]],
    ['a member hidden behind a zero byte at the end of a chunk', [Buffer.concat([one, Buffer.alloc(1)]), two]],
    ['one byte behind many zero bytes', [one, Buffer.alloc(1000), Buffer.alloc(1000), Buffer.from([0, 1])]],
  ]
  for (const [what, chunks] of BAD) {
    it(`refuses ${what}`, async () => {
      await expect(readAll(gunzipSource(sourceOf(...chunks)))).rejects.toMatchObject({
        code: 'format',
        file: 'a.jsonl.gz',
        message: /`a.jsonl.gz` is not valid gzip/,
      })
    })
  }

  it('lets zero bytes fill up the end', async () => {
    for (const chunks of [[Buffer.concat([both, Buffer.alloc(512)])], [both, Buffer.alloc(512), Buffer.alloc(3)]]) {
      expect((await readAll(gunzipSource(sourceOf(...chunks)))).equals(gunzipSync(both))).toBe(true)
    }
  })

  it('stops a bomb, and nothing else', async () => {
    const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024))
    const small = { bytes: 1024 * 1024, ratio: 500 }
    await expect(readAll(gunzipSource(sourceOf(bomb), { bomb: small }))).rejects.toMatchObject({
      code: 'limit',
      file: 'a.jsonl.gz',
    })
    expect((await readAll(gunzipSource(sourceOf(bomb)))).length).toBe(32 * 1024 * 1024)
    const dense = gzipSync(randomBytes(2 * 1024 * 1024))
    expect((await readAll(gunzipSource(sourceOf(dense), { bomb: small }))).length).toBe(2 * 1024 * 1024)
  })

  it('does not read ahead of a reader that stalls', async () => {
    const packed = gzipSync(randomBytes(8 * 1024 * 1024))
    const source = sourceOf(...cut(packed, 65_536))
    const chunks = gunzipSource(source).stream()[Symbol.asyncIterator]()
    await chunks.next()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(source.taken).toBeLessThan(20)
    await chunks.return?.()
    expect(source.left).toBe(true)
  })

  it('can be left early, at any chunk', async () => {
    for (const stop of [1, 2, 3]) {
      const source = sourceOf(...cut(gzipSync(text), 1000))
      let seen = 0
      for await (const _ of gunzipSource(source).stream()) if (++seen === stop) break
      expect(source.left).toBe(true)
    }
  })

  it('stops when it is told to', async () => {
    const stop = new AbortController()
    const source = sourceOf(...cut(gzipSync(text), 1000))
    const chunks = gunzipSource(source, { signal: stop.signal }).stream()[Symbol.asyncIterator]()
    stop.abort()
    await expect(chunks.next()).rejects.toMatchObject({ code: 'aborted' })
    expect(source.left).toBe(true)
  })

  it('hands on the errors of its source as they are', async () => {
    const cause = new ProvgateError('input', 'the disk broke')
    const failing: ByteSource = {
      name: 'a.jsonl.gz',
      async *stream() {
        yield one
        throw cause
      },
    }
    await expect(readAll(gunzipSource(failing))).rejects.toBe(cause)
  })
})

/** A sink in memory. */
function memory(fail?: Error): ByteSink & { readonly bytes: Buffer; readonly calls: string[] } {
  const chunks: Uint8Array[] = []
  const calls: string[] = []
  return {
    calls,
    get bytes() {
      return Buffer.concat(chunks)
    },
    async write(chunk) {
      if (fail) throw fail
      chunks.push(Uint8Array.from(chunk))
    },
    close: async () => void calls.push('close'),
    abort: async () => void calls.push('abort'),
  }
}
async function pack(chunks: readonly Uint8Array[]): Promise<Buffer> {
  const inner = memory()
  const sink = gzipSink(inner)
  for (const chunk of chunks) await sink.write(chunk)
  await sink.close()
  expect(inner.calls).toEqual(['close'])
  return inner.bytes
}

describe('gzip', () => {
  it('gives back what went in', async () => {
    const noise = randomBytes(1_100_000)
    const sizes = [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 1_100_000]
    for (const bytes of [text, Buffer.alloc(0), ...sizes.map((size) => noise.subarray(0, size))]) {
      const packed = await pack(cut(bytes, 10_000))
      expect(gunzipSync(packed).equals(bytes)).toBe(true)
      expect((await readAll(gunzipSource(sourceOf(packed)))).equals(bytes)).toBe(true)
    }
  })

  it('is one member, for readers that know no other, and hardly larger than if it were packed in one go', async () => {
    const words = Array.from({ length: 2000 }, () => randomBytes(3).toString('hex'))
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => words[(i * i * 7919) % 1999]).join(' '))
    const packed = await pack([bytes])
    const stream = new Blob([Uint8Array.from(packed)]).stream().pipeThrough(new DecompressionStream('gzip'))
    expect(Buffer.from(await new Response(stream).arrayBuffer()).equals(bytes)).toBe(true)
    expect(packed.length).toBeLessThan(1.01 * gzipSync(bytes, { level: 4 }).length)
  })

  it('gives the same bytes for the same content, without time or system', async () => {
    const packed = await pack([text])
    expect((await pack(cut(text, 777))).equals(packed)).toBe(true)
    expect([...packed.subarray(0, 10)]).toEqual([31, 139, 8, 0, 0, 0, 0, 0, 0, 255])
  })

  it('ends at the first error of its sink', async () => {
    const cause = new ProvgateError('output', 'the disk is full')
    const inner = memory(cause)
    const sink = gzipSink(inner)
    const writing = async (): Promise<void> => {
      for (let at = 0; at < 100; at++) await sink.write(randomBytes(65_536))
    }
    await expect(writing()).rejects.toBe(cause)
    await expect(sink.write(text)).rejects.toBe(cause)
    await expect(sink.close()).rejects.toBe(cause)
    await sink.abort()
    expect(inner.calls).toEqual(['abort'])
  })

  it('can be given up', async () => {
    const inner = memory()
    const sink = gzipSink(inner)
    await sink.write(text)
    await sink.abort()
    expect(inner.calls).toEqual(['abort'])
  })
})
