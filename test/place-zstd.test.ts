import { randomBytes } from 'node:crypto'
import { Zstd } from '@hpcc-js/wasm-zstd'
import { beforeAll, describe, expect, test } from 'vitest'
import xxhash from 'xxhash-wasm'
import { unzstdSource, zstdSink } from '../adapters/places/zstd.ts'
import { nativeZstd } from '../adapters/places/zstd-native.ts'
import { wasmZstd } from '../adapters/places/zstd-wasm.ts'
import { ProvgateError } from '../src/errors.ts'
import type { ByteSource } from '../src/ports.ts'
import { cut, sourceOf as namedSource, readAll, readOnSource } from './packed-kit.ts'

const NAME = 'a.jsonl.zst'
const text = Buffer.from(Array.from({ length: 30_000 }, (_, i) => `{"id":${i},"text":"${i % 97} é"}\n`).join(''))
/** Node's own Zstandard came with 22.15 and 23.8; what has none is tested with the other alone. */
const WAYS = Object.entries({ WebAssembly: await wasmZstd(), ...(nativeZstd() && { 'Node itself': nativeZstd()! }) })
let zstd: Zstd
let one: Buffer
let checked: Buffer
let both: Buffer

/** The frame with the mark and the checksum that compressors write by default. */
async function withChecksum(frame: Uint8Array, content: Uint8Array): Promise<Buffer> {
  const { create64 } = await xxhash()
  const tail = Buffer.alloc(4)
  tail.writeUInt32LE(Number(create64().update(content).digest() & 0xffffffffn))
  const bytes = Buffer.concat([frame, tail])
  bytes[4] = (bytes[4] as number) | 4
  return bytes
}

beforeAll(async () => {
  zstd = await Zstd.load()
  one = Buffer.from(zstd.compress(text))
  checked = await withChecksum(one, text)
  both = Buffer.concat([checked, Buffer.from(zstd.compress(Buffer.from('{"last":1}\n')))])
})

const sourceOf = (...chunks: readonly Uint8Array[]) => namedSource(NAME, ...chunks)
const skippable = (size: number): Buffer => {
  const bytes = Buffer.alloc(8 + size, 0x7b)
  bytes.writeUInt32LE(0x184d2a5c, 0)
  bytes.writeUInt32LE(size, 4)
  return bytes
}
const patched = (at: number, byte: number): Buffer => {
  const bytes = Buffer.from(checked)
  bytes[at] = byte
  return bytes
}

test('from Node 24 on, both ways are tested', () => {
  expect(WAYS.length === 2 || Number.parseInt(process.versions.node, 10) < 24).toBe(true)
})

describe.each(WAYS)('Zstandard that is read by %s', (_, way) => {
  const read = (...chunks: Uint8Array[]): Promise<Buffer> => readAll(unzstdSource(sourceOf(...chunks), { way }))

  test('comes out whole, with and without a checksum, over frames and skipped ones, however it is cut', async () => {
    expect((await read(one)).equals(text)).toBe(true)
    const whole = Buffer.concat([text, Buffer.from('{"last":1}\n')])
    const parts = Buffer.concat([skippable(3), both, skippable(300_000)])
    expect((await read(parts)).equals(whole)).toBe(true)
    for (const size of [1, 2, 3, 7, 100, 70_000])
      expect((await read(...cut(both, size))).equals(whole), `in pieces of ${size}`).toBe(true)
    const noise = randomBytes(600_000)
    expect((await read(Buffer.from(zstd.compress(noise)))).equals(noise)).toBe(true)
    expect((await read(Buffer.from(zstd.compress(new Uint8Array(0))))).length).toBe(0)
    const far = Buffer.concat(Array.from({ length: 5 }, () => noise.subarray(0, 555_555)).concat(text))
    const packed = Buffer.from(zstd.compress(far))
    expect(packed.length).toBeLessThan(1_000_000)
    expect((await read(packed)).equals(far)).toBe(true)
  })

  test('is read into the same memory again and again, where the source can', async () => {
    const { source, into } = readOnSource(NAME, Buffer.concat([both, both]), 10_000)
    const whole = Buffer.concat([text, Buffer.from('{"last":1}\n')])
    expect((await readAll(unzstdSource(source, { way }))).equals(Buffer.concat([whole, whole]))).toBe(true)
    expect(into.size).toBe(1)
  })

  test('is truncated wherever it is cut, but between two frames', async () => {
    for (let at = 1; at < both.length; at += at < 40 || at > checked.length - 8 ? 1 : 997) {
      if (at === checked.length) continue
      const error = await read(both.subarray(0, at)).catch((reason) => reason)
      expect(error, `cut at ${at}`).toMatchObject({
        code: at < 4 || (at > checked.length && at < checked.length + 4) ? 'format' : 'truncated',
        file: NAME,
      })
    }
    await expect(read()).rejects.toMatchObject({ code: 'format', file: NAME })
  })

  test.each<[string, () => Buffer, string, RegExp]>([
    ['no Zstandard at all', () => Buffer.from('{"a":1}\n'), 'format', /does not begin as such data do/],
    ['a wrong checksum', () => patched(checked.length - 1, checked.at(-1)! ^ 1), 'format', /checksum does not fit/],
    ['bytes behind its end', () => Buffer.concat([checked, Buffer.from('{"a":1}\n')]), 'format', /other bytes follow/],
    ['a reserved bit', () => patched(4, checked[4]! | 8), 'format', /reserved bit/],
    ['a dictionary', () => patched(4, checked[4]! | 1), 'unsupported', /dictionary/],
    ['another size than it says', () => patched(5, checked[5]! ^ 1), 'format', /another size|orrupt|broken/],
    ['a window of 2 TiB', () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0]), 'limit', /bytes of memory/],
    ['a block of no known kind', () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 7, 0, 0]), 'format', /no known kind/],
  ])('is refused with %s', async (_, bytes, code, message) => {
    await expect(read(bytes())).rejects.toMatchObject({ code, file: NAME, message })
  })

  test('with any byte changed it is an error or the same content, never other content', async () => {
    const small = Buffer.from('{"model":"gpt-4"}\n{"model":"mistral"}\n'.repeat(20))
    const frame = await withChecksum(zstd.compress(small), small)
    for (let at = 0; at < frame.length; at++)
      for (const flip of [1, 0x80, 0xff]) {
        const bytes = Buffer.from(frame)
        bytes[at] = bytes[at]! ^ flip
        const found = await read(bytes).catch((error) => error)
        // Without the mark of a checksum its four bytes are what follows the end.
        if (found instanceof Error) expect(found, `byte ${at}`).toMatchObject({ file: NAME })
        else expect(found.equals(small), `byte ${at} ^ ${flip}`).toBe(true)
      }
  })

  test('that unpacks to far too much is stopped', async () => {
    const bomb = Buffer.from(zstd.compress(Buffer.alloc(300 * 1024 * 1024)))
    let most = 0
    const reading = (async () => {
      for await (const chunk of unzstdSource(sourceOf(bomb), { way }).stream()) most += chunk.length
    })()
    await expect(reading).rejects.toMatchObject({ code: 'limit', file: NAME })
    expect(most).toBeLessThan(260 * 1024 * 1024)
  })

  test('does not read ahead of a reader that stalls, and can be left early', async () => {
    const source = sourceOf(...cut(Buffer.from(zstd.compress(randomBytes(8_000_000))), 65_536))
    const chunks = unzstdSource(source, { way }).stream()[Symbol.asyncIterator]()
    await chunks.next()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(source.taken).toBeLessThan(20)
    await chunks.return?.()
    expect(source.left).toBe(true)
  })

  test('stops when it is told to', async () => {
    const stop = new AbortController()
    const source = sourceOf(...cut(both, 1000))
    const chunks = unzstdSource(source, { way, signal: stop.signal }).stream()[Symbol.asyncIterator]()
    await chunks.next()
    stop.abort()
    await expect(chunks.next()).rejects.toMatchObject({ code: 'aborted' })
    expect(source.left).toBe(true)
  })

  test('hands on the errors of its source as they are', async () => {
    const cause = new ProvgateError('input', 'the disk broke')
    const failing: ByteSource = {
      name: NAME,
      async *stream() {
        yield one.subarray(0, 9000)
        throw cause
      },
    }
    await expect(readAll(unzstdSource(failing, { way }))).rejects.toBe(cause)
  })

  test('of two sources at the same time is not mixed', async () => {
    const other = Buffer.from('b\n'.repeat(700_000))
    const [a, b] = await Promise.all([read(...cut(both, 5000)), read(...cut(Buffer.from(zstd.compress(other)), 7))])
    expect(a.subarray(0, text.length).equals(text)).toBe(true)
    expect(b.equals(other)).toBe(true)
  })
})

