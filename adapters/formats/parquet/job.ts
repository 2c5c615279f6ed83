import type { Limits } from '../../../src/index.ts'
import { type Tally, writeChunk } from './chunk.ts'
import type { Ready } from './encode.ts'
import { naming } from './fault.ts'
import type { Chunk } from './group.ts'
import { layOut } from './laid.ts'
import { createGatherer, giveRoom } from './pool.ts'
import { rewritten } from './rewrite.ts'
import { sieved } from './sieve.ts'
import { type Fill, filledSpan, heldSpan, type Span } from './span.ts'

/** The name under which other threads know this work. */
export const JOB = 'parquet-column'

/** What is done with one column of one row group: which of its rows are kept. Plain data, as is what comes of it. */
export interface Filter {
  /** Of the file, for what errors say. */
  readonly name: string
  readonly chunk: Chunk
  readonly mask: Uint8Array
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what other ways are held to. */
  readonly plain: boolean
}

/** The same as work for another thread. */
export interface Task {
  readonly filter: Filter
  /** The bytes of the column, or the number of the open file that has them. */
  readonly from: Uint8Array | number
  /** Memory that an earlier result was in. */
  readonly room: Uint8Array | undefined
}

export interface Filtered {
  /** In memory that may be given back. */
  readonly bytes: Uint8Array
  readonly tally: Tally
}

/** Writes the kept rows of a column; what is written may be used for other bytes once it was taken. */
export async function filterChunk(
  { name, chunk, mask, limits, plain }: Filter,
  span: Span,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Tally> {
  const way = plain ? rewritten : sieved
  const { codec, pages } = await naming(name, () => way(layOut(chunk, span, limits), mask, limits))
  return writeChunk(named(name, pages), codec, write)
}

/** The same, with what is written in memory of its own. */
export async function filterInto(filter: Filter, span: Span): Promise<Filtered> {
  // Snappy takes more than what most were packed with.
  const gatherer = createGatherer(2 * span.size)
  const tally = await filterChunk(filter, span, async (bytes) => gatherer.add(bytes))
  return { bytes: gatherer.bytes(), tally }
}

/** @param fill how an open file is read, by its number and name */
export function filterJob(
  { filter, from, room }: Task,
  fill: (file: number, name: string, ...where: Parameters<Fill>) => void,
): Promise<Filtered> {
  const { name, chunk } = filter
  if (room) giveRoom(room)
  if (typeof from !== 'number') return filterInto(filter, heldSpan(from))
  return filterInto(
    filter,
    filledSpan((room, at) => fill(from, name, room, at), chunk.from, chunk.to),
  )
}

/** The buffers of a result that are handed over rather than copied. */
export function movedBy({ bytes }: Filtered): ArrayBuffer[] {
  return [bytes.buffer as ArrayBuffer]
}

/** Only what goes wrong with the pages is about them, not what does with their taking. */
async function* named(name: string, pages: AsyncGenerator<Ready>): AsyncGenerator<Ready> {
  try {
    for (;;) {
      const { value, done } = await naming(name, () => pages.next())
      if (done) return
      yield value
    }
  } finally {
    await pages.return(undefined)
  }
}
