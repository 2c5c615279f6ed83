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
 * ruling. As in a generator, the first call opens the source, and each waits for those before it.
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
  let resolve!: (result: Result<T>) => void
  let reject!: (error: unknown) => void

  const answer = (result: Result<T>): void => {
    busy = false
    resolve(result)
  }
  const stop = (): void => {
    if (busy) fail(stopped(signal!))
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
  const fail = (error: unknown): void => {
    if (ended) return
    const refuse = (): void => {
      busy = false
      reject(error)
    }
    // what a source says when it is closed matters less than why
    leave().then(refuse, refuse)
  }
  const open = (): Items<T> => {
    signal?.addEventListener('abort', stop)
    const opened = openItems(source, undefined)
    return flow.settled ? opened : settling(opened, flow, () => ended)
  }

  /** Answers the call with an item; whether it did, or will, since one that is dropped is no answer. */
  const judged = (result: IteratorResult<T>): boolean => {
    if (result.done) {
      items?.finish()
      finish()
      answer(DONE)
      return true
    }
    const ruling = flow.rule(result.value)
    if (ruling.action === 'pass') answer(result)
    else if (ruling.action === 'quarantine') taker.take(result.value, ruling, flow.row).then(search, fail)
    return ruling.action !== 'drop'
  }
  const onItem = (result: IteratorResult<T>): void => {
    if (ended) return
    try {
      if (!judged(result)) search()
    } catch (error) {
      fail(error)
    }
  }
  const search = (): void => {
    if (ended) return
    try {
      if (signal?.aborted) throw stopped(signal)
      items ??= open()
      for (;;) {
        const next = items.next()
        if (next instanceof Promise) {
          next.then(onItem, fail)
          return
        }
        if (judged(next)) return
      }
    } catch (error) {
      fail(error)
    }
  }
  const take = (settle: typeof resolve, refuse: typeof reject): void => {
    if (ended) {
      settle(DONE)
      return
    }
    busy = true
    resolve = settle
    reject = refuse
    search()
  }
  const next = (): Promise<Result<T>> => new Promise(take)
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
