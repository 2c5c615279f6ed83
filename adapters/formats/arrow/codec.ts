import { CompressionType, compressionRegistry } from 'apache-arrow'
import { ProvgateError } from '../../../src/index.ts'
import { lz4Frame } from '../codecs/lz4.ts'
import { zstdFrame } from '../codecs/zstd.ts'
import { fault } from './fault.ts'

/** Length that marks a buffer stored as it is. */
export const STORED = -1n
/** Bytes of the length before each buffer. */
export const PREFIX = 8

type Decode = (bytes: Uint8Array, size: number) => Uint8Array
const CODECS: Readonly<Record<number, Decode>> = {
  [CompressionType.LZ4_FRAME]: (bytes, size) => lz4Frame(bytes, size),
  [CompressionType.ZSTD]: (bytes, size) => zstdFrame(bytes, size),
}

/**
 * What decompresses a buffer behind its length. A codec that the caller registered with apache-arrow's
 * `compressionRegistry` goes before the ones here, since it may be faster.
 */
export function codecOf(number: number): Decode {
  const registered = number in CompressionType ? compressionRegistry.get(number)?.decode : undefined
  const decode = registered ?? CODECS[number]
  if (!decode) throw fault('unsupported', `has compressed record batches of the unknown codec ${number}`)
  return (bytes, size) => {
    try {
      return decode(bytes, size)
    } catch (cause) {
      if (cause instanceof ProvgateError) throw cause
      throw new ProvgateError('format', 'is damaged: a buffer can not be decompressed', { cause })
    }
  }
}
