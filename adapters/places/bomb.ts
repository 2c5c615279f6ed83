import { ProvgateError } from '../../src/index.ts'

/** Output from which the ratio is looked at, and the ratio that no honest file of records reaches. */
export const BOMB = { bytes: 256 * 1024 * 1024, ratio: 1000 }

/** Watches how much comes out of packed bytes. */
export function countedOut(file: string, bomb = BOMB) {
  let [into, out] = [0, 0]
  return {
    /** Packed bytes that were taken. */
    taken(length: number): void {
      into += length
    },
    /** @throws ProvgateError `limit` where far too much comes out of what was taken */
    count(chunk: Uint8Array): Uint8Array {
      out += chunk.length
      if (out > bomb.bytes && out > bomb.ratio * into)
        throw new ProvgateError('limit', `\`${file}\` unpacks to more than ${bomb.ratio} times its size`, {
          file,
          fix: 'unpack it first, if it is to be trusted',
        })
      return chunk
    },
  }
}
