import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Digest, digestOf, digestSource } from '../adapters/places/digest.ts'
import type { ByteSource } from '../src/ports.ts'

const bytes = randomBytes(100_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const source: ByteSource = {
  name: 'a',
  size: bytes.length,
  async *stream() {
    yield bytes.subarray(0, 7)
    yield bytes.subarray(7)
  },
  range: async (from, to) => bytes.subarray(from, to),
}

describe('a digest', () => {
  it('is told at the end of the stream, and says all that was read', async () => {
    const told: Digest[] = []
    const read: Uint8Array[] = []
    for await (const chunk of digestSource(source, (digest) => told.push(digest)).stream()) {
      expect(told).toEqual([])
      read.push(chunk)
    }
    expect(told).toEqual([{ sha256, bytes: bytes.length }])
    expect(Buffer.concat(read).equals(bytes)).toBe(true)
  })

  it('is not told of what was read in part', async () => {
    const told: Digest[] = []
    for await (const _ of digestSource(source, (digest) => told.push(digest)).stream()) break
    expect(told).toEqual([])
  })

  it('leaves the rest of the source as it is', async () => {
    const wrapped = digestSource(source, () => undefined)
    expect([wrapped.name, wrapped.size, wrapped.close]).toEqual(['a', bytes.length, undefined])
    expect(await wrapped.range?.(1, 3)).toEqual(bytes.subarray(1, 3))
    const { range: _, size: __, ...piped } = source
    expect([digestSource(piped, () => undefined).range]).toEqual([undefined])
  })

  it('can be had in one pass for a source that is read by ranges', async () => {
    expect(await digestOf(source)).toEqual({ sha256, bytes: bytes.length })
  })
})
