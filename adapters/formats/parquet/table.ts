import { type ByteSink, ProvgateError, type Written } from '../../../src/index.ts'
import { createChunk, entryOf } from './chunk.ts'
import { packDeltas, SMALL } from './delta-write.ts'
import { binary, i64, int, list, struct } from './emit.ts'
import { packedPage, packIndexes, type Send } from './encode.ts'
import { endBytes, MAGIC } from './end.ts'
import { ENCODING } from './layout.ts'
import { type Leaf, PHYSICAL } from './schema.ts'
import { type Stored, WIRE } from './thrift.ts'

/** A column of a table of our own; values are required. */
export interface TableColumn {
  readonly name: string
  readonly type: 'string' | 'int64' | 'int32'
}

/** Writes a flat table as Parquet, row group by row group. The same rows give the same bytes, however they are put. */
export interface TableWriter {
  /** The first `count` values of columns, or all, in the order of the table's columns. */
  put(values: readonly (readonly (string | number)[])[], count?: number): Promise<void>
  /** Ends the file inside the sink, without closing the sink. */
  finish(): Promise<Written>
}

/** Rows of one row group, and so what is in memory. */
const GROUP = 65_536
const CODEC = 'SNAPPY'
const PHYSICALS = { string: 'BYTE_ARRAY', int64: 'INT64', int32: 'INT32' } as const

/** The values of one column in the row group that is filled. */
interface Held {
  /** Adds values `from` (inclusive) to `to`. */
  add(values: readonly (string | number)[], from: number, to: number): void
  /** Has their pages written. What is added from then on belongs to the next row group. */
  flush(send: Send): Promise<void>
}

/** @throws ProvgateError `output` where a value is missing or is not of its column's type */
export function createTableWriter(sink: ByteSink, columns: readonly TableColumn[]): TableWriter {
  const held = columns.map((column) => (column.type === 'string' ? texts(column) : numbers(column)))
  const groups: Stored[] = []
  let at = 0
  let waiting = 0
  let rows = 0
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await sink.write(bytes)
    at += bytes.length
  }
  const flush = async (): Promise<void> => {
    if (at === 0) await write(MAGIC)
    if (waiting === 0) return
    const from = at
    const entries: Stored[] = []
    let size = 0
    for (const [index, column] of held.entries()) {
      const start = at
      const chunk = createChunk(CODEC, write)
      await column.flush(chunk.add)
      const tally = chunk.tally()
      entries.push(entryOf(leafOf(columns[index] as TableColumn, index), tally, start))
      size += tally.size
    }
    groups.push(
      struct([
        [1, list(WIRE.struct, entries)],
        [2, i64(size)],
        [3, i64(waiting)],
        [5, i64(from)],
        [6, i64(at - from)],
      ]),
    )
    rows += waiting
    waiting = 0
  }

  return {
    async put(values, count = values[0]?.length ?? 0) {
      for (let from = 0; from < count; ) {
        const to = Math.min(count, from + GROUP - waiting)
        for (const [index, { add }] of held.entries()) add(values[index] ?? [], from, to)
        waiting += to - from
        from = to
        if (waiting === GROUP) await flush()
      }
    },
    async finish() {
      await flush()
      const root = struct([
        [4, binary('schema')],
        [5, int(columns.length)],
      ])
      await write(
        endBytes({
          1: int(2),
          2: list(WIRE.struct, [root, ...columns.map(elementOf)]),
          3: i64(rows),
          4: list(WIRE.struct, groups),
          6: binary('provgate'),
        }),
      )
      return { rows }
    },
  }
}

