import type { Limits } from '../../../src/index.ts'
import { createChunk, type Tally, type Write } from './chunk.ts'
import type { Codec } from './codec.ts'
import { naming } from './fault.ts'
import type { Chunk } from './group.ts'
import { layOut } from './laid.ts'
import { createGatherer, giveRoom } from './pool.ts'
import { rewritten, type Sent } from './rewrite.ts'
import { sieved } from './sieve.ts'
import { type Fill, filledSpan, heldSpan, type Span } from './span.ts'

/** The name under which other threads know this work. */
export const JOB = 'parquet-column'

/** What is done with one column of one row group: which of its rows go where. Plain data, as is what comes of it. */
export interface Filter {
  /** Of the file, for what errors say. */
  readonly name: string
  readonly chunk: Chunk
  /** The rows that each output keeps, and how many. */
  readonly keeps: readonly { readonly mask: Uint8Array; readonly kept: number }[]
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what other ways are held to. */
  readonly plain: boolean
}

/** The same as work for another thread. */
export interface Task {
  readonly filter: Filter
  /** The bytes of the column, or the number of the open file that has them. */
  readonly from: Uint8Array | number
  /** Memory that earlier results were in. */
  readonly rooms: readonly Uint8Array[]
}

export interface Filtered {
  /** In memory that may be given back. */
  readonly bytes: Uint8Array
  readonly tally: Tally
}

/** Writes the rows of a column that each output keeps; what is written may be used for other bytes once it was taken. */
export async function filterChunk(
  { name, chunk, keeps, limits, plain }: Filter,
  span: Span,
  writes: readonly Write[],
): Promise<Tally[]> {
  const way = plain ? rewritten : sieved
  const masks = keeps.map(({ mask }) => mask)
  const { codecs, pages } = await naming(name, () => way(layOut(chunk, span, limits), masks, limits))
  const chunks = writes.map((write, to) => createChunk(codecs[to] as Codec, write))
  for await (const { to, page } of named(name, pages)) await chunks[to]?.add(page)
  return chunks.map((chunk) => chunk.tally())
}

/** The same, with what is written in memory of its own. */
export async function filterInto(filter: Filter, span: Span): Promise<Filtered[]> {
  const gatherers = sizesOf(filter, span).map(createGatherer)
  const writes = gatherers.map(
    ({ add }) =>
      async (bytes: Uint8Array) =>
        add(bytes),
  )
  const tallies = await filterChunk(filter, span, writes)
  return gatherers.map(({ bytes }, to) => ({ bytes: bytes(), tally: tallies[to] as Tally }))
}

/** Bytes that the rows of each output may take: Snappy takes more than what most were packed with. */
export function sizesOf({ keeps }: Filter, { size }: Span): number[] {
  return keeps.map(({ mask, kept }) => Math.ceil((2 * size * kept) / mask.length))
}

/** @param fill how an open file is read, by its number and name */
export function filterJob(
  { filter, from, rooms }: Task,
  fill: (file: number, name: string, ...where: Parameters<Fill>) => void,
): Promise<Filtered[]> {
  const { name, chunk } = filter
  for (const room of rooms) giveRoom(room)
  if (typeof from !== 'number') return filterInto(filter, heldSpan(from))
  return filterInto(
    filter,
    filledSpan((room, at) => fill(from, name, room, at), chunk.from, chunk.to),
  )
}

/** The buffers of a result that are handed over rather than copied. */
export function movedBy(filtered: readonly Filtered[]): ArrayBuffer[] {
  return filtered.map(({ bytes }) => bytes.buffer as ArrayBuffer)
}

/** Only what goes wrong with the pages is about them, not what does with their taking. */
async function* named(name: string, pages: AsyncGenerator<Sent>): AsyncGenerator<Sent> {
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
