import type { Hash } from 'node:crypto'
import { readSync } from 'node:fs'
import { builtin } from './builtin.ts'

/** What is shared with whoever has a file followed: how far it may be read, whether that is all, and how far it was. */
export interface Reach {
  readonly fd: number
  /** Bytes that stand in the file; 1 when these are all of them, 2 when nobody wants to know; bytes hashed. */
  readonly shared: BigInt64Array
}

/** Bytes that are read at once: few enough to be hashed before they leave the processor's memory. */
const STEP = 1 << 17
/** Steps before others get their turn. */
const TURN = 16

interface Job extends Reach {
  readonly hash: Hash
  at: number
  done(digest: string): void
  fail(error: unknown): void
}

const jobs: Job[] = []
const room = new Uint8Array(STEP)
let running = false

/** Hashes a file as far as it stands, until all of it does. The first of several goes first. */
export function hashFile(reach: Reach): Promise<string> {
  return new Promise((done, fail) => {
    jobs.push({ ...reach, hash: builtin.crypto().createHash('sha256'), at: 0, done, fail })
    if (!running) void run()
  })
}

async function run(): Promise<void> {
  running = true
  while (jobs.length > 0) {
    let moved = true
    for (let steps = 0; moved && steps < TURN; steps++) moved = jobs.some(step)
    // Messages of other jobs are taken in between.
    await (moved ? new Promise(setImmediate) : reached())
  }
  running = false
}

/** One step of a job, if there is something to do for it. */
function step(job: Job): boolean {
  const { fd, shared, hash } = job
  const state = Atomics.load(shared, 1)
  const length = Math.min(STEP, Number(Atomics.load(shared, 0)) - job.at)
  if (state === 0n && length === 0) return false
  try {
    if (state === 2n || length === 0) end(job)
    else {
      const read = readSync(fd, room, 0, length, job.at)
      if (read === 0) throw new Error('the file is shorter than what was read of it')
      hash.update(room.subarray(0, read))
      job.at += read
      Atomics.store(shared, 2, BigInt(job.at))
    }
  } catch (error) {
    jobs.splice(jobs.indexOf(job), 1)
    job.fail(error)
  }
  return true
}

function end(job: Job): void {
  jobs.splice(jobs.indexOf(job), 1)
  job.done(job.hash.digest('hex'))
}

/** Waits until some file is longer, or ended, or a new one came. */
async function reached(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1))
}
