import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { poolOf } from '../adapters/formats/parquet/pool.ts'
import { writeParquet } from '../adapters/formats/parquet/write.ts'
import { parquet } from '../adapters/formats/parquet.ts'
import { type Crew, LIMITS } from '../src/ports.ts'
import { numbers } from './large-kit.ts'
import { COLUMNS, crewOf, DESCRIPTOR, elsewhere, GROUPS } from './parquet-crew-kit.ts'
import { type Duck, memorySink, openDuck, planOf, sourceOf } from './parquet-kit.ts'

const never = new Promise<never>(() => {})

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
  file = new Uint8Array(readFileSync(await duck.file(COLUMNS, GROUPS)))
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
      return elsewhere(input, handed, () => 1, file)
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
