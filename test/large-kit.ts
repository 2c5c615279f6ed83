import { Zstd } from '@hpcc-js/wasm-zstd'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'

const zstd = await Zstd.load()
export const PACK = {
  ZSTD: (bytes: Uint8Array) => new Uint8Array(zstd.compress(bytes, 1)),
  SNAPPY: (bytes: Uint8Array) => snappyCompress(bytes),
} as const
export const CODECS = ['ZSTD', 'SNAPPY'] as const
export const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && Buffer.compare(a, b) === 0

/** Numbers below 1 that look random and are the same each time. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Words, some of which come again, near or far, and stretches that nothing packs. */
function words(size: number, seed: number): Uint8Array {
  const next = numbers(seed)
  const out = new Uint8Array(size)
  for (let at = 0; at < size; ) {
    const length = Math.min(size - at, Math.ceil(next() * 3000))
    const back = Math.floor(next() * Math.min(at, 400_000))
    if (next() < 0.6 && back > length) out.copyWithin(at, at - back, at - back + length)
    else for (let i = 0; i < length; i++) out[at + i] = next() < 0.9 ? 97 + next() * 26 : next() * 256
    at += length
  }
  return out
}
export const TEXT = words(7_000_000, 1)