describe.each(WAYS)('Zstandard that is written by %s', (_, way) => {
  const write = async (...chunks: Uint8Array[]): Promise<Buffer> => {
    const out: Uint8Array[] = []
    const sink = await zstdSink(
      {
        write: async (chunk) => void out.push(chunk.slice()),
        close: async () => undefined,
        abort: async () => undefined,
      },
      { way },
    )
    for (const chunk of chunks) await sink.write(chunk)
    await sink.close()
    return Buffer.concat(out)
  }

  const read = (...chunks: Uint8Array[]): Promise<Buffer> => readAll(unzstdSource(sourceOf(...chunks)))

  test('is the content again, and the same bytes however it came', async () => {
    const large = Buffer.concat([text, randomBytes(1_500_000), text])
    const whole = await write(large)
    expect((await read(whole)).equals(large)).toBe(true)
    expect(
      (await write(large.subarray(0, 1), large.subarray(1, 1_048_576), large.subarray(1_048_576))).equals(whole),
    ).toBe(true)
    expect((await read(await write())).length).toBe(0)
  })

  test('is a frame with a size and a checksum for each MiB, the same where the library is of the same version', async () => {
    const large = Buffer.concat([text, text, randomBytes(1_000_000)])
    const frames = await Promise.all(
      cut(large, 1024 * 1024).map((content) => withChecksum(zstd.compress(content, 3), content)),
    )
    const written = await write(...cut(large, 300_000))
    if (way === WAYS[0]![1] || process.versions.zstd === zstd.version())
      expect(written.equals(Buffer.concat(frames))).toBe(true)
    expect(written[4]! & 4).toBe(4)
    written[written.length - 1]! ^= 1
    await expect(read(written)).rejects.toMatchObject({ message: /checksum does not fit/ })
  })

  test('by two at the same time does not mix', async () => {
    const [a, b] = await Promise.all([write(text, text), write(Buffer.from('b\n'.repeat(700_000)))])
    expect((await read(a)).equals(Buffer.concat([text, text]))).toBe(true)
    expect((await read(b)).toString()).toBe('b\n'.repeat(700_000))
  })

  test('is not copied byte by byte, nor what is read', async () => {
    const { prototype } = Uint8Array
    const iterate = prototype[Symbol.iterator]
    let longest = 0
    prototype[Symbol.iterator] = function (this: Uint8Array) {
      longest = Math.max(longest, this.length)
      return iterate.call(this)
    }
    try {
      await readAll(unzstdSource(sourceOf(await write(text)), { way }))
    } finally {
      Reflect.deleteProperty(prototype, Symbol.iterator)
    }
    expect(longest).toBeLessThan(100)
  })
})
