import { type Items, openItems, stopped } from './abort.ts'
import type { Flow } from './flow.ts'
import type { Taker } from './held.ts'
import { SAMPLE_ROWS, shapeReader } from './object-cells.ts'

type Result<T> = IteratorResult<T, void>

const DONE = { value: undefined, done: true } as const

/**
 * The records that may pass, in order and unchanged; each is the object that came in.
 *
 * An iterator by hand: a generator around a generator makes several promises for each record, which cost more than the
 * ruling. Where the next record passes, there is the one that follows the source's. As in a generator, the first call
 * opens the source, and each waits for those before it.
 */
export function filterRecords<T>(
  source: AsyncIterable<T> | Iterable<T>,
  flow: Flow,
  taker: Taker,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  let items: Items<T> | undefined
  let ended = false
  /** Whether a call waits for an answer. */
  let busy = false
  let giveUp: ((error: unknown) => void) | undefined

  const stop = (): void => {
    if (busy) fail(stopped(signal!)).catch((error) => giveUp?.(error))
  }
  const finish = (): void => {
    ended = true
    signal?.removeEventListener('abort', stop)
    flow.end()
  }
  /** Leaves the source. One that was stopped is not waited for: it may hang. */
  const leave = async (): Promise<void> => {
    if (ended) return
    finish()
    const left = items?.close()
    if (signal?.aborted) left?.catch(() => undefined)
    else await left
  }
  const fail = async (error: unknown): Promise<never> => {
    // what a source says when it is closed matters less than why
    await leave().catch(() => undefined)
    busy = false
    throw error
  }
  const open = (): Items<T> => {
    signal?.addEventListener('abort', stop)
    const opened = openItems(source, undefined)
    return flow.settled ? opened : settling(opened, flow, () => ended)
  }

  /** What an item is as an answer: none if it is dropped, or held, once that was done. */
  const judged = (item: IteratorResult<T>): Result<T> | Promise<void> | undefined => {
    if (item.done) {
      items?.finish()
      finish()
      busy = false
      return DONE
    }
    const ruling = flow.rule(item.value)
    if (ruling.action === 'pass') {
      busy = false
      return item
    }
    return ruling.action === 'drop' ? undefined : taker.take(item.value, ruling, flow.row)
  }
  /** Looks on behind an item, by one promise however many follow: those that wait for one another would pile up. */
  const sought = (before?: Promise<void>): Promise<Result<T>> =>
    new Promise((resolve, reject) => {
      giveUp = reject
      const refuse = (error: unknown): void => void fail(error).catch(reject)
      const settle = (found: ReturnType<typeof judged>): void => {
        if (found === undefined) search()
        else if (found instanceof Promise) found.then(search, refuse)
        else resolve(found)
      }
      const onItem = (item: IteratorResult<T>): void => {
        try {
          settle(ended ? DONE : judged(item))
        } catch (error) {
          refuse(error)
        }
      }
      const search = (): void => {
        try {
          if (!ended && signal?.aborted) throw stopped(signal)
          let found: ReturnType<typeof judged> = ended ? DONE : undefined
          while (found === undefined) {
            items ??= open()
            const next = items.next()
            if (next instanceof Promise) {
              next.then(onItem, refuse)
              return
            }
            found = judged(next)
          }
          settle(found)
        } catch (error) {
          refuse(error)
        }
      }
      settle(before)
    })
  const onFirst = (item: IteratorResult<T>): Result<T> | Promise<Result<T>> => {
    try {
      const found = judged(item)
      return found === undefined || found instanceof Promise ? sought(found) : found
    } catch (error) {
      return fail(error)
    }
  }
  const next = (): Promise<Result<T>> => {
    if (ended) return Promise.resolve(DONE)
    busy = true
    // A signal may have to answer before the source does.
    if (signal) return sought()
    try {
      items ??= open()
      const first = items.next()
      return first instanceof Promise ? first.then(onFirst, fail) : Promise.resolve(onFirst(first))
    } catch (error) {
      return fail(error)
    }
  }
  const close = async (value: void | PromiseLike<void>): Promise<Result<T>> => {
    await leave()
    return { value: await value, done: true }
  }
  const refuse = async (error: unknown): Promise<never> => {
    await leave().catch(() => undefined)
    throw error
  }

  let last: Promise<unknown> | undefined
  let waiting = 0
  const keep = <U>(made: Promise<U>): Promise<U> => {
    last = made
    return made
  }
  /** Does a call when those before it have their answer. */
  const inTurn = <U>(call: () => Promise<U>): Promise<U> => {
    const start = (): Promise<U> => {
      waiting -= 1
      return call()
    }
    waiting += 1
    return keep(busy || waiting > 1 ? (last ?? Promise.resolve()).then(start, start) : start())
  }
  return Object.assign(Object.create(generators) as AsyncGenerator<T, void, void>, {
    next: () => (busy || waiting > 0 ? inTurn(next) : keep(next())),
    return: (value: void | PromiseLike<void>) => inTurn(() => close(value)),
    throw: (error: unknown) => inTurn(() => refuse(error)),
  })
}

/** What all asynchronous iterators have, such as being iterable themselves. */
const generators: object = Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})()))

/** The same items, once the first ones have told how they are to be read. */
function settling<T>(items: Items<T>, flow: Flow, isOver: () => boolean): Items<T> {
  let early: T[] = []
  let at = 0
  let drained = false
  const settle = async (): Promise<IteratorResult<T>> => {
    const sample = shapeReader()
    while (early.length < SAMPLE_ROWS) {
      const { done, value } = await items.next()
      if (isOver()) return DONE as unknown as IteratorResult<T>
      if (done) {
        drained = true
        break
      }
      early.push(value)
      sample.add(value)
    }
    flow.settle(sample.shape())
    return next()
  }
  const next = (): ReturnType<Items<T>['next']> => {
    if (!flow.settled) return settle()
    if (at < early.length) return { value: early[at++]!, done: false }
    if (early.length > 0) early = []
    return drained ? DONE : items.next()
  }
  return { ...items, next }
}
