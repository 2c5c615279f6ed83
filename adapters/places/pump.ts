import type { Transform } from 'node:stream'

/** A compressor, driven by whoever pulls: nothing runs ahead but the one buffer that it fills. */
export interface Pump {
  /** Feeds a chunk and gives what comes out; ends early if the compressed data have ended. */
  push(chunk: Uint8Array): AsyncGenerator<Uint8Array>
  /** Ends the input and gives the rest. */
  finish(): AsyncGenerator<Uint8Array>
  destroy(): void
}

/** Wraps a stream of `node:zlib`; its errors are thrown where bytes are pulled, and never left over. */
export function pumpOf(zlib: Transform): Pump {
  let failure: Error | undefined
  let wake = (): void => undefined
  zlib.on('error', (error: Error) => {
    failure ??= error
  })
  for (const event of ['error', 'readable', 'end', 'close']) zlib.on(event, () => wake())

  async function* outputs(done: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      for (let out = zlib.read(); out !== null; out = zlib.read()) {
        yield new Uint8Array(out.buffer, out.byteOffset, out.byteLength)
      }
      if (failure) throw failure
      if (zlib.readableEnded || done()) return
      if (zlib.destroyed) throw new Error('it was closed')
      await woken
    }
  }

  return {
    async *push(chunk) {
      let taken = false
      zlib.write(chunk, () => {
        taken = true
        wake()
      })
      yield* outputs(() => taken)
    },
    async *finish() {
      zlib.end()
      yield* outputs(() => false)
    },
    destroy: () => zlib.destroy(),
  }
}

/** What a compressor that flushes by itself makes of one piece. */
export async function packOnce(zlib: Transform, piece: Uint8Array): Promise<Uint8Array[]> {
  const pump = pumpOf(zlib)
  const parts: Uint8Array[] = []
  try {
    for await (const part of pump.push(piece)) parts.push(part)
    return parts
  } finally {
    pump.destroy()
  }
}
