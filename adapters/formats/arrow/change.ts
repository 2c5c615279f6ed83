import type { Limits } from '../../../src/index.ts'
import { padded } from './assemble.ts'
import { BATCH, MESSAGE, type Raw } from './envelope.ts'
import { fault } from './fault.ts'
import { type FlatTable, flatRoot } from './flat-read.ts'
import { type FlatFields, flatBytes } from './flat-write.ts'
import { type Piece, pieceOf } from './pieces.ts'

/** Where a column stands among the nodes, buffers and variadic counts of a record batch, and how many are its own. */
export interface Span {
  readonly node: number
  readonly nodes: number
  readonly buffer: number
  readonly buffers: number
  readonly variadic: number
  readonly variadics: number
}

/** A column as it is to be written. A number is a buffer of the old column, which stays: 0 is its first. */
export interface NewColumn {
  readonly nulls: number
  readonly buffers: readonly (Piece | number)[]
  /** How many buffers hold the data of its views, where it has views. */
  readonly variadics?: number
}

/** A record batch message whose body is the old one and what was added behind it. */
export interface Changed {
  readonly bytes: Uint8Array
  readonly body: Piece
}

const BATCH_KIND = 3
/** Boundary of what is added: of what any reader asks for. */
const ALIGNED = 64
/** In a compressed body, the length that marks a buffer stored as it is. */
const STORED = new Uint8Array(8).fill(0xff)

/** A record batch of which one column is another; `span` with no nodes puts it behind all others. */
export function changedBatch(raw: Raw, span: Span, column: NewColumn, limits: Limits): Changed {
  const root = flatRoot(raw.bytes)
  const batch = root.table(MESSAGE.header) as FlatTable
  const compressed = batch.place(BATCH.compression) !== undefined
  const rows = batch.i64(BATCH.length)
  const places = batch.i64s(BATCH.buffers, 2)
  const pieces: Piece[] = [raw.body]
  let end = raw.body.size
  const add = (piece: Piece): void => {
    pieces.push(piece)
    end += piece.size
  }
  const align = (): void => add(pieceOf(new Uint8Array(padded(end, ALIGNED) - end)))
  const added = column.buffers.flatMap((buffer) => {
    if (typeof buffer === 'number') return places.slice((span.buffer + buffer) * 2, (span.buffer + buffer) * 2 + 2)
    align()
    const at = end
    if (compressed && buffer.size > 0) add(pieceOf(STORED))
    add(buffer)
    return [at, end - at]
  })
  align()
  if (end > limits.block) {
    const fix = 'write smaller record batches, or raise the limit'
    throw fault('limit', `has a record batch that would grow to ${end} bytes, more than ${limits.block}`, fix)
  }
  const variadics = batch.i64s(BATCH.variadics, 1)
  const own = column.variadics === undefined ? [] : [column.variadics]
  const vector = (slot: number, words: number, values: readonly number[]): FlatFields =>
    values.length === 0 && slot === BATCH.variadics
      ? []
      : [[slot, { structs: new Uint8Array(BigInt64Array.from(values, BigInt).buffer), count: values.length / words }]]
  const kept = (table: FlatTable, slot: number): FlatFields => {
    const at = table.place(slot)
    return at === undefined ? [] : [[slot, { within: raw.bytes, at }]]
  }
  const header: FlatFields = [
    [BATCH.length, { scalar: 8, value: rows }],
    ...vector(BATCH.nodes, 2, batch.i64s(BATCH.nodes, 2).toSpliced(span.node * 2, span.nodes * 2, rows, column.nulls)),
    ...vector(BATCH.buffers, 2, places.toSpliced(span.buffer * 2, span.buffers * 2, ...added)),
    ...kept(batch, BATCH.compression),
    ...vector(BATCH.variadics, 1, variadics.toSpliced(span.variadic, span.variadics, ...own)),
  ]
  const bytes = flatBytes([
    [MESSAGE.version, { scalar: 2, value: root.i16(MESSAGE.version) }],
    [MESSAGE.kind, { scalar: 1, value: BATCH_KIND }],
    [MESSAGE.header, { table: header }],
    [MESSAGE.bodyLength, { scalar: 8, value: end }],
    ...kept(root, MESSAGE.metadata),
  ])
  const body = {
    size: end,
    parts: {
      *[Symbol.iterator]() {
        for (const { parts } of pieces) yield* parts
      },
    },
  }
  return { bytes, body }
}
