import { concat } from '../bytes.ts'
import { struct } from './emit.ts'
import type { Stored } from './thrift.ts'

/** What a Parquet file begins and ends with. */
export const MAGIC = new TextEncoder().encode('PAR1')

/** The end of a file: the metadata by the numbers of their fields, their length and the magic. */
export function endBytes(fields: Readonly<Record<number, Stored | undefined>>): Uint8Array {
  const { bytes } = struct(Object.entries(fields).map(([id, value]) => [Number(id), value] as const))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length, true)
  return concat([bytes, length, MAGIC])
}
