import { struct } from './emit.ts'
import { type Stored, thriftStruct, WIRE } from './thrift.ts'

/** A struct of which some fields are said otherwise, or left out; the others stay as they are stored. */
export function amended(stored: Stored, changes: Readonly<Record<number, Stored | undefined>>): Stored {
  const read = thriftStruct(stored.bytes)
  const ids = new Set([...read.ids(), ...Object.keys(changes).map(Number)])
  return struct(
    [...ids].sort((a, b) => a - b).map((id) => [id, Object.hasOwn(changes, id) ? changes[id] : read.raw(id)] as const),
  )
}

/** The structs of a list that is a field of a struct, as they are stored. */
export function* structsIn(stored: Stored, id: number): Generator<Stored> {
  for (const { from, end } of thriftStruct(stored.bytes).list(id)?.structs() ?? [])
    yield { type: WIRE.struct, bytes: stored.bytes.subarray(from, end) }
}
