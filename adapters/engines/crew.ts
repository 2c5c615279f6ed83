import { Worker } from 'node:worker_threads'
import { type Crew, ProvgateError } from '../../src/index.ts'
import type { Follow } from '../places/follow.ts'
import type { Reach } from '../places/hash-loop.ts'
import type { PlainError } from './thread.ts'

/** Threads of this process that work is handed to. They start when there is work, and end with `close`. */
export interface Threads extends Crew {
  readonly size: number
  readonly follow: Follow
  /** Has a job done by thread `index`, one after another. `told` hears what the job says before it is done. */
  ask<T>(index: number, job: string, input: unknown, told?: (message: unknown) => void): Promise<T>
  /** Says something to the jobs of all threads. */
  tell(message: unknown): void
  /** Ends the threads, whatever they do. */
  close(): Promise<void>
}

/** Beside this file where it was built; the sources run what was built of them. */
const CODE = new URL(import.meta.url.endsWith('.ts') ? '../../dist/cli/thread.js' : './thread.js', import.meta.url)
/** Jobs that wait in one thread, so that it never stands idle: one more than it does, if both are small, in bytes. */
const QUEUED = 2
const SMALL = 4 * 1024 * 1024

interface Pending {
  resolve(result: never): void
  reject(error: unknown): void
  told: ((message: unknown) => void) | undefined
}

interface Thread {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
  /** Jobs that were offered to it, and what they hold. */
  offered: number
  bytes: number
  /** Files that it follows. */
  readonly followed: Set<Reach>
}

/** Bytes by which a thread may be behind the file that it follows and still be asked for other work. */
const BEHIND = 8 * 1024 * 1024

/** @param data what jobs that need more than their input find in `workerData` */
export function createThreads(size: number, data?: unknown): Threads {
  const threads: (Thread | undefined)[] = Array.from({ length: size }, () => undefined)
  let jobs = 0

  const start = (index: number): Thread => {
    const pending: Thread['pending'] = new Map()
    const worker = new Worker(CODE, { workerData: data })
    const lost = (why: unknown): void => {
      for (const { reject } of pending.values()) reject(why)
      pending.clear()
      threads[index] = undefined
    }
    worker.on('message', ({ id, ...message }: Answer) => {
      const job = pending.get(id)
      if ('told' in message) return job?.told?.(message.told)
      pending.delete(id)
      if (pending.size === 0) worker.unref()
      if ('error' in message) job?.reject(errorOf(message.error))
      else job?.resolve(message.result as never)
    })
    worker.on('error', lost)
    worker.on('exit', (code) => lost(new Error(`a thread ended with ${code}`)))
    return { worker, pending, offered: 0, bytes: 0, followed: new Set() }
  }
  const threadAt = (index: number): Thread => (threads[index] ??= start(index))
  const send = <T>(
    { worker, pending }: Thread,
    job: string,
    input: unknown,
    move: readonly ArrayBuffer[] = [],
    told?: Pending['told'],
  ): Promise<T> => {
    const id = ++jobs
    return new Promise<T>((resolve, reject) => {
      pending.set(id, { resolve, reject, told })
      // Only work that somebody waits for keeps the process.
      worker.ref()
      worker.postMessage({ id, job, input }, move as ArrayBuffer[])
    })
  }
  const least = (load: (thread: Thread) => number): Thread => {
    let best = 0
    const loadOf = (index: number) => (threads[index] ? load(threads[index]) : 0)
    for (let i = 1; i < size; i++) if (loadOf(i) < loadOf(best)) best = i
    return threadAt(best)
  }

  return {
    size,
    ask: (index, job, input, told) => send(threadAt(index), job, input, [], told),
    offer(job, input, { bytes, move, of, told }) {
      const thread = least(({ offered, followed }) => offered + followed.size / QUEUED)
      const { offered, followed } = thread
      if (offered >= QUEUED || (offered > 0 && thread.bytes + bytes > SMALL)) return undefined
      for (const reach of followed) if (isBehind(reach, of)) return undefined
      thread.offered++
      thread.bytes += bytes
      return send<never>(thread, job, input, move, told as Pending['told']).finally(() => {
        thread.offered--
        thread.bytes -= bytes
      })
    },
    follow(fd) {
      const thread = least(({ followed, offered }) => followed.size + offered / QUEUED)
      if (thread.followed.size > 0) return undefined
      const shared = new BigInt64Array(new SharedArrayBuffer(24))
      const set = (at: number, value: bigint): void => void Atomics.store(shared, at, value)
      const reach: Reach = { fd, shared }
      thread.followed.add(reach)
      const digest = send<string>(thread, 'hash', reach).finally(() => thread.followed.delete(reach))
      digest.catch(() => undefined)
      return {
        reach: (bytes) => set(0, BigInt(bytes)),
        digest() {
          set(1, 1n)
          return digest
        },
        async stop() {
          set(1, 2n)
          await digest.catch(() => undefined)
        },
      }
    },
    // What comes while one turn of the event loop looks for it is heard in the next.
    hear: async () => {
      for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate)
    },
    tell(message) {
      for (const thread of threads) thread?.worker.postMessage({ told: message })
    },
    async close() {
      await Promise.all(threads.map((thread) => thread?.worker.terminate()))
    },
  }
}

type Answer = { readonly id: number } & (
  | { readonly told: unknown }
  | { readonly result: unknown }
  | { readonly error: PlainError }
)

/** Whether a file was hashed less far than it is written, or than others are who read it. */
function isBehind({ fd, shared }: Reach, of: { readonly file: number; readonly from: number } | undefined): boolean {
  const reached = of?.file === fd ? of.from : Number(Atomics.load(shared, 0))
  return reached - Number(Atomics.load(shared, 2)) > BEHIND
}

/** The error that a thread ran into, as it was there. */
function errorOf({ code, message, ...rest }: PlainError): Error {
  if (code !== undefined) return new ProvgateError(code, message, rest)
  return Object.assign(new Error(message), rest)
}
