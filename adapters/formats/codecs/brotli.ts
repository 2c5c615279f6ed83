import { decompressBrotli } from 'hyparquet-compressors'
import { BrotliOutput } from 'hyparquet-compressors/src/brotli.streams.js'

/** Bytes that the decoder at work may still give; it works synchronously, so there is one at a time. */
let left = Number.POSITIVE_INFINITY

// The decoder takes more memory when the data gives more than was asked for, and fills up with zeros what the data does
// not give, both without a word. It has no hook, so the one method through which it gives bytes counts them.
const { write } = BrotliOutput.prototype
BrotliOutput.prototype.write = function (bytes, count) {
  left -= count
  if (left < 0) throw new RangeError('Brotli data gives more than it should')
  return write.call(this, bytes, count)
}

/** Decodes Brotli data of exactly `size` bytes; the memory it takes is bound by `size`. */
export function brotli(bytes: Uint8Array, size: number): Uint8Array {
  left = size
  try {
    const decoded = decompressBrotli(bytes, size)
    if (left > 0) throw new RangeError('Brotli data gives less than it should')
    return decoded
  } finally {
    left = Number.POSITIVE_INFINITY
  }
}
