import { type Data, type DataType, type Dictionary, Type, Vector } from 'apache-arrow'
import { fault } from './fault.ts'
import { gather } from './gather.ts'
import { emptyData, nullsOf } from './layout.ts'
import { runList } from './runs.ts'

/** Where the entries of a dictionary went. */
interface Placed {
  /** Index in the input's dictionary → index in `vector`, -1 where it is not used. */
  readonly indices: Int32Array
  readonly vector: Vector
}

/** A dictionary of the input and which of its entries the taken rows use. */
export interface Usage {
  readonly type: Dictionary
  readonly source: Vector
  /** Per entry of `source`, 1 if it is used. */
  readonly used: Uint8Array
  /** Values of the entries `keep` marks with 1, in order. Inner dictionaries are settled afterwards. */
  values(keep: Uint8Array): Data[]
}

/** Decides which entries of a dictionary are kept, and where. Called for outer dictionaries before inner ones. */
export type Place = (usage: Usage) => Placed

/** Gives gathered dictionary columns the dictionaries that `place` makes, and rewrites their indices. */
export function settle(encoded: Data[], place: Place): void {
  const pending = new Map<number, Data[]>()
  const enqueue = (columns: Data[]) => {
    for (const column of columns) {
      const { id } = column.type as Dictionary
      pending.set(id, [...(pending.get(id) ?? []), column])
    }
  }
  enqueue(encoded)
  while (pending.size > 0) {
    const type = outermost([...pending.values()].map((columns) => columns[0]!.type as Dictionary))
    const columns = pending.get(type.id)!
    pending.delete(type.id)
    const source = common(columns, type)
    const used = new Uint8Array(source.length)
    for (const column of columns) markUsed(column, used)
    const inner: Data[] = []
    const { indices, vector } = place({ type, source, used, values: (keep) => entries(source, keep, inner) })
    for (const column of columns) {
      rewrite(column, indices)
      column.dictionary = vector
    }
    enqueue(inner)
  }
}

/** A `Place` that keeps the used entries of each dictionary in their order. */
export const prune: Place = ({ source, used, values }) => {
  const indices = new Int32Array(source.length).fill(-1)
  let next = 0
  for (let entry = 0; entry < used.length; entry++) if (used[entry] === 1) indices[entry] = next++
  return { indices, vector: new Vector(values(used)) }
}

/** Whether `type` holds dictionaries at any depth; `id` narrows it to one. */
export function holdsDictionary(type: DataType, id?: number): boolean {
  return (type.children ?? []).some(({ type: child }) => {
    if (child.typeId !== Type.Dictionary) return holdsDictionary(child, id)
    const inner = child as unknown as Dictionary
    return id === undefined || inner.id === id || holdsDictionary(inner.dictionary, id)
  })
}

/** One of several dictionaries that stands in no other. */
export function outermost(all: readonly Dictionary[]): Dictionary {
  const free = all.find(({ id }) => all.every((other) => other.id === id || !holdsDictionary(other.dictionary, id)))
  if (!free) throw fault('format', 'is damaged: its dictionaries hold each other')
  return free
}

/** The one dictionary of several columns: the longest, of which the others are earlier states. */
function common(columns: Data[], type: Dictionary): Vector {
  let longest: Vector | undefined
  for (const { dictionary } of columns) {
    if (!dictionary || dictionary.length === 0) continue
    if (longest && longest.data[0] !== dictionary.data[0]) {
      throw fault('unsupported', `uses two states of dictionary ${type.id} in one record batch`)
    }
    if (!longest || dictionary.length > longest.length) longest = dictionary
  }
  return longest ?? new Vector([emptyData(type.dictionary)])
}

type Indices = Int32Array | BigInt64Array
const isWideIndex = (values: Indices) => values instanceof BigInt64Array || values instanceof BigUint64Array

function markUsed(column: Data, used: Uint8Array): void {
  const isNull = nullsOf(column)
  const values = column.values as unknown as Int32Array
  for (let row = 0; row < column.length; row++) {
    if (isNull?.(row)) continue
    const index = Number(values[row])
    if (!(index >= 0 && index < used.length)) throw fault('format', 'is damaged: a dictionary index is out of range')
    used[index] = 1
  }
}

function rewrite(column: Data, indices: Int32Array): void {
  const isNull = nullsOf(column)
  const values = column.values as unknown as Indices
  const wide = isWideIndex(values)
  for (let row = 0; row < column.length; row++) {
    if (isNull?.(row)) continue
    const index = indices[Number(values[row])]!
    values[row] = (wide ? BigInt(index) : index) as never
  }
}

function entries(source: Vector, keep: Uint8Array, encoded: Data[]): Data[] {
  const chunks: Data[] = []
  let first = 0
  for (const chunk of source.data) {
    const runs = runList()
    for (let entry = 0; entry < chunk.length; entry++) if (keep[first + entry] === 1) runs.push(entry, 1)
    first += chunk.length
    const last = first >= source.length && chunks.length === 0
    if (runs.total > 0 || last) chunks.push(gather(chunk, runs, { encoded, share: false }))
  }
  return chunks
}
