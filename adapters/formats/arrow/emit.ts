import type { Data, Vector } from 'apache-arrow'
import { holdsDictionary, type Place, prune, type Usage } from './dictionary.ts'

/** A dictionary message that has to be written before the batch. */
export interface Emission {
  readonly id: number
  readonly values: Data
  readonly delta: boolean
}

/** Dictionaries as readers of the output have them, so that each is written once and only grows by what passes. */
export interface Emitter {
  readonly place: Place
  /** What has to be written since the last call; inner dictionaries before outer ones. */
  take(): Emission[]
  /** What has to be written behind the last batch. */
  finish(): Emission[]
}

interface State {
  /** The first chunk of the input's dictionary: the same for as long as it is not replaced. */
  readonly origin: Data
  readonly indices: Int32Array
  readonly vector: Vector
}

/** For streams: a dictionary is replaced when a batch uses entries that readers don't have. */
export function replacing(): Emitter {
  const states = new Map<number, State>()
  let emissions: Emission[] = []
  return {
    place(usage) {
      const { id, dictionary } = usage.type
      const known = states.get(id)
      // What stands inside of a replaced dictionary refers to entries that are gone, so nested ones are always renewed.
      if (known && !holdsDictionary(dictionary) && has(known, usage)) return known
      const { indices, vector } = prune(usage)
      const state = { origin: usage.source.data[0]!, indices, vector }
      states.set(id, state)
      emissions = [...vector.data.map((values, index) => ({ id, values, delta: index > 0 })), ...emissions]
      return state
    },
    take() {
      const taken = emissions
      emissions = []
      return taken
    },
    finish: () => [],
  }
}

/** Whether readers have all entries that are used. */
function has({ origin, indices }: State, { source, used }: Usage): boolean {
  if (origin !== source.data[0]) return !used.includes(1)
  return used.every((mark, entry) => mark === 0 || (indices[entry] ?? -1) >= 0)
}
