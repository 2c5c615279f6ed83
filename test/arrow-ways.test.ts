import {
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  Int64,
  List,
  type RecordBatch,
  Struct,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, CONTAINERS, cellsOf, readsOf, rowsIn, rowsInStream, splitBy, writeArrow } from './arrow-kit.ts'
import { ROWS, TYPES } from './arrow-types.ts'
import { piecesOf } from './format-kit.ts'

/** What apache-arrow writes of slices of these is not readable, by itself neither. */
const UNSLICED = new Set(['denseUnion', 'utf8View', 'binaryView'])
const CUTS = [0, 9, 24, 40, ROWS]
const slices = (batch: RecordBatch) => CUTS.slice(1).map((end, i) => batch.slice(CUTS[i]!, end))

/** Fates of rows, often alike for long. */
const fates = (rows: number, longest: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(true, false, undefined), fc.integer({ min: 1, max: longest })), { minLength: 1 })
    .map((runs) => {
      const all = runs.flatMap(([fate, count]) => Array.from({ length: count }, () => fate))
      return Array.from({ length: rows }, (_, row) => all[row % all.length])
    })

/** Holds what the fast way makes of an input against what plain code makes of it. */
async function expectAlike(
  bytes: Uint8Array,
  fate: readonly (boolean | undefined)[],
  size: number,
  columns: string[],
  packed = false,
) {
  const container = Buffer.from(bytes.subarray(0, 6)).toString() === 'ARROW1' ? 'file' : 'stream'
  const sourceOf = size % 2 ? piecesOf : readsOf
  const [fast, plain] = [
    await splitBy(sourceOf('in', bytes, size), (row) => fate[row], { container, columns, reference: false }),
    await splitBy(piecesOf('in', bytes, size), (row) => fate[row], { container, columns, reference: true }),
  ]
  expect(fast.rows).toEqual(plain.rows)
  expect(fast.cells).toEqual(plain.cells)
  for (const side of ['kept', 'rest'] as const) {
    const read = (output: Uint8Array) => cellsOf(piecesOf('out', output, 1 << 16), container, columns)
    expect(await read(fast[side])).toEqual(await read(plain[side]))
  }
  // Without codecs of its own, apache-arrow can't read a batch that was copied compressed.
  if (packed) return { fast, plain }
  const shown = container === 'file' ? rowsIn : rowsInStream
  for (const side of ['kept', 'rest'] as const) expect(shown(fast[side])).toEqual(shown(plain[side]))
  return { fast, plain }
}

describe.each(CONTAINERS)('the fast way does to an Arrow %s what plain code does', (container) => {
  test.each(Object.keys(TYPES))('with a column of type %s', async (name) => {
    const batch = batchOf({ [name]: TYPES[name]! })
    const bytes = writeArrow(container, UNSLICED.has(name) ? [batch] : slices(batch))
    await fc.assert(
      fc.asyncProperty(fates(ROWS, 40), fc.integer({ min: 1, max: 3000 }), async (fate, size) => {
        await expectAlike(bytes, fate, size, [name])
      }),
      { numRuns: 12 },
    )
  })
})

describe('and to what pyarrow and Polars write', () => {
  const INPUTS = ['views', 'lz4', 'zstd', 'delta-stream', 'replaced', 'nested', 'polars', 'delta-file'] as const
  test.each(INPUTS)('%s', async (name) => {
    await fc.assert(
      fc.asyncProperty(fates(20, 12), fc.integer({ min: 1, max: 500 }), async (fate, size) => {
        await expectAlike(fixture(name), fate, size, ['s', 'd', 'o', 'c', 'i'], name === 'lz4' || name === 'zstd')
      }),
      { numRuns: 10 },
    )
  })
})

describe('batches that are large enough for memory to be used again', () => {
  const COUNT = 3000
  const field = (type: Field['type']) => new Field('item', type, true)
  const large = (from: number): RecordBatch => {
    const rows = <T>(give: (row: number) => T, gap: number) =>
      Array.from({ length: COUNT }, (_, row) => ((from + row) % gap === 1 ? null : give(from + row)))
    const column = (type: Field['type'], give: (row: number) => unknown, gap = 7): Vector =>
      vectorFromArray(rows(give, gap), type)
    return batchOf({
      id: column(new Int64(), (row) => BigInt(row) * 1_000_003n),
      text: column(new Utf8(), (row) => `text ${row} ${'word '.repeat(row % 13)}`),
      runs: column(new Int32(), (row) => row, 40),
      vector: column(new FixedSizeList(4, field(new Float32())), (row) => [row, row + 1, row + 2, row + 3], 11),
      list: column(new List(field(new Utf8())), (row) => Array.from({ length: row % 3 }, () => `item ${row}`)),
      both: column(new Struct([field(new Utf8())]), (row) => ({ item: `${row}` }), 5),
      tag: column(new Dictionary(new Utf8(), new Int32(), 9), (row) => `tag ${row % 17}`),
    })
  }
  const batches = [0, 1, 2, 3].map((i) => large(i * COUNT))
  const bytes = writeArrow('stream', batches)

  test('each byte of a gathered batch is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fates(4 * COUNT, 50), fc.integer({ min: 1000, max: 1 << 20 }), async (fate, size) => {
        // A row of each batch goes each way, so that none is copied.
        const mixed = fate.map((each, row) => (row % COUNT === 0 ? true : row % COUNT === 1 ? false : each))
        const { fast, plain } = await expectAlike(bytes, mixed, size, ['tag'])
        expect(Buffer.compare(fast.kept, plain.kept)).toBe(0)
        expect(Buffer.compare(fast.rest, plain.rest)).toBe(0)
      }),
      { numRuns: 4 },
    )
  })

  test.each(['text', 'tag', 'list', 'both', 'runs', 'vector'])(
    'rows have the same codes by column %s',
    async (name) => {
      await expectAlike(bytes, [], 1 << 16, [name])
    },
  )

  test('and by several columns', async () => {
    await expectAlike(bytes, [], 1 << 16, ['tag', 'runs', 'both'])
  })
})