/** Texts, by a dictionary of those that are there. */
function texts(column: TableColumn): Held {
  let known = new Map<string, number>()
  const indexes = growing((size) => new Uint32Array(size))
  return {
    add(values, from, to) {
      const room = indexes.room(to - from)
      let last: unknown
      let index: number | undefined
      for (let row = from; row < to; row++) {
        const value = values[row]
        if (typeof value !== 'string') throw misfit(column, value)
        if (value !== last) index = known.get(value)
        if (index === undefined) {
          index = known.size
          known.set(value, index)
        }
        last = value
        room[row - from] = index
      }
    },
    async flush(send) {
      const encoder = new TextEncoder()
      const bytes = [...known.keys()].flatMap((text) => {
        const value = encoder.encode(text)
        return [new Uint8Array(Uint32Array.of(value.length).buffer), value]
      })
      const all = indexes.take()
      const values = packIndexes(all, known.size)
      const counts = { entries: all.length, rows: all.length, encoding: ENCODING.rleDictionary }
      const entries = { entries: known.size, rows: 0, encoding: ENCODING.plain }
      known = new Map()
      await send(await packedPage('dictionary', bytes, entries, { codec: CODEC }))
      await send(await packedPage('data', [values], counts, { codec: CODEC }))
    },
  }
}

/** Whole numbers, by what each adds to the one before: numbers of rows grow by little, and counts repeat. */
function numbers(column: TableColumn): Held {
  const fits = column.type === 'int64' ? Number.isSafeInteger : isInt32
  const values = growing<Int32Array | Float64Array>((size) => new Int32Array(size))
  let small = true
  return {
    add(given, from, to) {
      let room = values.room(to - from)
      for (let row = from; row < to; row++) {
        const value = given[row]
        if (typeof value !== 'number' || !fits(value)) throw misfit(column, value)
        if (small && (value >= SMALL || value <= -SMALL)) {
          small = false
          room = values.widen((size) => new Float64Array(size), to - from)
        }
        room[row - from] = value
      }
    },
    async flush(send) {
      const all = values.take()
      const deltas = packDeltas(all)
      const encoding = deltas ? ENCODING.deltaBinary : ENCODING.plain
      const bytes = deltas ?? plain(all, column.type === 'int64' ? 8 : 4)
      const counts = { entries: all.length, rows: all.length, encoding }
      await send(await packedPage('data', [bytes], counts, { codec: CODEC }))
    },
  }
}

/** Numbers of a row group in memory that grows with them: most tables are small, and many are written in a run. */
function growing<T extends Uint32Array | Int32Array | Float64Array>(first: (size: number) => T) {
  let make = first
  let list = make(256)
  let count = 0
  const move = (size: number): void => {
    const other = make(size)
    other.set(list.subarray(0, count))
    list = other
  }
  return {
    /** Room for so many more of them, never more than a row group has. */
    room(more: number): T {
      if (count + more > list.length) move(Math.min(GROUP, Math.max(count + more, list.length * 4)))
      count += more
      return list.subarray(count - more, count) as T
    },
    /** Keeps numbers in another way from now on; gives the room of the last `more` of them. */
    widen(wider: (size: number) => T, more: number): T {
      make = wider
      move(list.length)
      return list.subarray(count - more, count) as T
    },
    /** Gives them, until more come. */
    take(): T {
      const taken = list.subarray(0, count) as T
      count = 0
      return taken
    },
  }
}

function plain(values: Int32Array | Float64Array, width: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * width))
  for (const [i, value] of values.entries())
    if (width === 8) view.setBigInt64(i * 8, BigInt(value), true)
    else view.setInt32(i * 4, value, true)
  return new Uint8Array(view.buffer)
}

const isInt32 = (value: number): boolean => (value | 0) === value

function leafOf({ name, type }: TableColumn, index: number): Leaf {
  const width = type === 'int64' ? 8 : type === 'int32' ? 4 : 0
  return { index, path: [name], type: PHYSICALS[type], width, def: 0, rep: 0 }
}

/** Its element of the schema; texts say that they are. */
function elementOf({ name, type }: TableColumn): Stored {
  const text = type === 'string'
  return struct([
    [1, int(PHYSICAL.findIndex(([physical]) => physical === PHYSICALS[type]))],
    [3, int(0)],
    [4, binary(name)],
    [6, text ? int(0) : undefined],
    [10, text ? struct([[1, struct([])]]) : undefined],
  ])
}

function misfit({ name, type }: TableColumn, value: unknown): ProvgateError {
  return new ProvgateError('output', `column \`${name}\` of a table can not hold \`${String(value)}\` as ${type}`)
}
