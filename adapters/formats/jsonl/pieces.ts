import { type ByteSource, ProvgateError } from '../../../src/index.ts'

/** The bytes of an input, as many at a time as there is room for. */
export interface Pieces {
  /** Reads on into `room`; how many bytes, 0 at the end. Whatever fails names the input. */
  fill(room: Uint8Array): Promise<number>
  /** The same while something else is done, where the input can be read so. */
  readonly ahead: ((room: Uint8Array) => Promise<number>) | undefined
  close(): Promise<void>
}

/** @param size bytes that are handed over between two looks at the signal */
export function openPieces(input: ByteSource, size: number, signal?: AbortSignal): Pieces {
  const chunks = input.read ? undefined : input.stream()[Symbol.asyncIterator]()
  const stopped = () => new ProvgateError('aborted', `reading \`${input.name}\` was stopped`, { file: input.name })
  let chunk: Uint8Array | undefined
  let at = 0

  const fill = async (room: Uint8Array, from: AsyncIterator<Uint8Array>): Promise<number> => {
    while (chunk === undefined || at === chunk.length) {
      const { value, done } = await from.next()
      if (done) return 0
      chunk = value as Uint8Array
      at = 0
    }
    const length = Math.min(room.length, chunk.length - at)
    room.set(chunk.subarray(at, at + length))
    at += length
    return length
  }
  const attempt = async (read: () => number | Promise<number>): Promise<number> => {
    if (signal?.aborted) throw stopped()
    try {
      return await read()
    } catch (cause) {
      if (cause instanceof ProvgateError) throw cause
      if (signal?.aborted) throw stopped()
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new ProvgateError('input', `can not read \`${input.name}\`: ${why}`, { file: input.name, cause })
    }
  }
  return {
    fill: (room) =>
      attempt(() => {
        const some = room.subarray(0, size)
        return chunks ? fill(some, chunks) : input.read!(some)
      }),
    ahead: input.ahead && !chunks ? (room) => attempt(() => input.ahead!(room)) : undefined,
    async close() {
      await chunks?.return?.()
    },
  }
}
