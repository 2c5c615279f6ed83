import { CompressionType, compressionRegistry } from 'apache-arrow'
import { fault } from './arrow-fault.ts'

/** Length that marks a buffer stored as it is. */
const STORED = -1n
const PREFIX = 8

/**
 * The buffers of a compressed message, decompressed by the codec that apache-arrow's `compressionRegistry` has.
 * None is there by default, so that compressed input is `unsupported` unless the caller registers one.
 */
export function inflate(buffers: readonly Uint8Array[], number: number, limit: number): Uint8Array[] {
  const name = CompressionType[number] ?? `number ${number}`
  const decode = name in CompressionType ? compressionRegistry.get(number)?.decode : undefined
  if (!decode) {
    const fix = 'write it uncompressed, or register a codec with apache-arrow'
    throw fault('unsupported', `has compressed record batches for which there is no codec: ${name}`, fix)
  }
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
    const decoded = decode(content)
    if (decoded.length !== Number(length)) throw fault('format', 'is damaged: a buffer decompresses to another length')
    return decoded.byteOffset % 8 === 0 ? decoded : decoded.slice()
  })
}
