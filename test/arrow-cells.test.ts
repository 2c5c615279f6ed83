import {
  Binary,
  Bool,
  type Data,
  DateDay,
  DateMillisecond,
  Decimal,
  DenseUnion,
  Field,
  FixedSizeBinary,
  Float64,
  Int32,
  Int64,
  List,
  Map_,
  makeData,
  Struct,
  TimeMillisecond,
  TimestampMillisecond,
  TimestampSecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { codesOf } from '../adapters/formats/arrow/cells.ts'
import { batchOf, CONTAINERS, cellsOf, writeArrow } from './arrow-kit.ts'
import { piecesOf } from './format-kit.ts'
import { planOf } from './parquet-kit.ts'

const read = (column: Data | Vector, container: (typeof CONTAINERS)[number] = 'stream') =>
  cellsOf(piecesOf('in', writeArrow(container, [batchOf({ v: column })]), 100), container, ['v'])
const field = (name: string, type: Field['type']) => new Field(name, type, true)
const utf8 = (bytes: number[]): Data =>
  makeData({
    type: new Utf8(),
    length: 1,
    nullCount: 0,
    data: Uint8Array.from(bytes),
    valueOffsets: Int32Array.of(0, bytes.length),
  })
const decimal = (words: number[], scale: number) =>
  makeData({ type: new Decimal(scale, 30, 128), length: 1, nullCount: 0, data: Uint32Array.from(words) })
const entry = new Struct([field('key', new Utf8()), field('value', new Int32())])
const entries = (pairs: [string, number | null][]): Data => {
  const child = vectorFromArray(
    pairs.map(([key, value]) => ({ key, value })),
    entry,
  ).data[0]!
  return makeData({
    type: new Map_(field('entries', entry) as never),
    length: 1,
    nullCount: 0,
    valueOffsets: Int32Array.of(0, pairs.length),
    child: child as never,
  })
}

const CELLS: readonly (readonly [what: string, column: Data | Vector, wanted: unknown])[] = [
  ['text', vectorFromArray(['ünï – 🦆'], new Utf8()), 'ünï – 🦆'],
  ['text that is not UTF-8', utf8([0x67, 0xc0, 0xaf]), { unreadable: 'invalid-utf8' }],
  ['text with a byte order mark', utf8([0xef, 0xbb, 0xbf, 0x67]), '\ufeffg'],
  ['bytes that are UTF-8', vectorFromArray([new Uint8Array([0x67])], new Binary()), 'g'],
  [
    'bytes that are not',
    vectorFromArray([new Uint8Array([0xc0, 0xaf])], new Binary()),
    { unreadable: 'unreadable-value' },
  ],
  ['bytes of fixed size', vectorFromArray([new Uint8Array([0x67, 0x68])], new FixedSizeBinary(2)), 'gh'],
  ['a null', vectorFromArray([null], new Utf8()), undefined],
  ['a flag', vectorFromArray([false], new Bool()), false],
  ['an integer', vectorFromArray([-7], new Int32()), -7],
  ['an integer beyond 2^53', vectorFromArray([2n ** 53n + 1n], new Int64()), '9007199254740993'],
  ['an integer of 64 bits', vectorFromArray([1754784000n], new Int64()), 1754784000],
  ['a number', vectorFromArray([1.5], new Float64()), 1.5],
  ['not a number', vectorFromArray([Number.NaN], new Float64()), { unreadable: 'unreadable-value' }],
  ['infinity', vectorFromArray([Number.POSITIVE_INFINITY], new Float64()), { unreadable: 'unreadable-value' }],
  ['a decimal', decimal([12345, 0, 0, 0], 2), 123.45],
  ['a negative decimal', decimal([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 3), -0.001],
  ['a decimal too long for a number', decimal([1, 0, 1, 0], 0), '18446744073709551617'],
  ['a day', vectorFromArray([new Date('2025-08-10')], new DateDay()), '2025-08-10'],
  ['a day in milliseconds', vectorFromArray([new Date('1969-12-31')], new DateMillisecond()), '1969-12-31'],
  ['a second before 1970', vectorFromArray([-1000], new TimestampSecond()), '1969-12-31'],
  ['a time in another zone', vectorFromArray([1754866799000], new TimestampMillisecond('Asia/Tokyo')), '2025-08-10'],
  ['a year without sense', vectorFromArray([1e15], new TimestampMillisecond()), { unreadable: 'unreadable-value' }],
  ['a time of day', vectorFromArray([5], new TimeMillisecond()), { unreadable: 'unreadable-value' }],
  ['a list with a null', vectorFromArray([['a', null]], new List(field('item', new Utf8()))), ['a', null]],
  ['an empty list', vectorFromArray([[]], new List(field('item', new Utf8()))), []],
  ['a struct', vectorFromArray([{ key: 'a', value: null }], entry), { key: 'a' }],
  ['a map', entries([['a', 1]]), { a: 1 }],
  [
    'a map with a key twice',
    entries([
      ['a', 1],
      ['a', 2],
    ]),
    { unreadable: 'duplicate-key' },
  ],
  [
    'a struct with a member twice',
    vectorFromArray([{ a: 1 }], new Struct([field('a', new Int32()), field('a', new Int32())])),
    { unreadable: 'duplicate-key' },
  ],
  [
    'a union',
    makeData({
      type: new DenseUnion([3, 4], [field('i', new Int32()), field('s', new Utf8())]),
      length: 1,
      nullCount: 0,
      typeIds: Int8Array.of(4),
      valueOffsets: Int32Array.of(0),
      children: [vectorFromArray([1], new Int32()).data[0]!, vectorFromArray(['a'], new Utf8()).data[0]!],
    } as never),
    'a',
  ],
]

describe.each(CONTAINERS)('a cell of an Arrow %s', (container) => {
  test.each(CELLS)('%s', async (_, column, wanted) => {
    const code = (wanted as { unreadable?: string } | undefined)?.unreadable
    expect(await read(column, container)).toEqual([code ?? (wanted === undefined ? {} : { v: wanted })])
  })
})

test('only the columns of the plan are read, and one that is missing is absent', async () => {
  const bytes = writeArrow('stream', [
    batchOf({ a: vectorFromArray(['x'], new Utf8()), b: vectorFromArray([Number.NaN], new Float64()) }),
  ])
  expect(await cellsOf(piecesOf('in', bytes, 100), 'stream', ['a', 'c'])).toEqual([{ a: 'x' }])
})

test('batches of one run whose columns differ have other keys', () => {
  const { plan, origins } = planOf(['x', 'y'])
  const column = vectorFromArray(['a'], new Utf8())
  const batches = [batchOf({ x: column }), batchOf({ y: column }), batchOf({ x: vectorFromArray([7], new Int32()) })]
  expect(batches.map((batch) => origins[codesOf(batch, plan)[0]!])).toEqual([{ x: 'a' }, { y: 'a' }, { x: 7 }])
})
