import type { Data, Vector } from 'apache-arrow'
import type { Code, ReadPlan } from '../../../src/index.ts'
import { type ReadValue, reader, Unreadable } from './value.ts'

/** What was read of a part of a dictionary. */
interface Entries {
  readonly read: ReadValue
  readonly cells: unknown[]
}

const parts = new WeakMap<Data, Entries>()

/** Codes of a dictionary's entries, and the parts that it had. */
interface Known {
  chunks: readonly Data[]
  readonly codes: (Code | undefined)[]
}

const knowns = new WeakMap<ReadPlan, WeakMap<Data, Map<string, Known>>>()

/** Reads the entries of a dictionary, each once for as long as its dictionary message is in use. */
export function entriesOf(dictionary: Vector | null | undefined): (entry: number) => unknown {
  const chunks = dictionary?.data ?? []
  const starts: number[] = []
  let size = 0
  for (const { length } of chunks) {
    starts.push(size)
    size += length
  }
  return (entry) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= entry) low = middle
      else high = middle - 1
    }
    const chunk = chunks[low]
    if (!chunk || !(entry >= 0 && entry < size)) return new Unreadable('unreadable-value')
    const found = parts.get(chunk) ?? { read: reader(chunk), cells: new Array<unknown>(chunk.length) }
    parts.set(chunk, found)
    const at = entry - starts[low]!
    const cell = found.cells[at] ?? found.read(at)
    found.cells[at] = cell
    return cell
  }
}

/** Codes of the entries of a dictionary as far as they are known, for a plan that reads one column of this name. */
export function knownCodes(plan: ReadPlan, name: string, { data: chunks, length }: Vector): (Code | undefined)[] {
  const byDictionary = knowns.get(plan) ?? new WeakMap<Data, Map<string, Known>>()
  knowns.set(plan, byDictionary)
  const first = chunks[0]
  if (!first) return []
  const byName = byDictionary.get(first) ?? new Map<string, Known>()
  byDictionary.set(first, byName)
  // Deltas add behind what there is. What begins alike and goes on otherwise is another dictionary.
  const before = byName.get(name)
  if (before?.chunks.every((chunk, i) => i >= chunks.length || chunk === chunks[i])) {
    if (chunks.length > before.chunks.length) {
      before.chunks = chunks
      before.codes.length = length + 1
    }
    return before.codes
  }
  const known: Known = { chunks, codes: new Array<Code | undefined>(length + 1) }
  byName.set(name, known)
  return known.codes
}
