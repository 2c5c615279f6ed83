import type { ByteSink } from '../../src/index.ts'

/** Pieces that are packed at the same time; one of the four threads that Node has for such work is left for files. */
const AHEAD = 3

interface Piecewise {
  /** Bytes of a piece; only the last may be smaller. */
  readonly size: number
  /** Packs the next piece, whose memory is used for another once the promise is settled. */
  pack(piece: Uint8Array): Promise<readonly Uint8Array[]>
  /** What stands behind the last piece. */
  end?(): Uint8Array
}

/**
 * A sink that packs into another piece by piece, a few at a time, and writes them in order. The pieces do not depend on
 * how the bytes come, so neither does what is written. Without bytes there is one empty piece.
 */
export function piecewiseSink(sink: ByteSink, { size, pack, end }: Piecewise): ByteSink {
  const under: { readonly room: Uint8Array; readonly packed: Promise<readonly Uint8Array[]> }[] = []
  const free: Uint8Array[] = []
  let room: Uint8Array = new Uint8Array(size)
  let held = 0
  let begun = false
  let failure: { readonly error: unknown } | undefined

  async function settle(): Promise<void> {
    const first = under.shift()!
    for (const part of await first.packed) await sink.write(part)
    free.push(first.room)
  }
  async function start(): Promise<void> {
    begun = true
    const packed = pack(room.subarray(0, held))
    // One that fails while nobody waits for it is told of when its turn comes.
    packed.catch(() => undefined)
    under.push({ room, packed })
    if (under.length === AHEAD) await settle()
    room = free.pop() ?? new Uint8Array(size)
    held = 0
  }
  /** After the first failure every step fails with the same error. */
  async function step(run: () => Promise<void>): Promise<void> {
    if (failure) throw failure.error
    try {
      await run()
    } catch (error) {
      failure = { error }
      throw error
    }
  }

  return {
    write: (chunk) =>
      step(async () => {
        for (let at = 0; at < chunk.length; ) {
          const length = Math.min(chunk.length - at, size - held)
          room.set(chunk.subarray(at, at + length), held)
          held += length
          at += length
          if (held === size) await start()
        }
      }),
    async close() {
      await step(async () => {
        if (held > 0 || !begun) await start()
        while (under.length > 0) await settle()
        if (end) await sink.write(end())
      })
      await sink.close()
    },
    abort: () => sink.abort(),
  }
}
