import { parentPort, workerData } from 'node:worker_threads'
import { type ErrorCode, ProvgateError } from '../../src/index.ts'
import type { Part } from '../formats/jsonl/part.ts'

/** An error as plain data. */
export interface PlainError {
  readonly code?: ErrorCode
  readonly message: string
  readonly fix?: string
  readonly file?: string
  readonly row?: number
  readonly stack?: string
}

/** What a job gives: its result, and the buffers of it that are handed over rather than copied. */
export interface Done {
  readonly result: unknown
  readonly move?: readonly ArrayBuffer[]
}

/** Says something before a job is done; the buffers in `move` are handed over. */
type Tell = (message: unknown, move?: readonly ArrayBuffer[]) => void

/** A job of this thread. */
type Job = (input: never, tell: Tell) => Promise<Done>

/** What this thread can be asked for, loaded when it is. */
const JOBS: Record<string, () => Promise<Job>> = {
  hash: async () => {
    const { hashFile } = await import('../places/hash-loop.ts')
    return async (reach) => ({ result: await hashFile(reach) })
  },
  'jsonl-part': async () => {
    const { createPartReader, kept, movedBy } = await import('../formats/jsonl/part.ts')
    const { fillNow } = await import('../places/read-now.ts')
    const { read } = createPartReader(fillNow)
    return async (part) => {
      const result = kept(read(part), (part as Part).room)
      return { result, move: movedBy(result) }
    }
  },
  'parquet-column': async () => {
    const { filterJob, movedBy } = await import('../formats/parquet/job.ts')
    const { fillNow } = await import('../places/read-now.ts')
    const { useNativeCodecs } = await import('../native-codecs.ts')
    useNativeCodecs()
    return async (task, tell) => {
      const result = await filterJob(task, fillNow, tell)
      return { result, move: movedBy(result) }
    }
  },
  shard: async () => (await import('./thread-shard.ts')).shardJob(workerData),
}

/** Loaded once: a job may remember what it met. */
const loaded: Record<string, Promise<Job>> = {}

type Message = { readonly id: number; readonly job: string; readonly input: never } | { readonly told: 'stop' }

const port = parentPort
port?.on('message', async (message: Message) => {
  if ('told' in message) return (await import('./thread-shard.ts')).stopShards()
  const { id, job, input } = message
  try {
    if (!JOBS[job]) throw new Error(`\`${job}\` is no job`)
    loaded[job] ??= JOBS[job]()
    const tell: Tell = (told, move) => port.postMessage({ id, told }, move as ArrayBuffer[])
    const { result, move = [] } = await (await loaded[job])(input, tell)
    port.postMessage({ id, result }, move)
  } catch (error) {
    port.postMessage({ id, error: plain(error) })
  }
})

function plain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, stack } = error
  if (!(error instanceof ProvgateError)) return { message, ...(stack !== undefined && { stack }) }
  const { code, fix, file, row } = error
  return {
    code,
    message,
    ...(fix !== undefined && { fix }),
    ...(file !== undefined && { file }),
    ...(row !== undefined && { row }),
  }
}
