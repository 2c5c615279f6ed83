import { type Crew, ProvgateError } from '../../../src/index.ts'
import { type Filter, type Filtered, JOB, sizesOf, type Task } from './job.ts'
import { giveRoom, spareRooms } from './pool.ts'
import type { Span } from './span.ts'

/** Bytes of a column chunk for which another thread is worth asking. */
const WORTH = 64 * 1024

/**
 * Asks for a column to be filtered by another thread; undefined where that is not worth it, or all are busy. Who can read
 * the file by itself does; else its bytes are theirs then: they were read for this alone.
 */
export async function offered(
  crew: Crew | undefined,
  offer: Offer,
): Promise<{ readonly made: Promise<Filtered[]> } | undefined> {
  if (!crew || offer.span.size < WORTH) return undefined
  let made = taken(crew, offer)
  if (!made) {
    await crew.hear()
    made = taken(crew, offer)
  }
  return made && { made }
}

interface Offer {
  readonly filter: Filter
  readonly span: Span
  /** The number of the open file that has the bytes, if others can read it. */
  readonly file: number | undefined
}

function taken(crew: Crew, { filter, span, file }: Offer): Promise<Filtered[]> | undefined {
  const { chunk, name } = filter
  const from = file ?? owned(span.bytes())
  const rooms = spareRooms(sizesOf(filter, span))
  const task: Task = { filter, from, rooms }
  const move = [from, ...rooms].flatMap((bytes) => (bytes instanceof Uint8Array ? [bytes.buffer as ArrayBuffer] : []))
  const made = crew.offer<Filtered[]>(JOB, task, {
    bytes: span.size,
    move,
    ...(file !== undefined && { of: { file, from: chunk.from } }),
  })
  if (!made) for (const room of rooms) giveRoom(room)
  return made?.catch((cause: unknown) => {
    if (cause instanceof ProvgateError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    const what = `column \`${chunk.leaf.path.join('.')}\` could not be written`
    throw new ProvgateError('output', `\`${name}\`: ${what}: ${why}`, { file: name, cause })
  })
}

/** Bytes that nothing else lies beside. */
function owned(bytes: Uint8Array): Uint8Array {
  const { buffer, length } = bytes
  return buffer instanceof ArrayBuffer && length === buffer.byteLength ? bytes : bytes.slice()
}
