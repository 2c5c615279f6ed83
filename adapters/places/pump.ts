import type { Transform } from 'node:stream'
import type { Gunzip, Gzip } from 'node:zlib'

/** A compressor, driven by whoever pulls: nothing runs ahead but the one buffer that it fills. */
export interface Pump {
  /** Feeds a chunk and gives what comes out; ends early if the compressed data have ended. */
  push(chunk: Uint8Array): AsyncGenerator<Uint8Array>
  /** Ends the input and gives the rest. */
  finish(): AsyncGenerator<Uint8Array>
  destroy(): void
}

/** Wraps a zlib stream; its errors are thrown where bytes are pulled, and never left over. */
export function pumpOf(zlib: (Gunzip | Gzip) & Transform): Pump {
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
