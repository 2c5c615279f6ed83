import { ProvgateError } from '../../src/index.ts'

/** The error with which a stopped stream ends. */
export function stopped(signal: AbortSignal): ProvgateError {
  const { reason } = signal
  return reason instanceof ProvgateError
    ? reason
    : new ProvgateError('aborted', 'the guard was stopped by its signal', { cause: reason })
}

/**
 * The items of a source, one at a time. When the signal fires, a pending read is given up at once, since a loader that
 * hangs would never notice; the source is told, but not waited for.
 */
export async function* withSignal<T>(
  source: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  if (!signal) {
    yield* source
    return
  }
  const items =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : (source as Iterable<T>)[Symbol.iterator]()
  let giveUp: ((error: Error) => void) | undefined
  const onAbort = () => giveUp?.(stopped(signal))
  signal.addEventListener('abort', onAbort)
  let finished = false
  try {
    for (;;) {
      if (signal.aborted) throw stopped(signal)
      const next = Promise.resolve(items.next())
      const { done, value } = await new Promise<IteratorResult<T>>((resolve, reject) => {
        giveUp = reject
        next.then(resolve, reject)
      })
      giveUp = undefined
      if (done) {
        finished = true
        return
      }
      yield value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    if (!finished) {
      const ended = Promise.resolve(items.return?.()).catch(() => undefined)
      if (!signal.aborted) await ended
    }
  }
}
