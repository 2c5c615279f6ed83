import { type Data, type DataType, type Schema, Vector } from 'apache-arrow'
import type { Message } from './envelope.ts'
import { fault } from './fault.ts'
import { loadColumns } from './load.ts'
import type { Container } from './write.ts'

/** Deltas that one dictionary may consist of: each costs at every look-up. */
const MAX_CHUNKS = 1 << 16

/** The dictionaries of an input as they are at the current message, together bounded like one record batch. */
export interface Dictionaries {
  readonly vectors: ReadonlyMap<number, Vector>
  add(message: Message & { kind: 'dictionary' }): void
}

export function dictionariesOf(schema: Schema, container: Container, limit: number): Dictionaries {
  const vectors = new Map<number, Vector>()
  const sizes = new Map<number, number>()
  return {
    vectors,
    add({ id, delta, block }) {
      const type = schema.dictionaries.get(id) as DataType | undefined
      if (!type) throw fault('format', `is damaged: no column has its dictionary ${id}`)
      const before = vectors.get(id)
      if (delta && !before) throw fault('format', `is damaged: it adds to dictionary ${id}, which it does not have`)
      if (before && !delta && container === 'file') {
        throw fault('format', `replaces dictionary ${id}, which an Arrow file may not`)
      }
      const chunk = loadColumns([type], block, vectors)[0] as Data
      const chunks = delta && before ? (chunk.length > 0 ? [...before.data, chunk] : before.data) : [chunk]
      vectors.set(id, new Vector(chunks))
      // Rows are counted as well: values of some types have no bytes.
      sizes.set(id, block.buffers.bytes + 4 * block.length + (delta ? (sizes.get(id) ?? 0) : 0))
      const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
      if (total > limit) throw fault('limit', `has dictionaries of more than ${limit} bytes`)
      if (chunks.length > MAX_CHUNKS) throw fault('limit', `has a dictionary in more than ${MAX_CHUNKS} parts`)
    },
  }
}
