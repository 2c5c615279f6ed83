import type { Limits } from '../../../src/index.ts'
import { entryOf, type Tally } from './chunk.ts'
import { movedChunk, saysItsRowsOnly } from './copy.ts'
import type { Chunk, Group } from './group.ts'
import { layOut } from './laid.ts'
import type { Leaf } from './schema.ts'
import type { Span } from './span.ts'
import type { Stored } from './thrift.ts'

/** A column of one row group that was made, wherever it comes to stand. */
export interface MadeColumn {
  readonly rows: number
  /** Bytes of pages and headers before compression. */
  readonly size: number
  /** Where its bytes stand in the input, if they are those. */
  readonly from: number | undefined
  /** Its entry in the row group, when its first byte stands at `at`. */
  entry(at: number): Stored
}

/** A column of which all rows stay, as its bytes are; undefined where they say more than that. */
export async function copiedColumn(
  group: Group,
  index: number,
  span: Span,
  limits: Limits,
): Promise<MadeColumn | undefined> {
  const chunk = group.chunks[index] as Chunk
  const laid = layOut(chunk, span, limits)
  if (!(await saysItsRowsOnly(laid, limits))) return undefined
  return {
    rows: chunk.rows,
    size: laid.pages.reduce((sum, { page, from, body }) => sum + body - from + page.size, 0),
    from: chunk.from,
    entry: (at) => movedChunk(group.columns[index] as Stored, chunk.from, at),
  }
}

/** A column that was written anew. */
export function talliedColumn(leaf: Leaf, tally: Tally): MadeColumn {
  const { rows, size } = tally
  return { rows, size, from: undefined, entry: (at) => entryOf(leaf, tally, at) }
}
