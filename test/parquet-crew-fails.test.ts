import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ParquetWriter, writeParquet } from '../adapters/formats/parquet/write.ts'
import { parquet } from '../adapters/formats/parquet.ts'
import { type Crew, LIMITS } from '../src/ports.ts'
import { COLUMNS, crewOf, elsewhere, GROUPS } from './parquet-crew-kit.ts'
import { memorySink, openDuck, planOf, sourceOf } from './parquet-kit.ts'

let file: Uint8Array
beforeAll(async () => {
  file = new Uint8Array(readFileSync(await (await openDuck()).file(COLUMNS, GROUPS)))
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
