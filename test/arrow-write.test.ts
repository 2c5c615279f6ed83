import { Field, type RecordBatch, Schema } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { codesOf } from '../adapters/formats/arrow/cells.ts'
import { takeRows } from '../adapters/formats/arrow/take.ts'
import { batchOf, CONTAINERS, rowsIn, rowsInStream, rowsOf, schemaIn, splitArrow, writeArrow } from './arrow-kit.ts'
import { ROWS, TYPES } from './arrow-types.ts'
import { planOf } from './parquet-kit.ts'

const MASKS: readonly (readonly [what: string, keep: (row: number) => boolean])[] = [
  ['every third row', (row) => row % 3 === 0],
  ['a run', (row) => row >= 17 && row < 41],
  ['all rows', () => true],
  ['one row', (row) => row === 22],
]

/** The rows as slices of a batch: their offsets do not begin at 0, and dictionaries hold more than they use. */
const slices = (batch: RecordBatch): RecordBatch[] => [
  batch.slice(0, 7),
  batch.slice(7, 8),
  batch.slice(8, 40),
  batch.slice(40, ROWS),
]

/** What apache-arrow writes of slices of these is not readable, by itself neither. */
const UNSLICED = new Set(['denseUnion', 'utf8View', 'binaryView'])

describe.each(CONTAINERS)('of an Arrow %s, apache-arrow reads the rows of the input', (container) => {
  test.each(Object.keys(TYPES))('with a column of type %s', async (name) => {
    const batch = batchOf({ [name]: TYPES[name]! })
    for (const batches of UNSLICED.has(name) ? [[batch]] : [[batch], slices(batch)]) {
      const bytes = writeArrow(container, batches)
      const all = rowsIn(bytes)
      for (const [, keep] of MASKS) {
        const { kept, rest, rows } = await splitArrow(container, bytes, keep)
        expect(rowsIn(kept)).toEqual(all.filter((_, row) => keep(row)))
        expect(rowsInStream(rest)).toEqual(all.filter((_, row) => !keep(row)))
        expect(schemaIn(kept)).toBe(schemaIn(bytes))
        expect(rows[0] + rows[1]).toBe(ROWS)
      }
    }
  })

  test('with all of them', async () => {
    const types = Object.fromEntries(Object.entries(TYPES).filter(([name]) => !UNSLICED.has(name)))
    const bytes = writeArrow(container, slices(batchOf(types)))
    const { kept, rest } = await splitArrow(container, bytes, (row) => row % 4 === 1)
    expect(rowsIn(kept)).toEqual(rowsIn(bytes).filter((_, row) => row % 4 === 1))
    expect(rowsIn(rest)).toEqual(rowsIn(bytes).filter((_, row) => row % 4 !== 1))
  })

  test('with metadata of the schema and of its fields, and columns that may not be null', async () => {
    const metadata = new Map([
      ['huggingface', '{"info": {"features": {"a": {"dtype": "string"}}}}'],
      ['pandas', '{"index_columns": []}'],
      ['empty', ''],
      ['ключ', '🦆'],
    ])
    const { type } = batchOf({ utf8: TYPES.utf8! }).schema.fields[0]!
    const fields = [new Field('utf8', type, true, new Map([['ARROW:extension:name', 'a.b']]))]
    const bytes = writeArrow(container, [batchOf({ utf8: TYPES.utf8! }, new Schema(fields, metadata))])
    const { kept, rest } = await splitArrow(container, bytes, () => false)
    for (const output of [kept, rest]) expect(schemaIn(output)).toBe(schemaIn(bytes))
    expect(rowsIn(kept)).toEqual([])
  })

  test('without columns', async () => {
    const schema = new Schema([], new Map([['note', 'nothing here']]))
    const bytes = writeArrow(container, [], schema)
    expect(schemaIn((await splitArrow(container, bytes, () => true)).kept)).toBe(schemaIn(bytes))
  })
})

describe('of a slice of a batch in memory', () => {
  const [from, to] = [7, 41]
  test.each(Object.keys(TYPES))('rows of type %s are taken', (name) => {
    const slice = batchOf({ [name]: TYPES[name]! }).slice(from, to)
    const all = rowsOf(slice)
    for (const [, keep] of MASKS) {
      const mask = Uint8Array.from({ length: to - from }, (_, row) => (keep(row) ? 1 : 0))
      expect(rowsOf(takeRows(slice, mask))).toEqual(all.filter((_, row) => keep(row)))
    }
  })

  test.each(Object.keys(TYPES))('cells of type %s are those of its rows', (name) => {
    const batch = batchOf({ [name]: TYPES[name]! })
    const read = (some: RecordBatch) => {
      const { plan, origins } = planOf([name])
      return Array.from(codesOf(some, plan), (code) => origins[code])
    }
    expect(read(batch.slice(from, to))).toEqual(read(batch).slice(from, to))
  })
})
