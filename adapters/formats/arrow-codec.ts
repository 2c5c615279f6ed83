import { CompressionType, compressionRegistry } from 'apache-arrow'
import { ProvgateError } from '../../src/index.ts'
import { fault } from './arrow-fault.ts'
import { lz4Frame } from './lz4.ts'
import { zstdFrame } from './zstd.ts'

/** Length that marks a buffer stored as it is. */
const STORED = -1n
const PREFIX = 8

type Decode = (bytes: Uint8Array, size: number) => Uint8Array
const CODECS: Readonly<Record<number, Decode>> = {
  [CompressionType.LZ4_FRAME]: lz4Frame,
  [CompressionType.ZSTD]: zstdFrame,
}

/**
 * The buffers of a compressed message, decompressed. A codec that the caller registered with apache-arrow's
 * `compressionRegistry` goes before the ones here, since it may be faster.
 */
export function inflate(buffers: readonly Uint8Array[], number: number, limit: number): Uint8Array[] {
  const decode = decoder(number)
  let total = 0
  return buffers.map((buffer) => {
    if (buffer.length === 0) return buffer
    if (buffer.length < PREFIX) throw fault('format', 'is damaged: a compressed buffer without its length')
    const length = new DataView(buffer.buffer, buffer.byteOffset, PREFIX).getBigInt64(0, true)
    const content = buffer.subarray(PREFIX)
    if (length < STORED) throw fault('format', 'is damaged: a compressed buffer of negative length')
    total += length === STORED ? content.length : Number(length)
    if (total > limit) throw fault('limit', `has a record batch of more than ${limit} bytes when decompressed`)
    if (length === STORED) return content
    if (length === 0n) return new Uint8Array(0)
    const decoded = decode(content, Number(length))
    if (decoded.length !== Number(length)) throw fault('format', 'is damaged: a buffer decompresses to another length')
    return decoded.byteOffset % 8 === 0 ? decoded : decoded.slice()
  })
}

function decoder(number: number): Decode {
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
