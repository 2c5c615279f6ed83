import type { ReadCode } from '../../../src/index.ts'
import { decimal } from '../decimal.ts'
import type { Meaning } from './meaning.ts'
import type { Leaf } from './schema.ts'

/** Thrown while a record's cells are put together: the record is there, and this value of it can not be read. */
export class Unreadable extends Error {
  readonly code: ReadCode
  constructor(code: ReadCode) {
    super(code)
    this.code = code
  }
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const DAY = 86_400_000n
const JULIAN_EPOCH = 2_440_588
/** Bytes of the widest decimal that is read as a cell: 76 digits. */
const DECIMAL = 32

/**
 * One stored value as a JSON-like one: text, a number, a boolean. Integers that JS numbers can't hold become text,
 * dates and points in time the UTC day as `2025-08-10`. NaN, infinities, times of day and bytes that are no text are
 * unreadable rather than guessed.
 */
export function cell(bytes: Uint8Array, leaf: Leaf, meaning: Meaning): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = leaf.width === 8
  switch (meaning.is) {
    case 'boolean':
      return bytes[0] === 1
    case 'int':
      return wide ? whole(view.getBigInt64(0, true)) : view.getInt32(0, true)
    case 'uint':
      return wide ? whole(view.getBigUint64(0, true)) : view.getUint32(0, true)
    case 'float':
      return finite(wide ? view.getFloat64(0, true) : view.getFloat32(0, true))
    case 'half':
      return finite(leaf.width === 2 ? half(view.getUint16(0, true)) : Number.NaN)
    case 'decimal':
      return decimal(unscaled(bytes, view, leaf), meaning.scale) ?? unreadable()
    case 'text':
      return decode(bytes, 'invalid-utf8')
    case 'bytes':
      return decode(bytes, 'unreadable-value')
    case 'uuid':
      return leaf.width === 16 ? uuid(bytes) : unreadable()
    case 'date':
      return day(BigInt(view.getInt32(0, true)))
    case 'timestamp':
      return day(floorDiv(view.getBigInt64(0, true), BigInt(meaning.day)))
    case 'int96':
      return day(BigInt(view.getInt32(8, true) - JULIAN_EPOCH) + floorDiv(view.getBigInt64(0, true), DAY * 1_000_000n))
    default:
      return unreadable()
  }
}

function unreadable(): never {
  throw new Unreadable('unreadable-value')
}

function decode(bytes: Uint8Array, code: ReadCode): string {
  try {
    return text.decode(bytes)
  } catch {
    throw new Unreadable(code)
  }
}

function whole(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : unreadable()
}

function unscaled(bytes: Uint8Array, view: DataView, leaf: Leaf): bigint {
  if (!leaf.type.startsWith('INT')) return bigEndian(bytes)
  return leaf.width === 8 ? view.getBigInt64(0, true) : BigInt(view.getInt32(0, true))
}

function bigEndian(bytes: Uint8Array): bigint {
  if (bytes.length > DECIMAL) unreadable()
  let value = 0n
  for (const byte of bytes) value = value * 256n + BigInt(byte)
  return BigInt.asIntN(bytes.length * 8, value)
}

function half(bits: number): number {
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  const size =
    exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? Number.NaN : (1 + fraction / 1024) * 2 ** (exponent - 15)
  return bits >> 15 ? -size : size
}

function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function floorDiv(value: bigint, by: bigint): bigint {
  return value / by - (value < 0n && value % by !== 0n ? 1n : 0n)
}

function day(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) unreadable()
  return date.toISOString().slice(0, 10)
}
