import {
  Bool,
  Dictionary,
  Field,
  Int8,
  Int32,
  Int64,
  List,
  makeData,
  type RecordBatch,
  Schema,
  Utf8,
  Utf8View,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { batchMessage } from '../adapters/formats/arrow/assemble.ts'
import { END, joined } from './arrow-craft.ts'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, rowsIn, rowsInStream, splitArrow, splitBy, writeArrow } from './arrow-kit.ts'
import { piecesOf } from './format-kit.ts'

const text = (rows: readonly (string | null)[]) => vectorFromArray(rows, new Utf8())
const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, row) => `row ${from + row}: ${'a long text '.repeat(30)}`)
const plain = (from: number, count: number) =>
  batchOf({
    id: vectorFromArray(
      Array.from({ length: count }, (_, row) => BigInt(from + row)),
      new Int64(),
    ),
    text: text(words(from, count)),
    more: vectorFromArray(
      Array.from({ length: count }, (_, row) => [`${row}`]),
      new List(new Field('item', new Utf8(), true)),
    ),
  })
const BATCHES = [plain(0, 500), plain(500, 500), plain(1000, 500)]
const BYTES = writeArrow('stream', BATCHES)
/** A source that gives all of its bytes, in one part or several, as views of one array. */
const whole = (bytes: Uint8Array, size = bytes.length) => ({
  name: 'in.arrow',
  async *stream() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  },
})
const holds = (bytes: Uint8Array, part: Uint8Array | string) =>
  Buffer.from(bytes).includes(typeof part === 'string' ? part : Buffer.from(part))
/** A stream of one batch with its buffers as they are, which apache-arrow would trim. */
function untrimmed(batch: RecordBatch): Uint8Array {
  const written = writeArrow('stream', [batch])
  const size = 8 + new DataView(written.buffer, written.byteOffset).getInt32(4, true)
  const { head, parts } = batchMessage(batch.data.children, batch.numRows, new Map())
  return joined(written.subarray(0, size), head, ...parts, END)
}

describe('a record batch that passes whole is copied', () => {
  const FAST = { reference: false }
  test.each([BYTES.length, 4096, 1000, 7])(
    'with all others, the output is the input (parts of %i bytes)',
    async (size) => {
      const { kept, rows } = await splitBy(whole(BYTES, size), () => true, FAST)
      expect(Buffer.compare(kept, BYTES)).toBe(0)
      expect(rows).toEqual([1500, 0])
    },
  )

  test('from the memory that it came in', async () => {
    const { parts } = await splitBy(whole(BYTES), () => true, FAST)
    const own = parts[0].filter(({ buffer }) => buffer !== BYTES.buffer).reduce((sum, { length }) => sum + length, 0)
    expect(own).toBeLessThan(0.05 * BYTES.length)
  })

  test('beside batches of which rows go', async () => {
    const { kept, rest } = await splitBy(whole(BYTES), (row) => row < 500 || row >= 700, FAST)
    const message = (index: number) => writeArrow('stream', [BATCHES[index]!]).subarray(0, -8).slice(-100_000)
    expect([0, 1, 2].map((index) => holds(kept, message(index)))).toEqual([true, false, true])
    expect(rowsIn(kept)).toEqual(rowsIn(BYTES).filter((_, row) => row < 500 || row >= 700))
    expect(rowsIn(rest)).toEqual(rowsIn(BYTES).slice(500, 700))
  })

  test('and long runs of text of a batch that is mixed are written from there too', async () => {
    const { parts, kept } = await splitBy(whole(BYTES), (row) => row % 500 !== 250, FAST)
    const shown = parts[0].filter(({ buffer }) => buffer === BYTES.buffer).reduce((sum, { length }) => sum + length, 0)
    expect(shown).toBeGreaterThan(0.9 * BYTES.length)
    expect(rowsIn(kept)).toEqual(rowsIn(BYTES).filter((_, row) => row % 500 !== 250))
  })

  test('but for the indices of a dictionary of which entries go', async () => {
    const tags = vectorFromArray(['gone', 'a', 'b', 'a', 'b', 'gone'], new Dictionary(new Utf8(), new Int8()))
    const both = batchOf({ t: text(words(0, 6)), d: tags as Vector })
    const bytes = writeArrow('stream', [both.slice(0, 1), both.slice(1, 5), both.slice(5, 6)])
    const { kept } = await splitBy(whole(bytes), (row) => (row === 0 || row === 5 ? undefined : true), FAST)
    expect(holds(bytes, 'gone')).toBe(true)
    expect(holds(kept, 'gone')).toBe(false)
    expect(rowsInStream(kept)).toEqual(rowsIn(bytes).slice(1, 5))
  })
})

