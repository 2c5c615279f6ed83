import type { Chunk, Group } from './parquet-group.ts'
import { type Stored, thriftStruct } from './parquet-thrift.ts'

/**
 * The one value that all rows of a column have, if its statistics say so: the least and the greatest are the same, both
 * are said to be exact, and none is null. Old writers cut them without a word, so that without the word they say nothing.
 */
export function onlyValue({ chunks, columns }: Group, index: number): Uint8Array | undefined {
  const { leaf } = chunks[index] as Chunk
  const told = thriftStruct((columns[index] as Stored).bytes)
    .struct(3)
    ?.struct(12)
  if (!told || leaf.rep > 0 || told.bool(7) !== true || told.bool(8) !== true) return undefined
  if (leaf.def > 0 && told.int(3) !== 0) return undefined
  const [most, least] = [told.binary(5), told.binary(6)]
  if (!most || !least || most.length !== least.length || most.some((byte, i) => byte !== least[i])) return undefined
  // Of these types, and not of floats or old timestamps, equal in order means equal in bytes.
  const sized = leaf.type === 'INT32' || leaf.type === 'INT64' ? most.length === leaf.width : leaf.type === 'BYTE_ARRAY'
  return sized ? least : undefined
}
