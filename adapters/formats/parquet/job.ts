import type { Limits } from '../../../src/index.ts'
import { joined } from '../bytes.ts'
import { type Tally, writeChunk } from './chunk.ts'
import type { Ready } from './encode.ts'
import { naming } from './fault.ts'
import type { Chunk } from './group.ts'
import { layOut } from './laid.ts'
import { rewritten } from './rewrite.ts'
import { sieved } from './sieve.ts'

/** The name under which other threads know this work. */
export const JOB = 'parquet-column'

/** One column of one row group, and which of its rows are kept. Plain data, as is what comes of it. */
export interface Filter {
  /** Of the file, for what errors say. */
  readonly name: string
  readonly chunk: Chunk
  readonly bytes: Uint8Array
  readonly mask: Uint8Array
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what other ways are held to. */
  readonly plain: boolean
}

export interface Filtered {
  readonly bytes: readonly Uint8Array[]
  readonly tally: Tally
}

/** Writes the kept rows of a column; what is written may be used for other bytes once it was taken. */
export async function filterChunk(
  { name, chunk, bytes, mask, limits, plain }: Filter,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Tally> {
  const way = plain ? rewritten : sieved
  const { codec, pages } = await naming(name, () => way(layOut(chunk, bytes, limits), mask, limits))
  return writeChunk(named(name, pages), codec, write)
}

/** The same as work for another thread. */
export async function filterJob(filter: Filter): Promise<Filtered> {
  const parts: Uint8Array[] = []
  const tally = await filterChunk(filter, async (bytes) => void parts.push(bytes.slice()))
  return { bytes: [...joined(parts)], tally }
}

/** The buffers of a result that are handed over rather than copied. */
export function movedBy({ bytes }: Filtered): ArrayBuffer[] {
  return bytes.map(({ buffer }) => buffer as ArrayBuffer)
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
