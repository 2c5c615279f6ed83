import { type Crew, ProvgateError } from '../../../src/index.ts'
import { type Coming, createComing, endAll } from './coming.ts'
import { type Filter, type Filtered, JOB, type Task, type Told } from './job.ts'
import { poolOf } from './pool.ts'
import type { Span } from './span.ts'

/** Bytes of a column chunk for which another thread is worth asking. */
const WORTH = 64 * 1024

/**
 * Asks for a column to be filtered by another thread; undefined where that is not worth it, or all are busy. Who can read
 * the file by itself does; else its bytes are theirs then: they were read for this alone.
 */
export async function offered(crew: Crew | undefined, offer: Offer): Promise<Coming[] | undefined> {
  if (!crew || offer.span.size < WORTH) return undefined
  const coming = taken(crew, offer)
  if (coming) return coming
  await crew.hear()
  return taken(crew, offer)
}

interface Offer {
  readonly filter: Filter
  readonly span: Span
  /** The number of the open file that has the bytes, if others can read it. */
  readonly file: number | undefined
}

function taken(crew: Crew, { filter, span, file }: Offer): Coming[] | undefined {
  const { chunk, name, masks } = filter
  const { leaf } = chunk
  const from = file ?? owned(span.bytes())
  const pool = poolOf(crew)
  const task: Task = { filter: { ...filter, masks: masks.map(owned) }, from, pool }
  const comings = masks.map(() => createComing(pool))
  const made = crew.offer<Filtered[], Told>(JOB, task, {
    bytes: span.size,
    move: from instanceof Uint8Array ? [from.buffer as ArrayBuffer] : [],
    told: ({ to, piece }) => comings[to]?.add(piece),
    ...(file !== undefined && { of: { file, from: chunk.from } }),
  })
  if (!made) return undefined
  const failed = (cause: unknown): void => {
    const why = cause instanceof Error ? cause.message : String(cause)
    const what = `column \`${leaf.path.join('.')}\` could not be written`
    const error =
      cause instanceof ProvgateError
        ? cause
        : new ProvgateError('output', `\`${name}\`: ${what}: ${why}`, { file: name, cause })
    for (const coming of comings) coming.fail(error)
  }
  made.then((filtered) => endAll(comings, filtered, leaf), failed)
  return comings
}

/** Bytes that nothing else lies beside, which would be copied or handed over with them. */
function owned(bytes: Uint8Array): Uint8Array {
  const { buffer, length } = bytes
  return buffer instanceof ArrayBuffer && length === buffer.byteLength ? bytes : bytes.slice()
}
