import { type Data, Vector } from 'apache-arrow'
import { holdsDictionary, type Place, prune, type Usage } from './dictionary.ts'
import { fault } from './fault.ts'

/** A dictionary message that has to be written before the batch. */
interface Emission {
  readonly id: number
  readonly values: Data
  readonly delta: boolean
}

/** Dictionaries as readers of the output have them, so that each is written once and only grows by what passes. */
export interface Emitter {
  readonly place: Place
  /** What has to be written since the last call; inner dictionaries before outer ones. */
  take(): Emission[]
}

interface State {
  /** The first chunk of the input's dictionary: the same for as long as it is not replaced. */
  readonly origin: Data
  readonly indices: Int32Array
  readonly vector: Vector
  /** The last entry of the input that was written. */
  readonly last: number
}
const UNSET = -1

/** For streams: a dictionary is replaced when a batch uses entries that readers don't have. */
export function replacing(): Emitter {
  return emitter((usage, state) => {
    // What stands inside of a replaced dictionary refers to entries that are gone, so nested ones are always renewed.
    if (state && !holdsDictionary(usage.type.dictionary) && missing(usage, state) === 0) return { state, chunks: [] }
    const { vector } = prune(usage)
    return {
      state: stateOf(usage, usage.used, fresh(usage.source.length), 0, vector),
      chunks: vector.data,
      delta: false,
    }
  })
}

/** For files, which forbid replacement: a dictionary grows by the entries that are used for the first time. */
export function growing(): Emitter {
  return emitter((usage, state) => {
    const { type, source, used } = usage
    if (!state) {
      const { vector } = prune(usage)
      return { state: stateOf(usage, used, fresh(source.length), 0, vector), chunks: vector.data, delta: false }
    }
    if (state.origin !== source.data[0] && used.includes(1) && state.vector.length > 0) {
      const fix = 'write it as an Arrow stream'
      throw fault('unsupported', `replaces dictionary ${type.id}, which an Arrow file can not`, fix)
    }
    if (missing(usage, state) === 0) return { state, chunks: [] }
    const keep = used.map((mark, entry) => (mark === 1 && (state.indices[entry] ?? UNSET) === UNSET ? 1 : 0))
    if (holdsDictionary(type.dictionary)) {
      // Not every reader takes a delta whose values refer to another dictionary.
      const fix = 'write it as an Arrow stream'
      throw fault('unsupported', `has a dictionary (${type.id}) around another one that would have to grow`, fix)
    }
    if (type.isOrdered && keep.indexOf(1) < state.last) {
      const fix = 'write it as an Arrow stream'
      throw fault('unsupported', `has an ordered dictionary (${type.id}) that would have to grow out of order`, fix)
    }
    const indices = fresh(source.length)
    indices.set(state.indices.subarray(0, source.length))
    const chunks = usage.values(keep)
    const vector = state.vector.length === 0 ? new Vector(chunks) : state.vector.concat(new Vector(chunks))
    return { state: stateOf(usage, keep, indices, state.vector.length, vector), chunks, delta: true }
  })
}

type Step = (usage: Usage, state: State | undefined) => { state: State; chunks: readonly Data[]; delta?: boolean }

function emitter(step: Step): Emitter {
  const states = new Map<number, State>()
  let emissions: Emission[] = []
  return {
    place(usage) {
      const { id } = usage.type
      const { state, chunks, delta = false } = step(usage, states.get(id))
      states.set(id, state)
      const added = chunks.map((values, index) => ({ id, values, delta: delta || index > 0 }))
      emissions = [...added, ...emissions]
      return state
    },
    take() {
      const taken = emissions
      emissions = []
      return taken
    },
  }
}

const fresh = (length: number) => new Int32Array(length).fill(UNSET)

/** Entries that are used and that readers don't have. */
function missing({ source, used }: Usage, state: State): number {
  if (state.origin !== source.data[0]) return used.includes(1) ? 1 : 0
  let count = 0
  for (let entry = 0; entry < used.length; entry++) {
    if (used[entry] === 1 && (state.indices[entry] ?? UNSET) === UNSET) count++
  }
  return count
}

function stateOf({ source }: Usage, keep: Uint8Array, indices: Int32Array, next: number, vector: Vector): State {
  let index = next
  for (let entry = 0; entry < keep.length; entry++) if (keep[entry] === 1) indices[entry] = index++
  return { origin: source.data[0]!, indices, vector, last: keep.lastIndexOf(1) }
}
