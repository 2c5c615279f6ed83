/** A limit on the time between two signs of life of one request. */
export interface Stopwatch {
  /** Aborts the request. */
  readonly signal: AbortSignal
  /** The promise, or an error once the time is over; the clock runs only while it is awaited. */
  race<T>(promise: Promise<T>): Promise<T>
  stop(): void
}

/** A watch of so many milliseconds, that also stops with an outer signal. */
export function stopwatch(ms: number, outer?: AbortSignal): Stopwatch {
  const inner = new AbortController()
  return {
    signal: outer ? AbortSignal.any([inner.signal, outer]) : inner.signal,
    race: (promise) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const late = new Error(`nothing came for ${ms / 1000} s`)
          inner.abort(late)
          reject(late)
        }, ms)
        promise.then(resolve, reject).finally(() => clearTimeout(timer))
      }),
    stop: () => inner.abort(),
  }
}

/** The chunks of a response, each within the time of the watch; to stop reading ends the request. */
export async function* chunksOf({ body }: Response, watch: Stopwatch): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  try {
    while (reader) {
      const { done, value } = await watch.race(reader.read())
      if (done) return
      yield value
    }
  } finally {
    watch.stop()
  }
}
