import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { filterJob, JOB, movedBy, type Told } from '../adapters/formats/parquet/job.ts'
import type { Crew } from '../src/ports.ts'

/** Of a file that other threads can read by themselves. */
export const DESCRIPTOR = 7
/** What goes to another thread with the work, and comes back before its end. */
export interface Handed {
  readonly move: readonly ArrayBuffer[]
  readonly told: ((told: Told) => void) | undefined
}
/** Does the work in its own time, on copies, as another thread does; `file` is what it can read by itself. */
export async function elsewhere(
  input: never,
  { move, told }: Handed,
  delay: () => number,
  file: Uint8Array = new Uint8Array(),
): Promise<never> {
  const copy = structuredClone(input, { transfer: [...move] })
  await setTimeout(delay())
  const fill: Parameters<typeof filterJob>[1] = (descriptor, _, room, from) => {
    expect(descriptor).toBe(DESCRIPTOR)
    room.set(file.subarray(from, from + room.length))
  }
  const result = await filterJob(copy, fill, (piece, moved) => told?.(structuredClone(piece, { transfer: [...moved] })))
  return structuredClone(result, { transfer: movedBy(result) }) as never
}

/** A crew that counts its jobs, each of which it has `work` done for. */
export function crewOf(work: (input: never, handed: Handed, job: number) => Promise<never> | undefined) {
  let jobs = 0
  const crew: Crew = {
    size: 3,
    hear: async () => undefined,
    offer(job, input, { move, told }) {
      expect(job).toBe(JOB)
      const done = work(input as never, { move, told: told as Handed['told'] }, jobs)
      if (done) jobs++
      return done
    },
  }
  return { crew, jobs: () => jobs }
}

/** Columns of which some are worth another thread, and some are not, in six row groups. */
export const COLUMNS =
  'SELECT i, md5(i::VARCHAR) || md5((i * 7)::VARCHAR) AS t, i % 9 AS few, [md5((i * 3)::VARCHAR), NULL] AS l, hash(i) AS h FROM range(24576) r(i)'
export const GROUPS = "CODEC 'zstd', ROW_GROUP_SIZE 4096"
