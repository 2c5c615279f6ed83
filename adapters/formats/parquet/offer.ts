import { type Crew, ProvgateError } from '../../../src/index.ts'
import { type Filter, type Filtered, JOB } from './job.ts'

/** Bytes of a column chunk for which another thread is worth asking. */
const WORTH = 64 * 1024

/**
 * Asks for a column to be filtered by another thread; undefined where that is not worth it, or all are busy. Its bytes
 * are theirs then: they were read for this alone.
 */
export function offered(crew: Crew | undefined, filter: Filter): Promise<Filtered> | undefined {
  const { bytes, chunk, name } = filter
  if (!crew || bytes.length < WORTH) return undefined
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength
  const own = whole ? bytes : bytes.slice()
  const made = crew.offer<Filtered>(JOB, { ...filter, bytes: own }, [own.buffer as ArrayBuffer])
  return made?.catch((cause: unknown) => {
    if (cause instanceof ProvgateError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    const what = `column \`${chunk.leaf.path.join('.')}\` could not be written`
    throw new ProvgateError('output', `\`${name}\`: ${what}: ${why}`, { file: name, cause })
  })
}