const SECRET = 'SECRET'
const utf8 = (content: string) => new TextEncoder().encode(content)
const views = (word: string, from: number) => {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, word.length, true)
  bytes.set(utf8(word).subarray(0, word.length > 12 ? 4 : 12), 4)
  if (word.length > 12) view.setInt32(12, from, true)
  return bytes
}
const LONG = 'a text that is longer than twelve bytes'
const offsets = (...values: number[]) => Int32Array.from(values)
const base = { length: 2, nullCount: 0 }
/** Columns whose buffers hold more than their two rows show. */
const LOOSE = {
  'behind the last offset': makeData({
    ...base,
    type: new Utf8(),
    valueOffsets: offsets(0, 1, 2),
    data: utf8(`ab${SECRET}`),
  }),
  'before the first offset': makeData({
    ...base,
    type: new Utf8(),
    valueOffsets: offsets(6, 7, 8),
    data: utf8(`${SECRET}ab`),
  }),
  'under a null text': makeData({
    ...base,
    nullCount: 1,
    nullBitmap: Uint8Array.of(0b01),
    type: new Utf8(),
    valueOffsets: offsets(0, 1, 7),
    data: utf8(`a${SECRET}`),
  }),
  'under a null number': makeData({
    ...base,
    nullCount: 1,
    nullBitmap: Uint8Array.of(0b01),
    type: new Int64(),
    data: new BigInt64Array(new Uint8Array([...new Uint8Array(8), ...utf8(`${SECRET}__`)]).buffer),
  }),
  'in a data buffer that no view shows': makeData({
    ...base,
    type: new Utf8View(),
    views: joined(views(LONG, 0), views('b', 0)),
    variadicBuffers: [utf8(`${LONG}${SECRET}`)],
  } as never),
  'between what views show': makeData({
    ...base,
    type: new Utf8View(),
    views: joined(views(LONG, 0), views(LONG, LONG.length + SECRET.length)),
    variadicBuffers: [utf8(`${LONG}${SECRET}${LONG}`)],
  } as never),
  'behind a short view': makeData({
    ...base,
    type: new Utf8View(),
    views: joined(
      views('b', 0).map((byte, i) => utf8(SECRET)[i - 8] ?? byte),
      views('c', 0),
    ),
    variadicBuffers: [],
  } as never),
  'in a list that no row shows': makeData({
    ...base,
    type: new List(new Field('item', new Utf8(), true)),
    valueOffsets: offsets(0, 1, 2),
    child: text(['a', 'b', SECRET]).data[0]!,
  } as never),
}

describe('a batch that passes whole, with its buffers, tells nothing but its rows', () => {
  test.each(Object.entries(LOOSE))('%s', async (_, data) => {
    const bytes = untrimmed(batchOf({ v: data as never, w: text(['x', 'y']) }))
    expect(holds(bytes, SECRET)).toBe(true)
    const { kept } = await splitBy(whole(bytes), () => true)
    expect(holds(kept, SECRET)).toBe(false)
    expect(rowsIn(kept)).toEqual(rowsIn(bytes))
  })

  test('bits of flags and bitmaps behind the last row', async () => {
    const flags = makeData({ ...base, type: new Bool(), data: Uint8Array.of(0b1010_1010) })
    const numbers = makeData({
      ...base,
      nullCount: 1,
      nullBitmap: Uint8Array.of(0b1111_0001),
      type: new Int32(),
      data: Int32Array.of(1, 0),
    })
    const bytes = untrimmed(batchOf({ v: flags, w: numbers }))
    const { kept } = await splitBy(whole(bytes), () => true)
    expect(rowsIn(kept)).toEqual(rowsIn(bytes))
    expect(holds(kept, Uint8Array.of(0b1010_1010))).toBe(false)
    expect(holds(kept, Uint8Array.of(0b1111_0001, 0))).toBe(false)
  })

  test('bytes between two buffers', async () => {
    const bytes = writeArrow('stream', [batchOf({ v: text(['abc', 'de']), w: text(['x', 'y']) })])
    const at = Buffer.from(bytes).indexOf('abcde') + 5
    bytes.set(utf8('SEC'), at)
    const { kept } = await splitBy(whole(bytes), () => true)
    expect(holds(kept, 'SEC')).toBe(false)
    expect(rowsIn(kept)).toEqual(rowsIn(bytes))
  })
})

describe('dictionaries of batches that pass whole', () => {
  test.each(['delta-stream', 'replaced', 'nested'] as const)('%s', async (name) => {
    const bytes = fixture(name)
    const all = rowsInStream(bytes)
    const { kept, rows } = await splitBy(piecesOf('in', bytes, 1000), () => true)
    expect(rowsInStream(kept)).toEqual(all)
    expect(rows[0]).toBe(all.length)
  })

  test.each(['ordered', 'delta-file', 'polars'] as const)('%s, a file', async (name) => {
    const bytes = fixture(name)
    const { kept } = await splitArrow('file', bytes, () => true)
    const again = await splitArrow('file', kept, (row) => row > 0)
    expect(rowsIn(again.kept)).toEqual(rowsIn(kept).slice(1))
  })

  test('an index under a null may be any', async () => {
    const data = makeData({
      type: new Dictionary(new Utf8(), new Int8()),
      length: 2,
      nullCount: 1,
      nullBitmap: Uint8Array.of(0b10),
      data: Int8Array.of(100, 1),
      dictionary: vectorFromArray(['gone', 'b'], new Utf8()),
    })
    const bytes = writeArrow('stream', [batchOf({ v: data })])
    expect(rowsIn((await splitBy(whole(bytes), () => true)).kept)).toEqual(['v=null', 'v="b"'])
  })
})

test('metadata of the schema and the fields stay', async () => {
  const schema = new Schema(
    [new Field('v', new Utf8(), false, new Map([['a', 'b']]))],
    new Map([['huggingface', '{"info": {}}']]),
  )
  const bytes = writeArrow('stream', [batchOf({ v: text(['x']) }, schema)])
  const { kept } = await splitBy(whole(bytes), () => true)
  expect(holds(kept, 'huggingface')).toBe(true)
})
