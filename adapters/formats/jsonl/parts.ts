import { type Crew, ProvgateError } from '../../../src/index.ts'
import { createPartReader, type FillFile, type Found, JOB, kept, type Part, type Reading } from './part.ts'

/** Bytes of a part: few enough to stay in the processor's memory while they are read. */
const SIZE = 1024 * 1024
/** Parts that are begun for each thread, this one included, before the first of them is done. */
const AHEAD = 2
/** Memory of parts that were done with, for those that come. */
const SPARE = 4

interface Begun {
  readonly found: Found | Promise<Found>
  ready: boolean
}

let readings = 0

/** Differs between all files that this process reads. */
export const nextReading = (): number => ++readings

/**
 * Reads a file part by part from byte `from` on, where a line begins, on the threads of a crew and, while none of them is
 * done, on this one. Gives what was found in order of the file, each until the next is asked for, and ends after a part
 * with a line that is too long to be held.
 */
export async function* readParts(
  reading: Reading,
  from: number,
  {
    crew,
    fill,
    signal,
    size = SIZE,
  }: {
    readonly crew: Crew
    readonly fill: FillFile
    readonly signal?: AbortSignal | undefined
    readonly size?: number
  },
): AsyncGenerator<Found> {
  const own = createPartReader(fill)
  const spare: Uint8Array[] = []
  const begun: Begun[] = []
  const most = crew.size * AHEAD + AHEAD
  let at = from
  const next = (): Part => {
    const to = Math.min(reading.size, at + size)
    return { reading, from: at, to, begins: at === from, room: spare.pop() }
  }
  const begin = ({ to }: Part, found: Begun['found']): void => {
    const entry: Begun = { found, ready: !(found instanceof Promise) }
    const ready = (): void => {
      entry.ready = true
    }
    if (found instanceof Promise) found.then(ready, ready)
    begun.push(entry)
    at = to
  }
  const offer = (): boolean => {
    const part = next()
    const move = part.room ? [part.room.buffer as ArrayBuffer] : []
    const of = { file: reading.file, from: part.from }
    const found = crew.offer<Found>(JOB, part, { bytes: part.to - part.from, move, of })
    if (found) begin(part, found)
    else if (part.room) spare.push(part.room)
    return found !== undefined
  }
  try {
    while (begun.length > 0 || at < reading.size) {
      if (signal?.aborted) throw stopped(reading.name)
      await crew.hear()
      while (at < reading.size && begun.length < most && offer());
      const [first] = begun
      if (!first?.ready && at < reading.size && begun.length < most) {
        const part = next()
        const found = own.read(part)
        if (first) {
          begin(part, kept(found, part.room))
          continue
        }
        if (part.room) spare.push(part.room)
        at = part.to
        yield found
        if (found.tooLong !== undefined) return
        continue
      }
      const found = await (first as Begun).found
      begun.shift()
      yield found
      if (found.tooLong !== undefined) return
      if (spare.length < SPARE) spare.push(found.bytes)
    }
  } finally {
    own.close()
  }
}

const stopped = (name: string): ProvgateError =>
  new ProvgateError('aborted', `reading \`${name}\` was stopped`, { file: name })
