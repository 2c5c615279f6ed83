import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { expect } from 'vitest'
import { parquet } from '../adapters/formats/parquet.ts'
import type { ReadCode } from '../src/errors.ts'
import { type ByteSink, type ByteSource, type Cells, LIMITS, type Limits, type ReadPlan } from '../src/ports.ts'
import { newFolder } from './folder-kit.ts'

/** A database in memory, with a folder to write files in. */
export interface Duck {
  readonly folder: string
  rows(sql: string): Promise<unknown[][]>
  /** Writes the rows of a query as Parquet and returns the file. */
  file(select: string, options?: string): Promise<string>
  /** Rows of one query that the other has not, both ways; duplicates count. */
  difference(left: string, right: string): Promise<unknown[][]>
}

let files = 0

export async function openDuck(): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection: DuckDBConnection = await instance.connect()
  const folder = newFolder()
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]
  return {
    folder,
    rows,
    async file(select, options = '') {
      const path = join(folder, `in-${files++}.parquet`)
      await rows(`COPY (${select}) TO '${path}' (FORMAT parquet${options ? `, ${options}` : ''})`)
      return path
    },
    difference: (left, right) => rows(`(${left} EXCEPT ALL ${right}) UNION ALL (${right} EXCEPT ALL ${left})`),
  }
}

/** Bytes as a source that counts what is read of it. */
export function sourceOf(
  bytes: Uint8Array,
  name = 'data/in.parquet',
  { descriptor }: { readonly descriptor?: number | undefined } = {},
): ByteSource & { readonly given: number } {
  let given = 0
  return {
    name,
    size: bytes.length,
    ...(descriptor !== undefined && { descriptor }),
    async *stream() {
      yield bytes
    },
    async range(from, to) {
      const part = bytes.slice(from, to)
      given += part.length
      return part
    },
    fill(room, from) {
      room.set(bytes.subarray(from, from + room.length))
      given += room.length
    },
    get given() {
      return given
    },
  }
}

export function memorySink(): ByteSink & { bytes(): Uint8Array } {
  const chunks: Uint8Array[] = []
  return {
    write: async (chunk) => void chunks.push(chunk.slice()),
    async copy({ range, size }) {
      if (chunks.length > 0 || !range || size === undefined) return false
      chunks.push(await range(0, size))
      return true
    },
    close: async () => {},
    abort: async () => {},
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
  }
}

/** A plan whose codes are numbers of distinct origins, with the cells or the reason of each. */
export function planOf(columns: readonly string[], options: { cacheable?: boolean; limits?: Partial<Limits> } = {}) {
  const origins: (Cells | ReadCode)[] = []
  const keys = new Map<string, number>()
  const plan: ReadPlan = {
    columns,
    cacheable: options.cacheable ?? true,
    limits: { ...LIMITS, ...options.limits },
    reference: process.env.PROVGATE_REFERENCE === '1',
    origin: (cells) => origins.push(cells) - 1,
    reject: (code) => origins.push(code) - 1,
    intern(key, make) {
      const code = keys.get(key) ?? origins.push(make()) - 1
      keys.set(key, code)
      return code
    },
  }
  return { plan, origins, keys }
}

/** Cells of every row, or the code of why they can not be read. */
export async function readCells(bytes: Uint8Array, columns: readonly string[], cacheable = true) {
  const { plan, origins } = planOf(columns, { cacheable })
  const opened = await parquet.open(sourceOf(bytes), LIMITS)
  const cells: (Cells | ReadCode | undefined)[] = []
  for await (const batch of opened.batches(plan)) for (const code of batch.codes) cells.push(origins[code])
  return cells
}

/**
 * Writes the rows that `keep` names (by number, from 0) to one output and the others to another: at once, which has to
 * give the same bytes as one after the other.
 */
export async function split(bytes: Uint8Array, keep: (row: number) => boolean, limits: Limits = LIMITS) {
  const ways = await Promise.allSettled([true, false].map((once) => splitBy(bytes, keep, { once, limits })))
  const [both, each] = ways.map((way) =>
    way.status === 'fulfilled'
      ? way.value.rows.concat(crc32(way.value.kept), crc32(way.value.rest))
      : way.reason.message,
  )
  expect(both).toEqual(each)
  const [way] = ways
  if (way?.status !== 'fulfilled') throw way?.reason
  return way.value
}

/** The same, at once or one after the other. */
export async function splitBy(
  bytes: Uint8Array,
  keep: (row: number) => boolean,
  { once = true, limits = LIMITS }: { readonly once?: boolean; readonly limits?: Limits } = {},
) {
  const opened = await parquet.open(sourceOf(bytes), limits)
  const kept = memorySink()
  const rest = memorySink()
  const writers = [parquet.write(opened.head, kept), parquet.write(opened.head, rest)] as const
  for await (const batch of opened.batches(planOf([]).plan)) {
    const mask = Uint8Array.from(batch.codes, (_, i) => (keep(batch.first - 1 + i) ? 1 : 0))
    const others = mask.map((bit) => 1 - bit)
    if (once) await writers[0].putBoth!(batch, mask, writers[1], others)
    else {
      await writers[0].put(batch, mask)
      await writers[1].put(batch, others)
    }
  }
  await opened.close()
  const rows = [(await writers[0].finish()).rows, (await writers[1].finish()).rows]
  return { kept: kept.bytes(), rest: rest.bytes(), rows, declared: opened.declared }
}

/**
 * Splits a file by `modulus` and holds both outputs against what DuckDB reads of the input: the same rows in the same
 * order, with every column both as its value and as its text, so that `-0` and `NaN` count. Of large pages, which are
 * cut where either output has enough, the bytes are not the same both ways.
 */
export async function expectSplit(duck: Duck, path: string, modulus: number, { large = false } = {}): Promise<void> {
  const bytes = readFileSync(path)
  const keep = (row: number) => row % modulus === 0
  const ways = large
    ? [await splitBy(bytes, keep), await splitBy(bytes, keep, { once: false })]
    : [await split(bytes, keep)]
  for (const { kept, rest } of ways) {
    await expectRows(duck, path, kept, `n % ${modulus} = 0`)
    await expectRows(duck, path, rest, `n % ${modulus} <> 0`)
  }
}

async function expectRows(duck: Duck, path: string, bytes: Uint8Array, where: string): Promise<void> {
  const output = join(duck.folder, `out-${files++}.parquet`)
  writeFileSync(output, bytes)
  const input = `(SELECT *, file_row_number AS n FROM read_parquet('${path}', file_row_number = true))`
  const wanted = `SELECT * EXCLUDE (n, file_row_number), COLUMNS(* EXCLUDE (n, file_row_number))::VARCHAR, row_number() OVER (ORDER BY n) FROM ${input} WHERE ${where}`
  const found = `SELECT * EXCLUDE (file_row_number), COLUMNS(* EXCLUDE (file_row_number))::VARCHAR, file_row_number + 1 FROM read_parquet('${output}', file_row_number = true)`
  const difference = await duck.difference(wanted, found)
  if (difference.length > 0) throw new Error(`rows differ: ${JSON.stringify(difference.slice(0, 3))}`)
  const [[inTypes], [outTypes]] = (await Promise.all(
    [path, output].map((file) =>
      duck.rows(`SELECT list([column_name, column_type]) FROM (DESCRIBE SELECT * FROM '${file}')`),
    ),
  )) as [unknown[][], unknown[][]]
  if (JSON.stringify(inTypes) !== JSON.stringify(outTypes)) throw new Error(`types differ: ${outTypes}`)
}
