import { type Data, type Dictionary, Vector } from 'apache-arrow'
import { holdsDictionary, outermost, type Place, settle, type Usage } from './dictionary.ts'
import type { Emission, Emitter } from './emit.ts'
import { fault } from './fault.ts'
import { gather } from './gather.ts'
import { emptyData } from './layout.ts'
import { type Runs, runList } from './runs.ts'

/** A dictionary of the output so far. */
interface State {
  readonly type: Dictionary
  /** The input's dictionary, as long as it was known to be. */
  source: Vector
  /** Index in the input's dictionary → index in the output's. */
  indices: Int32Array
  /** The entries of the input's that the output has, in its order. */
  readonly order: number[]
  /** Whether it is written behind the record batches, when it is known what passes. */
  readonly late: boolean
  /** Stands for it in columns, of which only the indices are written. */
  readonly vector: Vector
}
const UNSET = -1
const fix = 'write it as an Arrow stream'

/**
 * For files, which forbid replacement, and whose deltas not every reader takes: a dictionary of which the first batch
 * uses all entries is written before that batch, any other at the end of the file, where it holds what passed in all.
 * It comes in parts only if the input's did.
 */
export function growing(): Emitter {
  const states = new Map<number, State>()
  let emissions: Emission[] = []
  const emit = ({ type: { id }, source }: State, entries: readonly number[], delta: boolean): Data[] => {
    const inner: Data[] = []
    const parts = inParts(source, entries).map(({ chunk, runs }) =>
      gather(chunk, runs, { encoded: inner, share: false }),
    )
    emissions = [...parts.map((values, i) => ({ id, values, delta: delta || i > 0 })), ...emissions]
    return inner
  }

  const place: Place = (usage) => {
    const { type, source } = usage
    const state = states.get(type.id) ?? begun(usage)
    states.set(type.id, state)
    const before = state.order.length
    if (state.source.data[0] !== source.data[0]) {
      if (before > 0 && usage.used.includes(1))
        throw fault('unsupported', `replaces dictionary ${type.id}, which an Arrow file can not`, fix)
      if (before === 0) state.source = source
    } else if (source.length > state.source.length) state.source = source
    const added = grown(state, usage)
    if (!state.late && (added.length > 0 || before === 0)) emit(state, added, before > 0)
    return state
  }

  const take = (): Emission[] => {
    const taken = emissions
    emissions = []
    return taken
  }
  return {
    place,
    take,
    finish() {
      const left = new Map([...states].filter(([, { late }]) => late))
      // Outer ones first, as the entries that they hold refer to others.
      while (left.size > 0) {
        const { id } = outermost([...left.values()].map(({ type }) => type))
        const state = left.get(id)!
        left.delete(id)
        const known = new Set(states.keys())
        settle(emit(state, state.order, false), place)
        for (const [inner, other] of states) if (!known.has(inner) && other.late) left.set(inner, other)
      }
      return take()
    },
  }
}

function begun({ type, source, used }: Usage): State {
  const late = source.length === 0 || used.includes(0) || holdsDictionary(type.dictionary)
  const vector = new Vector([emptyData(type.dictionary)])
  return { type, source, indices: new Int32Array(0), order: [], late, vector }
}

/** Adds the entries that are used for the first time, and gives them. */
function grown(state: State, { type, source, used }: Usage): number[] {
  if (state.indices.length < source.length) {
    const longer = new Int32Array(source.length).fill(UNSET)
    longer.set(state.indices)
    state.indices = longer
  }
  const added: number[] = []
  for (let entry = 0; entry < used.length; entry++)
    if (used[entry] === 1 && state.indices[entry] === UNSET) added.push(entry)
  if (type.isOrdered && added.length > 0 && added[0]! < (state.order.at(-1) ?? UNSET))
    throw fault('unsupported', `has an ordered dictionary (${type.id}) that would have to grow out of order`, fix)
  for (const entry of added) state.indices[entry] = state.order.push(entry) - 1
  return added
}

/** Entries of a dictionary, cut where its parts end; one part without any where there are none. */
function inParts({ data }: Vector, entries: readonly number[]): { chunk: Data; runs: Runs }[] {
  const starts: number[] = []
  let size = 0
  for (const { length } of data) {
    starts.push(size)
    size += length
  }
  const parts: { chunk: Data; runs: ReturnType<typeof runList> }[] = []
  let [start, end] = [0, 0]
  for (const entry of entries) {
    if (entry < start || entry >= end) {
      const part = starts.findLastIndex((first) => first <= entry)
      const chunk = data[part]!
      start = starts[part]!
      end = start + chunk.length
      parts.push({ chunk, runs: runList() })
    }
    parts.at(-1)!.runs.push(entry - start, 1)
  }
  return parts.length > 0 ? parts : [{ chunk: data[0]!, runs: runList() }]
}
