import {
  Binary,
  BinaryView,
  Bool,
  type Data,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  DenseUnion,
  Dictionary,
  DurationMicrosecond,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalDayTime,
  LargeBinary,
  LargeUtf8,
  List,
  Map_,
  makeData,
  Null,
  SparseUnion,
  Struct,
  TimeMillisecond,
  TimestampNanosecond,
  Uint8,
  Uint32,
  Uint64,
  Utf8,
  Utf8View,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'

/** Rows of every column in `TYPES`. */
export const ROWS = 60
const field = (name: string, type: DataType, nullable = true) => new Field(name, type, nullable)
const rows = <T>(give: (row: number) => T, gap = 5): (T | null)[] =>
  Array.from({ length: ROWS }, (_, row) => (row % gap === 1 ? null : give(row)))
const column = (type: DataType, give: (row: number) => unknown, gap?: number): Vector =>
  vectorFromArray(rows(give, gap), type)

const WORDS = ['', 'héllo', '🦆🦆', 'mit', 'apache-2.0', 'x'.repeat(70)]
const word = (row: number) => WORDS[row % WORDS.length]!

function union(dense: boolean): Data {
  const type = new (dense ? DenseUnion : SparseUnion)([5, 7], [field('number', new Int32()), field('text', new Utf8())])
  const typeIds = Int8Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? 7 : 5))
  const children = [column(new Int32(), (row) => row).data[0]!, column(new Utf8(), word).data[0]!]
  const valueOffsets = Int32Array.from({ length: ROWS }, (_, row) => row)
  return makeData({ type, length: ROWS, nullCount: 0, typeIds, children, ...(dense ? { valueOffsets } : {}) } as never)
}

const LONG = [
  'a text that is longer than twelve bytes',
  'another long text – 🦆',
  'one more text that is not short',
  'x'.repeat(90),
]

/** Views of short texts, and of long ones that lie in two buffers, in any order, shown twice, or within each other. */
function views(type: Utf8View | BinaryView): Data {
  const views = new Uint8Array(ROWS * 16)
  const view = new DataView(views.buffer)
  const buffers = [LONG.join(''), `${LONG[2]}${LONG[0]}`].map((text) => new TextEncoder().encode(text))
  const show = (row: number, length: number, place: () => void) => {
    view.setInt32(row * 16, length, true)
    place()
  }
  for (let row = 0; row < ROWS; row++) {
    if (row % 5 === 1) continue
    const short = new TextEncoder().encode(word(row).slice(0, 5))
    if (row % 2) show(row, short.length, () => views.set(short, row * 16 + 4))
    else {
      const buffer = row % 3 === 0 ? 1 : 0
      const from = row % 4 === 0 ? 0 : 40
      const length = row % 8 === 0 ? 13 : 25
      show(row, length, () => {
        views.set(buffers[buffer]!.subarray(from, from + 4), row * 16 + 4)
        view.setInt32(row * 16 + 8, buffer, true)
        view.setInt32(row * 16 + 12, from, true)
      })
    }
  }
  const nullBitmap = new Uint8Array(ROWS / 8 + 1)
  for (let row = 0; row < ROWS; row++) if (row % 5 !== 1) nullBitmap[row >> 3]! |= 1 << (row & 7)
  return makeData({ type, length: ROWS, nullCount: -1, nullBitmap, views, variadicBuffers: buffers } as never)
}

const ENTRY = new Struct([field('key', new Utf8(), false), field('value', new Int32())])

/** A column of each type, with nulls where it may have them. */
export const TYPES: Readonly<Record<string, Data | Vector>> = {
  int8: column(new Int8(), (row) => row - 30),
  int16: column(new Int16(), (row) => row * 500 - 32768 + 1),
  int32: column(new Int32(), (row) => (row % 2 ? 2 ** 31 - 1 : -(2 ** 31))),
  int64: column(new Int64(), (row) => (row % 2 ? 2n ** 63n - 1n : -(2n ** 63n))),
  uint8: column(new Uint8(), (row) => 255 - row),
  uint32: column(new Uint32(), (row) => 2 ** 32 - 1 - row),
  uint64: column(new Uint64(), (row) => 2n ** 64n - 1n - BigInt(row)),
  float16: column(new Float16(), (row) => row / 2),
  float32: column(new Float32(), (row) => [Number.NaN, -0, 1.5, Number.NEGATIVE_INFINITY][row % 4]),
  float64: column(new Float64(), (row) => [Number.NaN, -0, Math.PI, Number.MIN_VALUE, 0][row % 5], 7),
  bool: column(new Bool(), (row) => row % 3 === 0),
  utf8: column(new Utf8(), word),
  largeUtf8: column(new LargeUtf8(), word),
  binary: column(new Binary(), (row) => new Uint8Array([255, 0, row])),
  largeBinary: column(new LargeBinary(), (row) => new Uint8Array(row % 4)),
  fixedBinary: column(new FixedSizeBinary(3), (row) => new Uint8Array([row, 0, 255])),
  utf8View: views(new Utf8View()),
  binaryView: views(new BinaryView()),
  date: column(new DateDay(), (row) => new Date(Date.UTC(1890 + 5 * row, 3, 5))),
  dateMs: column(new DateMillisecond(), (row) => new Date(Date.UTC(1890 + 5 * row, 3, 5))),
  timestamp: column(new TimestampNanosecond('Europe/Berlin'), (row) => row * 1e10 - 3e11),
  time: column(new TimeMillisecond(), (row) => row * 1000),
  duration: column(new DurationMicrosecond(), (row) => BigInt(row) - 9n),
  interval: column(new IntervalDayTime(), (row) => Int32Array.of(row, -row)),
  decimal: column(new Decimal(3, 20, 128), (row) => Uint32Array.of(row * 1000, row, 0, row % 2 ? 0xffffffff : 0)),
  null: column(new Null(), () => null),
  allNull: column(new Utf8(), () => null),
  list: column(new List(field('item', new Utf8())), (row) => WORDS.slice(0, row % 4).map((text) => text || null)),
  lists: column(new List(field('item', new List(field('item', new Int32())))), (row) =>
    Array.from({ length: row % 3 }, (_, i) => (i === 1 ? null : [row, i])),
  ),
  fixedList: column(new FixedSizeList(2, field('item', new Int32())), (row) => [row, row % 2 ? null : -row]),
  struct: column(new Struct([field('a', new Int32()), field('b', new Struct([field('c', new Utf8())]))]), (row) => ({
    a: row % 4 ? row : null,
    b: row % 6 ? { c: word(row) } : null,
  })),
  structs: column(new List(field('item', new Struct([field('role', new Utf8()), field('text', new Utf8())]))), (row) =>
    Array.from({ length: row % 4 }, (_, i) => ({ role: 'user', text: i % 2 ? null : word(row) })),
  ),
  map: column(
    new Map_(field('entries', ENTRY, false) as never),
    (row) => new Map(Array.from({ length: row % 3 }, (_, i) => [`k${i}`, row])),
  ),
  dictionary: column(new Dictionary(new Utf8(), new Int32()), word),
  smallDictionary: column(new Dictionary(new Utf8(), new Uint8()), (row) => word(row % 3)),
  denseUnion: union(true),
  sparseUnion: union(false),
}
