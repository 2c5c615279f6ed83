import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { piecewiseSink } from '../adapters/places/packing.ts'
import type { ByteSink } from '../src/ports.ts'

/** A sink in memory. */
function memory(): ByteSink & { readonly text: () => string; readonly calls: string[] } {
  const chunks: Uint8Array[] = []
  const calls: string[] = []
  return {
    calls,
    text: () => Buffer.concat(chunks).toString(),
    write: async (chunk) => void chunks.push(chunk.slice()),
    close: async () => void calls.push('close'),
    abort: async () => void calls.push('abort'),
  }
}
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
const around = (piece: Uint8Array): Uint8Array[] => ['<', Buffer.from(piece), '>'].map((part) => Buffer.from(part))

describe('what is packed piece by piece', () => {
  test('keeps its order and does not depend on how it came, whichever piece is done first', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 12 }), { maxLength: 12 }),
        fc.array(fc.nat(5), { minLength: 9, maxLength: 9 }),
        async (texts, delays) => {
          const under = memory()
          let [running, most, index] = [0, 0, 0]
          const sink = piecewiseSink(under, {
            size: 4,
            async pack(piece) {
              most = Math.max(most, ++running)
              await turns(delays[index++ % delays.length]!)
              running--
              // Read as late as this: until then its memory is its own.
              return around(piece)
            },
            end: () => Buffer.from('!'),
          })
          for (const text of texts) {
            const chunk = Buffer.from(text)
            await sink.write(chunk)
            chunk.fill(0)
          }
          await sink.close()
          const all = Buffer.from(texts.join(''))
          const pieces = Array.from({ length: Math.max(1, Math.ceil(all.length / 4)) }, (_, i) =>
            around(all.subarray(i * 4, i * 4 + 4)),
          )
          expect(under.text()).toBe(`${Buffer.concat(pieces.flat())}!`)
          expect(under.calls).toEqual(['close'])
          expect(most).toBeLessThanOrEqual(3)
        },
      ),
      { numRuns: 60 },
    ))

  test('waits for its sink, and runs three pieces ahead of it at most', async () => {
    let packed = 0
    let go = (): void => undefined
    const stalled: ByteSink = {
      ...memory(),
      write: () =>
        new Promise((resolve) => {
          go = resolve
        }),
    }
    const pack = async (piece: Uint8Array) => {
      packed++
      return [piece.slice()]
    }
    const sink = piecewiseSink(stalled, { size: 1, pack })
    let written = false
    const writing = sink.write(Buffer.from('abcdefgh')).then(() => {
      written = true
    })
    await turns(5)
    expect([packed, written]).toEqual([3, false])
    while (!written) {
      go()
      await turns(1)
    }
    await writing
  })

  test.each(['packed', 'written'])(
    'that can not be %s is the error of every later step, and is not closed',
    async (what) => {
      const cause = new Error('it broke')
      const under = memory()
      const fail = async () => Promise.reject(cause)
      const failing = what === 'written' ? { ...under, write: fail } : under
      const pack = what === 'packed' ? fail : async (piece: Uint8Array) => around(piece)
      const sink = piecewiseSink(failing, { size: 4, pack })
      const write = async (): Promise<void> => {
        for (let i = 0; i < 5; i++) await sink.write(Buffer.from('abcdef'))
      }
      await expect(write()).rejects.toBe(cause)
      await expect(sink.write(Buffer.from('a'))).rejects.toBe(cause)
      await expect(sink.close()).rejects.toBe(cause)
      await sink.abort()
      expect([under.text(), under.calls]).toEqual(['', ['abort']])
    },
  )

  test('can be given up while pieces are packed', async () => {
    const under = memory()
    const sink = piecewiseSink(under, { size: 4, pack: () => turns(2).then(() => Promise.reject(new Error('late'))) })
    await sink.write(Buffer.from('abcdefgh'))
    await sink.abort()
    await turns(5)
    expect([under.text(), under.calls]).toEqual(['', ['abort']])
  })
})
