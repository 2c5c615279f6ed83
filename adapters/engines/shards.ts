import { stat } from 'node:fs/promises'
import type { FileSummary, RowCounts } from '../../src/index.ts'
import { removeFile, safeJoin } from '../places/file.ts'
import type { Shard } from '../places/shard.ts'
import { createContext, type RunContext } from './context.ts'
import type { Threads } from './crew.ts'
import { runShard } from './shard-job.ts'
import { createShardRunner, dataOf, type ShardInput, type ShardResult } from './thread-shard.ts'

/** What became of an input, or why it failed. */
export type Fate = { readonly file: FileSummary } | { readonly error: unknown }

/** Bytes of all inputs from which threads that read whole inputs are worth their start. */
const WORTH = 64 * 1024 * 1024
/** Inputs that are begun for each thread before the first of them is done. */
const AHEAD = 4

type Local = Shard & { readonly path: string }

/** Runs inputs and gives their fates in order, as if they ran one after another: on several threads, where that pays. */
export async function* runShards(
  shards: readonly Shard[],
  out: string | undefined,
  context: RunContext,
): AsyncGenerator<Fate> {
  const several = Math.min(context.options.workers ?? 1, shards.length)
  if (several > 1 && shards.every(isLocal) && (await isWorth(shards))) yield* together(shards, out, context, several)
  else yield* oneByOne(shards, out, context)
}

/** What threads need loads where there are some. */
async function startThreads(size: number, data?: unknown): Promise<Threads> {
  return (await import('./crew.ts')).createThreads(size, data)
}

/** On this thread; with others to hash, and to work on parts of an input. */
async function* oneByOne(shards: readonly Shard[], out: string | undefined, context: RunContext): AsyncGenerator<Fate> {
  const { workers = 1 } = context.options
  const threads = workers > 1 ? await startThreads(workers - 1) : undefined
  try {
    for (const shard of shards) {
      context.signal?.throwIfAborted()
      yield await fateOf(() => runShard(shard, out, { ...context, threads }))
    }
  } finally {
    await threads?.close()
  }
}

/** Each input on one of several threads, this one included; what they counted comes together here, in order. */
async function* together(
  shards: readonly Local[],
  out: string | undefined,
  context: RunContext,
  size: number,
): AsyncGenerator<Fate> {
  const { signal, progress, table, ledger, passing, config } = context
  const threads = await startThreads(size - 1, dataOf(context))
  const own = new AbortController()
  const here = createShardRunner(createContext({ ...context.options, signal: own.signal }))
  const stop = (): void => {
    own.abort()
    threads.tell('stop')
  }
  const ask = inTurn(size, async ({ name, label, path }: Local, place): Promise<ShardResult> => {
    signal?.throwIfAborted()
    const input: ShardInput = { name, label, path, out }
    const tell = (counts: unknown): void => progress?.(name, counts as RowCounts)
    return place === threads.size ? here(input, tell) : threads.ask(place, 'shard', input, tell)
  })
  const begun: Promise<ShardResult>[] = []
  let next = 0
  signal?.addEventListener('abort', stop)
  try {
    for (const shard of shards) {
      for (; next < shards.length && begun.length < size * AHEAD; next++) {
        const result = ask(shards[next]!)
        result.catch(() => undefined)
        begun.push(result)
      }
      yield await fateOf(async () => {
        const { file, counted, whole, full } = await (begun.shift() as Promise<ShardResult>)
        // Near the bound it matters which origins came first, so that it is ruled on again where that is known.
        if (full || table.size + counted.length > config.limits.origins) {
          if (out !== undefined) for (const { path } of file.outputs) await removeFile(safeJoin(out, path))
          return runShard(shard, out, context)
        }
        const pages = [ledger.open(shard.name), ...(whole && passing ? [passing.open(shard.name)] : [])]
        for (const [origin, rows] of counted) {
          const code = table.intern(origin)
          for (const page of pages) page.take(code, rows)
        }
        for (const page of pages) page.commit()
        return file
      })
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    // What is still being written is given up, and put away.
    if (begun.length > 0) stop()
    await Promise.allSettled(begun)
    await threads.close()
  }
}

/** Gives each call one of so many places, in the order of the calls. */
function inTurn<T, R>(places: number, run: (input: T, place: number) => Promise<R>): (input: T) => Promise<R> {
  const free = Array.from({ length: places }, (_, place) => place)
  const waiting: ((place: number) => void)[] = []
  return async (input) => {
    const place = free.shift() ?? (await new Promise<number>((resolve) => waiting.push(resolve)))
    try {
      return await run(input, place)
    } finally {
      const next = waiting.shift()
      if (next) next(place)
      else free.push(place)
    }
  }
}

async function fateOf(run: () => Promise<FileSummary>): Promise<Fate> {
  try {
    return { file: await run() }
  } catch (error) {
    return { error }
  }
}

const isLocal = (shard: Shard): shard is Local => shard.path !== undefined

/** Whether the files are large enough together; one that can't be looked at fails when it is opened. */
async function isWorth(shards: readonly Local[]): Promise<boolean> {
  let bytes = 0
  for (const { path } of shards) {
    bytes += await stat(path).then(
      ({ size }) => size,
      () => 0,
    )
    if (bytes >= WORTH) return true
  }
  return false
}
