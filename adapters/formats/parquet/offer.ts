import { type Crew, ProvgateError } from '../../../src/index.ts'
import { type Filter, type Filtered, JOB } from './job.ts'
import type { Span } from './span.ts'

/** Bytes of a column chunk for which another thread is worth asking. */
const WORTH = 64 * 1024

/**
 * Asks for a column to be filtered by another thread; undefined where that is not worth it, or all are busy. Who can read
 * the file by itself does; else its bytes are theirs then: they were read for this alone.
 */
export function offered(
  crew: Crew | undefined,
  { filter, span, file }: { readonly filter: Filter; readonly span: Span; readonly file: number | undefined },
): Promise<Filtered> | undefined {
  const { chunk, name } = filter
  if (!crew || span.size < WORTH) return undefined
  const from = file ?? owned(span.bytes())
  const made = crew.offer<Filtered>(JOB, { filter, from }, typeof from === 'number' ? [] : [from.buffer as ArrayBuffer])
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
