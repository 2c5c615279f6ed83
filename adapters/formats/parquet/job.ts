import type { Limits } from '../../../src/index.ts'
import { createChunk, type Tally, type Write } from './chunk.ts'
import type { Codec } from './codec.ts'
import { naming } from './fault.ts'
import type { Chunk } from './group.ts'
import { layOut } from './laid.ts'
import { createGatherer, type Pool } from './pool.ts'
import { rewritten } from './rewrite.ts'
import { sieved } from './sieve.ts'
import { type Fill, filledSpan, heldSpan, type Span } from './span.ts'

/** The name under which other threads know this work. */
export const JOB = 'parquet-column'

/** What is done with one column of one row group: which of its rows go where. Plain data, as is what comes of it. */
export interface Filter {
  /** Of the file, for what errors say. */
  readonly name: string
  readonly chunk: Chunk
  /** The rows that each output keeps. */
  readonly masks: readonly Uint8Array[]
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what other ways are held to. */
  readonly plain: boolean
}

/** The same as work for another thread. */
export interface Task {
  readonly filter: Filter
  /** The bytes of the column, or the number of the open file that has them. */
  readonly from: Uint8Array | number
  /** Where the result goes. */
  readonly pool: Pool
}

/** What came of a column for one output, but for the full pieces that were told of before. */
export interface Filtered {
  /** The last bytes, in a piece of the pool. */
  readonly rest: Uint8Array | undefined
  readonly tally: Tally
}

/** A full piece of what an output gets, as another thread tells of it. */
export interface Told {
  readonly to: number
  readonly piece: Uint8Array
}

/** Writes the rows of a column that each output keeps; what is written may be used for other bytes once it was taken. */
export async function filterChunk(
  { name, chunk, masks, limits, plain }: Filter,
  span: Span,
  writes: readonly Write[],
): Promise<Tally[]> {
  const way = plain ? rewritten : sieved
  const { codecs, send } = await naming(name, () => way(layOut(chunk, span, limits), masks, limits))
  // Only what goes wrong with the pages is about the file, not what does with their taking.
  let refused: { readonly cause: unknown } | undefined
  const refusing = (write: Write): Write => {
    return (bytes) =>
      write(bytes).catch((cause) => {
        refused = { cause }
        throw cause
      })
  }
  const chunks = writes.map((write, to) => createChunk(codecs[to] as Codec, refusing(write)))
  try {
    await naming(name, () => send(chunks.map(({ add }) => add)))
  } catch (error) {
    throw refused ? refused.cause : error
  }
  return chunks.map((chunk) => chunk.tally())
}

/** The same, with what is written in pieces of a pool; `told` gets each that is full. */
export async function filterInto(
  filter: Filter,
  span: Span,
  pool: Pool,
  told: (to: number, piece: Uint8Array) => Promise<void> | void,
): Promise<Filtered[]> {
  const gatherers = filter.masks.map((_, to) => createGatherer(pool, (piece) => told(to, piece)))
  const writes = gatherers.map(({ add }) => add)
  const tallies = await filterChunk(filter, span, writes)
  return gatherers.map(({ rest }, to) => ({ rest: rest(), tally: tallies[to] as Tally }))
}

/**
 * @param fill how an open file is read, by its number and name
 * @param tell what is told of full pieces, and the buffers that are handed over rather than copied
 */
export function filterJob(
  { filter, from, pool }: Task,
  fill: (file: number, name: string, ...where: Parameters<Fill>) => void,
  tell: (told: Told, move: readonly ArrayBuffer[]) => void,
): Promise<Filtered[]> {
  const { name, chunk } = filter
  const span =
    typeof from === 'number'
      ? filledSpan((room, at) => fill(from, name, room, at), chunk.from, chunk.to)
      : heldSpan(from)
  return filterInto(filter, span, pool, (to, piece) => tell({ to, piece }, ownBuffer(piece)))
}

/** The buffers of a result that are handed over rather than copied. */
export function movedBy(filtered: readonly Filtered[]): ArrayBuffer[] {
  return filtered.flatMap(({ rest }) => (rest ? ownBuffer(rest) : []))
}

/** The buffer of a piece that is not shared. */
function ownBuffer({ buffer }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer ? [buffer] : []
}
