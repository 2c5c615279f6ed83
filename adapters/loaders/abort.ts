import { ProvgateError } from '../../src/index.ts'

/** The error with which a stopped stream ends. */
export function stopped(signal: AbortSignal): ProvgateError {
  const { reason } = signal
  return reason instanceof ProvgateError
    ? reason
    : new ProvgateError('aborted', 'the guard was stopped by its signal', { cause: reason })
}

/** A source that is being read, one item at a time. */
export interface Items<T> {
  /** The next item: at once where nothing has to be waited for. Throws or rejects when the signal has fired. */
  next(): IteratorResult<T> | Promise<IteratorResult<T>>
  /** Notes that the source has said it is done. */
  finish(): void
  /** Tells the source that no more is wanted. One that was stopped is not waited for. */
  close(): Promise<void>
}

/**
 * Begins to read a source. When the signal fires, a pending read is given up at once, since a loader that hangs would
 * never notice; the source is told, but not waited for.
 */
export function openItems<T>(source: AsyncIterable<T> | Iterable<T>, signal: AbortSignal | undefined): Items<T> {
  const items = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : undefined
  const list = items ? undefined : (source as Iterable<T>)[Symbol.iterator]()
  let over = false
  let giveUp: ((error: Error) => void) | undefined
  const onAbort = () => giveUp?.(stopped(signal!))
  signal?.addEventListener('abort', onAbort)

  const raced = <U>(pending: Promise<U>): Promise<U> =>
    signal
      ? new Promise<U>((resolve, reject) => {
          giveUp = reject
          pending.then(resolve, reject)
        })
      : pending
  const finish = (): void => {
    over = true
    signal?.removeEventListener('abort', onAbort)
  }
  return {
    next() {
      if (signal?.aborted) throw stopped(signal)
      if (items) return raced(Promise.resolve(items.next()))
      const result = list!.next()
      // A list may hold promises of its items.
      return result.done || !isPromise(result.value)
        ? result
        : raced(Promise.resolve(result.value).then((value) => ({ value, done: false })))
    },
    finish,
    async close() {
      if (over) return
      finish()
      const left = (async () => (items ?? list!).return?.())()
      if (signal?.aborted) left.catch(() => undefined)
      else await left
    },
  }
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** The items of a source, one at a time; a pending read is given up when the signal fires. */
export async function* withSignal<T>(
  source: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  const items = openItems(source, signal)
  try {
    for (;;) {
      const { done, value } = await items.next()
      if (done) {
        items.finish()
        return
      }
      yield value
    }
  } catch (error) {
    // what a source says when it is closed matters less than why
    await items.close().catch(() => undefined)
    throw error
  } finally {
    await items.close()
  }
}
