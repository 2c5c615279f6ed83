import {
  Binary,
  type Data,
  Dictionary,
  Field,
  FixedSizeBinary,
  Int32,
  LargeUtf8,
  List,
  makeData,
  Struct,
  Utf8,
  Utf8View,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { batchMessage } from '../adapters/formats/arrow/assemble.ts'
import { takeRows } from '../adapters/formats/arrow/take.ts'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, CONTAINERS, rowsIn, splitArrow, writeArrow } from './arrow-kit.ts'

const SECRET = 'SECRET'
const holds = (bytes: Uint8Array, text = SECRET) => Buffer.from(bytes).includes(text)
const ROWS = 40
/** Rows 3, 4 and every tenth may not pass. */
const secret = (row: number) => row === 3 || row === 4 || row % 10 === 0
const text = (row: number) => (secret(row) ? `${SECRET}-${row}` : `word ${row % 5}`)
const column = (type: Utf8 | Dictionary | Struct | List | Binary, give: (row: number) => unknown): Vector =>
  vectorFromArray(
    Array.from({ length: ROWS }, (_, row) => give(row)),
    type,
  )
const item = (type: Field['type']) => new Field('item', type, true)

const COLUMNS: Readonly<Record<string, Vector>> = {
  text: column(new Utf8(), text),
  largeText: column(new LargeUtf8() as never, text),
  bytes: column(new Binary(), (row) => new TextEncoder().encode(text(row))),
  dictionary: column(new Dictionary(new Utf8(), new Int32()), text),
  list: column(new List(item(new Utf8())), (row) => [text(row), 'x', text(row)]),
  struct: column(new Struct([item(new Utf8())]), (row) => ({ item: text(row) })),
  structs: column(new List(item(new Struct([item(new Utf8())]))), (row) => [{ item: text(row) }, null]),
}

describe.each(CONTAINERS)('an Arrow %s tells nothing of dropped rows', (container) => {
  test.each(Object.keys(COLUMNS))('in a column of %s', async (name) => {
    const batch = batchOf({ [name]: COLUMNS[name]! })
    for (const batches of [[batch], [batch.slice(0, 4), batch.slice(4, 11), batch.slice(11, ROWS)]]) {
      const bytes = writeArrow(container, batches)
      expect(holds(bytes)).toBe(true)
      const { kept } = await splitArrow(container, bytes, (row) => !secret(row))
      expect(holds(kept)).toBe(false)
      expect(rowsIn(kept).length).toBe(ROWS - 6)
    }
  })

  test('nor of values that no row shows: before the first offset, behind the last, under a null', async () => {
    const data = makeData({
      type: new Utf8(),
      length: 3,
      nullCount: 1,
      nullBitmap: Uint8Array.of(0b101),
      valueOffsets: Int32Array.of(7, 9, 16, 18),
      data: new TextEncoder().encode('SECRET1abSECRET2cdSECRET3'),
    })
    const bytes = writeArrow(container, [batchOf({ v: data })])
    const all = (await splitArrow(container, bytes, () => true)).kept
    expect(rowsIn(all)).toEqual(['v="ab"', 'v=null', 'v="cd"'])
    expect(holds(all)).toBe(false)
    expect(holds((await splitArrow(container, bytes, (row) => row < 2)).kept)).toBe(false)
  })

  test('nor of values under nulls where nothing but nulls stays', async () => {
    const type = new FixedSizeBinary(6)
    const data = new TextEncoder().encode('SECRETSECRETSECRET')
    const column = makeData({ type, length: 3, nullCount: 2, nullBitmap: Uint8Array.of(0b100), data })
    const bytes = writeArrow(container, [batchOf({ v: column })])
    const { kept } = await splitArrow(container, bytes, (row) => row < 2)
    expect(rowsIn(kept)).toEqual(['v=null', 'v=null'])
    expect(holds(kept)).toBe(false)
    // The buffer of the values is there, as long as its column.
    expect((await splitArrow(container, kept, () => true)).rows).toEqual([2, 0])
  })

  test('nor of entries of a dictionary that no row uses', async () => {
    const data = makeData({
      type: new Dictionary(new Utf8(), new Int32()),
      length: 2,
      nullCount: 0,
      data: Int32Array.of(2, 0),
      dictionary: vectorFromArray(['a', SECRET, 'b'], new Utf8()),
    })
    const bytes = writeArrow(container, [batchOf({ v: data })])
    expect(holds(bytes)).toBe(true)
    const { kept } = await splitArrow(container, bytes, () => true)
    expect(rowsIn(kept)).toEqual(['v="b"', 'v="a"'])
    expect(holds(kept)).toBe(false)
  })
})

test('a view of a short text has nothing behind it', () => {
  const views = new Uint8Array(32)
  views[0] = 2
  views.set(new TextEncoder().encode('abSECRET'), 4)
  const data = makeData({ type: new Utf8View(), length: 2, nullCount: 0, views, variadicBuffers: [] } as never)
  const taken = takeRows(batchOf({ v: data as Data }), Uint8Array.of(1, 0))
  expect(taken.getChildAt(0)!.get(0)).toBe('ab')
  expect(holds(taken.data.children[0]!.values as unknown as Uint8Array)).toBe(false)
})

test('the buffers of views hold what the kept views show', async () => {
  const bytes = fixture('views')
  for (const [word, row] of [
    ['a text that is longer', 2],
    ['another text', 4],
    ['short', 1],
  ] as const) {
    expect(holds(bytes, word)).toBe(true)
    const { kept, rest } = await splitArrow('stream', bytes, (each) => each !== row)
    expect([word, holds(kept, word), holds(rest, word)]).toEqual([word, false, true])
  }
})

test('what a batch says of itself goes where some of its rows go, and stays where all stay', async () => {
  const batch = batchOf({ v: COLUMNS.text!.slice(5, 10) })
  const plain = writeArrow('stream', [batch])
  const { head, parts } = batchMessage(batch.data.children, batch.numRows, new Map([['statistics', `max=${SECRET}`]]))
  const schema = plain.subarray(0, 8 + new DataView(plain.buffer, plain.byteOffset).getInt32(4, true))
  const bytes = new Uint8Array(Buffer.concat([schema, head, ...parts, plain.subarray(-8)]))
  expect(rowsIn(bytes)).toEqual(rowsIn(plain))
  const { kept, rest } = await splitArrow('stream', bytes, (row) => row < 3)
  expect([holds(kept), holds(rest)]).toEqual([false, false])
  expect(holds((await splitArrow('stream', bytes, () => true)).kept)).toBe(true)
})
