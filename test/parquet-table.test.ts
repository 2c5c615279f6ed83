import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { beforeAll, expect, test } from 'vitest'
import { createTableWriter, type TableColumn } from '../adapters/formats/parquet/table.ts'
import { bufferOf } from './format-kit.ts'
import { type Duck, memorySink, openDuck } from './parquet-kit.ts'

const COLUMNS: readonly TableColumn[] = [
  { name: 'first', type: 'int64' },
  { name: 'text', type: 'string' },
  { name: 'small', type: 'int32' },
]
type Row = readonly [first: number, text: string, small: number]

/** Writes rows, put in pieces that end where `cuts` says. */
async function written(rows: readonly Row[], cuts: readonly number[] = []): Promise<Uint8Array> {
  const sink = memorySink()
  const table = createTableWriter(sink, COLUMNS)
  const ends = [...cuts.filter((cut) => cut < rows.length).sort((a, b) => a - b), rows.length]
  let from = 0
  for (const end of ends) {
    await table.put([0, 1, 2].map((column) => rows.slice(from, end).map((row) => row[column] as string | number)))
    from = end
  }
  expect((await table.finish()).rows).toBe(rows.length)
  return sink.bytes()
}

let duck: Duck
let files = 0
beforeAll(async () => {
  duck = await openDuck()
})
async function expectRead(bytes: Uint8Array, rows: readonly Row[]): Promise<void> {
  const found = await parquetReadObjects({ file: bufferOf(bytes) })
  expect(found.map(({ first, text, small }) => [Number(first), text, small])).toEqual(rows)
  const path = join(duck.folder, `table-${files++}.parquet`)
  writeFileSync(path, bytes)
  const read = await duck.rows(`SELECT first, text, small FROM '${path}'`)
  expect(read.map(([first, text, small]) => [Number(first), text, small])).toEqual(rows)
}

const large = fc.oneof(fc.nat(1000), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(2 ** 52, -(2 ** 53) + 1))
const row = fc.tuple(
  large,
  fc.oneof(fc.constantFrom('pass', 'drop', ''), fc.string({ unit: 'grapheme' })),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
)

test('any rows are read by others', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 400 }), async (rows) => expectRead(await written(rows), rows)),
    { numRuns: 60 },
  )
})

test('numbers that grow, in several row groups, are read by others and take little', async () => {
  let first = 1
  const rows = Array.from({ length: 150_000 }, (_, i): Row => {
    const of = first
    first += 1 + ((i * i) % 7)
    return [of, `ruling ${i % 40}`, (i * i) % 7]
  })
  const bytes = await written(rows)
  await expectRead(bytes, rows)
  expect(bytes.length).toBeLessThan(rows.length * 3)
})

test('the same rows give the same bytes, however they are put', async () => {
  const rows = Array.from({ length: 70_000 }, (_, i): Row => [i * 3, `${i % 9}`, i])
  const whole = await written(rows)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(70_000), { maxLength: 6 }), async (cuts) => {
      expect(Buffer.compare(await written(rows, cuts), whole)).toBe(0)
    }),
    { numRuns: 5 },
  )
})

test.each<[what: string, row: readonly unknown[]]>([
  ['a number for a text', [1, 2, 3]],
  ['a text for a number', ['1', 'a', 3]],
  ['a number that is not whole', [1.5, 'a', 3]],
  ['a number that is no longer exact', [2 ** 53, 'a', 3]],
  ['a number of more than 32 bits', [1, 'a', 2 ** 31]],
  ['no value', [1, 'a', undefined]],
])('%s is an error', async (_, given) => {
  const table = createTableWriter(memorySink(), COLUMNS)
  await expect(table.put(given.map((value) => [value as number]))).rejects.toMatchObject({ code: 'output' })
})
