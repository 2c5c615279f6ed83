import { binary, i64, int, list, struct } from '../adapters/formats/parquet/emit.ts'
import { type Stored, WIRE } from '../adapters/formats/parquet/thrift.ts'

const MAGIC = new TextEncoder().encode('PAR1')

/** A file as it should not be: every field can be said otherwise than it is. Two rows of one column `v`: 7 and 8. */
export interface Crafted {
  /** Rows that the footer counts. */
  readonly rows?: number
  /** Rows that the row group counts. */
  readonly groupRows?: number
  /** Elements of the schema: name, and physical type or number of children. */
  readonly schema?: readonly Stored[]
  /** Fields of the column's metadata that are said otherwise, by id. */
  readonly meta?: Readonly<Record<number, Stored>>
  /** Further fields of the column chunk, of the row group and of the file. */
  readonly chunk?: Readonly<Record<number, Stored>>
  readonly file?: Readonly<Record<number, Stored>>
  /** Fields of the page's header and of its data part. */
  readonly page?: Readonly<Record<number, Stored>>
  readonly data?: Readonly<Record<number, Stored>>
  readonly values?: Uint8Array
  readonly magic?: string
  readonly groups?: number
}

const fields = (given: Readonly<Record<number, Stored>>, more: Readonly<Record<number, Stored>> = {}): Stored =>
  struct(
    Object.entries({ ...given, ...more })
      .map(([id, value]) => [Number(id), value] as const)
      .sort(([a], [b]) => a - b),
  )

export const element = (name: string, more: Readonly<Record<number, Stored>> = { 1: int(1), 3: int(0) }): Stored =>
  fields({ 4: binary(name) }, more)
export const SCHEMA: readonly Stored[] = [element('root', { 5: int(1) }), element('v')]
export { binary, fields, i64, int }

export function craftedParquet(given: Crafted = {}): Uint8Array {
  const values = given.values ?? new Uint8Array(Int32Array.of(7, 8).buffer)
  const data = fields({ 1: int(2), 2: int(0), 3: int(3), 4: int(3) }, given.data)
  const header = fields({ 1: int(0), 2: int(values.length), 3: int(values.length), 5: data }, given.page).bytes
  const size = header.length + values.length
  const meta = fields(
    {
      1: int(1),
      2: list(WIRE.i32, [int(0)]),
      3: list(WIRE.binary, [binary('v')]),
      4: int(0),
      5: i64(2),
      6: i64(size),
      7: i64(size),
      9: i64(4),
    },
    given.meta,
  )
  const chunk = fields({ 2: i64(4), 3: meta }, given.chunk)
  const group = fields({ 1: list(WIRE.struct, [chunk]), 2: i64(size), 3: i64(given.groupRows ?? 2) })
  const footer = fields(
    {
      1: int(1),
      2: list(WIRE.struct, given.schema ?? SCHEMA),
      3: i64(given.rows ?? 2),
      4: list(
        WIRE.struct,
        Array.from({ length: given.groups ?? 1 }, () => group),
      ),
    },
    given.file,
  ).bytes
  const length = new Uint8Array(Int32Array.of(footer.length).buffer)
  const magic = new TextEncoder().encode(given.magic ?? 'PAR1')
  return new Uint8Array(Buffer.concat([MAGIC, header, values, footer, length, magic]))
}
