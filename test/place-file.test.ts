import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFile } from '../adapters/places/file.ts'
import type { ByteSource } from '../src/ports.ts'

let root = ''
const at = (name: string): string => join(root, name)
const bytes = randomBytes(1_500_000)
const all = async (source: ByteSource): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.stream()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
/** Opens a file, reads its first chunk, does something to it, and reads the rest. */
async function disturbed(name: string, disturb: (path: string) => Promise<unknown>): Promise<unknown> {
  await writeFile(at(name), bytes)
  const source = await openFile(at(name))
  const chunks = source.stream()[Symbol.asyncIterator]()
  try {
    await chunks.next()
    await disturb(at(name))
    for (;;) if ((await chunks.next()).done) return undefined
  } catch (error) {
    return error
  } finally {
    await source.close()
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-file-'))
  await writeFile(at('a'), bytes)
  await writeFile(at('empty'), '')
})
afterAll(() => rm(root, { recursive: true }))

describe('an opened file', () => {
  it('streams its bytes, as often as asked', async () => {
    const source = await openFile(at('a'))
    expect(source.size).toBe(bytes.length)
    expect((await all(source)).equals(bytes)).toBe(true)
    expect((await all(source)).equals(bytes)).toBe(true)
    await source.close()
  })

  it('streams in chunks that the reader may keep, and no bigger than 1 MiB', async () => {
    const source = await openFile(at('a'))
    const chunks: Uint8Array[] = []
    for await (const chunk of source.stream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
    for (const chunk of chunks) {
      expect(chunk.length).toBeLessThanOrEqual(1024 * 1024)
      expect(Buffer.isBuffer(chunk)).toBe(false)
    }
    await source.close()
  })

  it('can be left early and read again', async () => {
    const source = await openFile(at('a'))
    for await (const _ of source.stream()) break
    expect((await source.range(3, 9)).length).toBe(6)
    await source.close()
  })

  it('gives ranges', async () => {
    const source = await openFile(at('a'), { name: 'as written' })
    expect(Buffer.from(await source.range(10, 20)).equals(bytes.subarray(10, 20))).toBe(true)
    expect((await source.range(5, 5)).length).toBe(0)
    expect(Buffer.from(await source.range(0, bytes.length)).equals(bytes)).toBe(true)
    await expect(source.range(0, bytes.length + 1)).rejects.toMatchObject({ code: 'truncated', file: 'as written' })
    for (const [from, to] of [
      [-1, 3],
      [5, 4],
      [0.5, 2],
      [0, Number.NaN],
      [0, 2 ** 60],
    ] as const) {
      await expect(source.range(from, to)).rejects.toMatchObject({ code: 'format', message: /`as written`/ })
    }
    await source.close()
  })

  it('can be empty', async () => {
    const source = await openFile(at('empty'))
    expect([source.size, (await all(source)).length]).toEqual([0, 0])
    await source.close()
  })

  it('can not be read after it was closed', async () => {
    const source = await openFile(at('a'))
    await source.close()
    await expect(all(source)).rejects.toMatchObject({ code: 'input', message: /can not read/ })
  })
})

describe('a file that is changed while it is read', () => {
  const CHANGES: readonly [how: string, change: (path: string) => Promise<unknown>][] = [
    ['shrank', (path) => truncate(path, 600_000)],
    ['grew', (path) => appendFile(path, 'x')],
    ['was written to', (path) => utimes(path, 1, 1)],
  ]
  for (const [how, change] of CHANGES) {
    it(`${how}: an error`, async () => {
      expect(await disturbed(how, change)).toMatchObject({
        code: 'truncated',
        file: at(how),
        message: expect.stringContaining(how),
      })
    })
  }

  it('a range of bytes that are gone: an error', async () => {
    await writeFile(at('cut'), 'abcdef')
    const source = await openFile(at('cut'))
    await truncate(at('cut'), 3)
    await expect(source.range(0, 6)).rejects.toMatchObject({ code: 'truncated' })
    await source.close()
  })

  it('replaced by another of its name: the opened one is read', async () => {
    expect(await disturbed('replaced', (path) => rm(path))).toBeUndefined()
  })
})

describe('what is not a file', () => {
  it('is not opened', async () => {
    await symlink('/dev/null', at('link'))
    await expect(openFile(at('gone'))).rejects.toMatchObject({ code: 'input', message: /no such file/ })
    await expect(openFile(root)).rejects.toMatchObject({ code: 'input', message: /is a folder/ })
    await expect(openFile(at('link'))).rejects.toMatchObject({ code: 'input', message: /is a device/, fix: /stdin/ })
    await expect(openFile('a\0b')).rejects.toMatchObject({ code: 'input' })
  })
})
