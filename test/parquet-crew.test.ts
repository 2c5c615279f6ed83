import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { filterJob, JOB, movedBy, type Told } from '../adapters/formats/parquet/job.ts'
import { poolOf } from '../adapters/formats/parquet/pool.ts'
import { type ParquetWriter, writeParquet } from '../adapters/formats/parquet/write.ts'
import { parquet } from '../adapters/formats/parquet.ts'
import { type Crew, LIMITS } from '../src/ports.ts'
import { numbers } from './large-kit.ts'
import { type Duck, memorySink, openDuck, planOf, sourceOf } from './parquet-kit.ts'

/** Of a file that other threads can read by themselves. */
const DESCRIPTOR = 7
const never = new Promise<never>(() => {})
/** What goes to another thread with the work, and comes back before its end. */
interface Handed {
  readonly move: readonly ArrayBuffer[]
  readonly told: ((told: Told) => void) | undefined
}
/** Does the work in its own time, on copies, as another thread does. */
async function elsewhere(input: never, { move, told }: Handed, delay: () => number): Promise<never> {
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
function crewOf(work: (input: never, handed: Handed, job: number) => Promise<never> | undefined) {
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

/** Writes some rows to one output and the rest to another, at once; of one row group in three all to the first. */
async function written(bytes: Uint8Array, crew?: Crew, descriptor?: number) {
  const opened = await parquet.open(sourceOf(bytes, 'data/in.parquet', { descriptor }), LIMITS)
  const [kept, rest] = [memorySink(), memorySink()]
  const writers = [writeParquet(opened.head, kept, crew), writeParquet(opened.head, rest, crew)] as const
  let group = 0
  for await (const batch of opened.batches(planOf([]).plan)) {
    const all = group++ % 3 === 1
    const mask = Uint8Array.from(batch.codes, (_, row) => (all || row % 7 > 2 ? 1 : 0))
    const others = mask.map((bit) => 1 - bit)
    await writers[0].putBoth(batch, mask, writers[1], others)
  }
  const rows = [(await writers[0].finish()).rows, (await writers[1].finish()).rows]
  const hash = (sink: typeof kept) => createHash('sha256').update(sink.bytes()).digest('hex')
  return { rows, kept: hash(kept), rest: hash(rest) }
}

let duck: Duck
let file: Uint8Array
beforeAll(async () => {
  duck = await openDuck()
  // Columns of which some are worth another thread, and some are not.
  const select =
    'SELECT i, md5(i::VARCHAR) || md5((i * 7)::VARCHAR) AS t, i % 9 AS few, [md5((i * 3)::VARCHAR), NULL] AS l, hash(i) AS h FROM range(24576) r(i)'
  file = new Uint8Array(readFileSync(await duck.file(select, "CODEC 'zstd', ROW_GROUP_SIZE 4096")))
})

describe('the bytes are the same as without other threads', () => {
  let alone: Awaited<ReturnType<typeof written>>
  beforeAll(async () => {
    alone = await written(file)
    expect(alone.rows[0]! + alone.rows[1]!).toBe(24576)
  })

  test.each([1, 2, 3, 4])('when work is done in any order (%d)', async (seed) => {
    const random = numbers(seed)
    const { crew, jobs } = crewOf((input, handed) => elsewhere(input, handed, () => random() * 20))
    expect(await written(file, crew)).toEqual(alone)
    expect(jobs()).toBeGreaterThan(7)
  })

  test('when they read the file by themselves', async () => {
    const { crew, jobs } = crewOf((input, handed) => {
      expect(handed.move).toEqual([])
      return elsewhere(input, handed, () => 1)
    })
    expect(await written(file, crew, DESCRIPTOR)).toEqual(alone)
    expect(jobs()).toBeGreaterThan(7)
  })

  test.each([5, 6])('when they are busy at times (%d)', async (seed) => {
    const random = numbers(seed)
    const { crew, jobs } = crewOf((input, handed) =>
      random() < 0.5 ? undefined : elsewhere(input, handed, () => random() * 20),
    )
    expect(await written(file, crew)).toEqual(alone)
    expect(jobs()).toBeGreaterThan(2)
  })

  test('when they are always busy', async () => {
    const { crew } = crewOf(() => undefined)
    expect(await written(file, crew)).toEqual(alone)
  })
})

describe('columns of several pieces', () => {
  let large: Uint8Array
  let alone: Awaited<ReturnType<typeof written>>
  beforeAll(async () => {
    // Of some 4 MB each, for both outputs together.
    const select = `SELECT i, ${Array.from({ length: 16 }, (_, k) => `md5((i * 16 + ${k})::VARCHAR)`).join(' || ')} AS t, md5(i::VARCHAR) AS s FROM range(40960) r(i)`
    large = new Uint8Array(readFileSync(await duck.file(select, "CODEC 'zstd', ROW_GROUP_SIZE 8192")))
    alone = await written(large)
  })

  test.each([7, 8, 9, 10])('come as they are made, and their memory goes back (%d)', async (seed) => {
    const random = numbers(seed)
    let told = 0
    const { crew, jobs } = crewOf((input, { move, told: tell }) =>
      random() < 0.3
        ? undefined
        : elsewhere(
            input,
            {
              move,
              told(piece) {
                told++
                tell?.(piece)
              },
            },
            () => random() * 20,
          ),
    )
    const hearing = { ...crew, hear: () => setTimeout(random() * 2) }
    expect(await written(large, hearing)).toEqual(alone)
    expect(jobs()).toBeGreaterThan(2)
    expect(told).toBeGreaterThan(0)
    expect(poolOf(hearing).used.includes(1)).toBe(false)
  })

  test('fit no shared memory, if others have it all', async () => {
    const { crew } = crewOf((input, handed) => elsewhere(input, handed, () => 1))
    const { used } = poolOf(crew)
    used.fill(1)
    expect(await written(large, crew)).toEqual(alone)
    expect(used.includes(0)).toBe(false)
  })
})

test('what is small is not offered', async () => {
  const bytes = new Uint8Array(readFileSync(await duck.file('SELECT i FROM range(4000) r(i)')))
  const { crew, jobs } = crewOf(() => never)
  expect((await written(bytes, crew)).rows).toEqual([2284, 1716])
  expect(jobs()).toBe(0)
})

test('a writer waits while much is under way', async () => {
  const select = 'SELECT repeat(md5(i::VARCHAR), 160) AS t FROM range(14336) r(i)'
  const bytes = new Uint8Array(readFileSync(await duck.file(select, "CODEC 'uncompressed', ROW_GROUP_SIZE 2048")))
  const opened = await parquet.open(sourceOf(bytes), LIMITS)
  const waiting: (() => void)[] = []
  let most = 0
  const { crew } = crewOf(async (input, handed) => {
    const work = elsewhere(input, handed, () => 0)
    await new Promise<void>((resolve) => waiting.push(resolve))
    return work as never
  })
  const sink = memorySink()
  const writer = writeParquet(opened.head, sink, crew)
  const writing = (async () => {
    for await (const batch of opened.batches(planOf([]).plan))
      await writer.put(batch, batch.codes.map((_, row) => row % 2) as never)
    return writer.finish()
  })()
  for (let done = 0; done < 7; done++) {
    await setTimeout(60)
    most = Math.max(most, waiting.length)
    expect(sink.bytes().length).toBeLessThan(bytes.length / 2)
    waiting.shift()?.()
  }
  expect((await writing).rows).toBe(7168)
  // Of 10 MB each.
  expect(most).toBeLessThanOrEqual(4)
})

describe('what goes wrong elsewhere', () => {
  /** Puts all row groups in part; how many bytes stood there when an error came, and the errors from then on. */
  async function failing(bytes: Uint8Array, crew: Crew | undefined) {
    const opened = await parquet.open(sourceOf(bytes), LIMITS)
    const sink = memorySink()
    const writer = writeParquet(opened.head, sink, crew)
    const errors: unknown[] = []
    let there: number | undefined
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work()
      } catch (error) {
        errors.push(error)
        there ??= sink.bytes().length
      }
    }
    for await (const batch of opened.batches(planOf([]).plan)) {
      await attempt(() =>
        writer.put(
          batch,
          Uint8Array.from(batch.codes, (_, row) => row % 2),
        ),
      )
      await setTimeout(1)
    }
    await attempt(() => writer.finish())
    expect(sink.bytes().length).toBe(there)
    return errors
  }

  test.each([0, 1, 5, 11])('is an error of the writer, and the last thing it says (job %d)', async (bad) => {
    const { crew } = crewOf((input, handed, job) =>
      job === bad ? Promise.reject(new Error('the thread ended')) : elsewhere(input, handed, () => 0),
    )
    const errors = await failing(file, crew)
    expect(errors.length).toBeGreaterThan(0)
    expect(new Set(errors).size).toBe(1)
    expect(errors[0]).toMatchObject({ code: 'output', file: 'data/in.parquet' })
    expect((errors[0] as Error).message).toMatch(
      /^`data\/in\.parquet`: column `.+` could not be written: the thread ended$/,
    )
  })

  test('is an error of both writers that it was done for', async () => {
    const opened = await parquet.open(sourceOf(file), LIMITS)
    const { crew } = crewOf(() => Promise.reject(new Error('the thread ended')))
    const [one, other] = [memorySink(), memorySink()].map((sink) => writeParquet(opened.head, sink, crew)) as [
      ParquetWriter,
      ParquetWriter,
    ]
    const errors: unknown[] = []
    const wrong = (error: unknown) => void errors.push(error)
    for await (const batch of opened.batches(planOf([]).plan)) {
      const mask = Uint8Array.from(batch.codes, (_, row) => row % 2)
      const others = mask.map((bit) => 1 - bit)
      await one.putBoth(batch, mask, other, others).catch(wrong)
    }
    await one.finish().catch(wrong)
    await other.finish().catch(wrong)
    expect(errors.length).toBeGreaterThan(2)
    expect(new Set(errors).size).toBe(1)
    expect(errors[0]).toMatchObject({ code: 'output', file: 'data/in.parquet' })
  })

  test.each([1, 2, 5, 17])('of the output is told as it is, after %d writes', async (writes) => {
    const full = new Error('no space left')
    for (const crew of [undefined, crewOf((input, handed) => elsewhere(input, handed, () => 0)).crew]) {
      const opened = await parquet.open(sourceOf(file), LIMITS)
      let left = writes
      const write = () => (left-- > 0 ? Promise.resolve() : Promise.reject(full))
      const writer = writeParquet(opened.head, { ...memorySink(), write }, crew)
      const put = async () => {
        for await (const batch of opened.batches(planOf([]).plan))
          await writer.put(
            batch,
            Uint8Array.from(batch.codes, (_, row) => row % 2),
          )
        await writer.finish()
      }
      await expect(put()).rejects.toBe(full)
    }
  })

  test('is named as it is here', async () => {
    const broken = file.slice()
    broken.fill(255, broken.length >> 2, (broken.length >> 2) + 5000)
    const { crew, jobs } = crewOf((input, handed) => elsewhere(input, handed, () => 0))
    const [here] = (await failing(broken, undefined)) as Error[]
    const [there] = (await failing(broken, crew)) as Error[]
    expect(jobs()).toBeGreaterThan(0)
    expect(here).toMatchObject({ code: 'format', file: 'data/in.parquet' })
    expect(there).toMatchObject({ code: 'format', file: 'data/in.parquet', message: here!.message })
  })

  test('is not lost when the writer is left', async () => {
    const opened = await parquet.open(sourceOf(file), LIMITS)
    const { crew, jobs } = crewOf(async () => {
      await setTimeout(5)
      throw new Error('too late')
    })
    const writer = writeParquet(opened.head, memorySink(), crew)
    for await (const batch of opened.batches(planOf([]).plan)) {
      await writer.put(
        batch,
        Uint8Array.from(batch.codes, (_, row) => row % 2),
      )
      break
    }
    expect(jobs()).toBeGreaterThan(1)
    // A rejection that nobody handles ends the test run.
    await setTimeout(30)
  })
})
