import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, test } from 'vitest'
import { bufferOf } from './format-kit.ts'
import { type Duck, expectSplit, openDuck, split } from './parquet-kit.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})

const ROWS = 500
const rows = <T>(give: (row: number) => T): T[] => Array.from({ length: ROWS }, (_, row) => give(row))
const gaps = <T>(give: (row: number) => T) => rows((row) => (row % 7 === 3 ? null : give(row)))
const read = (bytes: Uint8Array) => parquetReadObjects({ file: bufferOf(bytes), compressors, utf8: false })
const bytesOf = (text: string) => new TextEncoder().encode(text)

const COLUMNS: readonly (readonly [what: string, column: Omit<ColumnSource, 'name'>])[] = [
  ['plain integers', { type: 'INT32', encoding: 'PLAIN', data: gaps((row) => row * 7919 - 2 ** 21) }],
  ['plain flags', { type: 'BOOLEAN', encoding: 'PLAIN', data: gaps((row) => row % 3 === 0) }],
  ['run-length flags', { type: 'BOOLEAN', encoding: 'RLE', data: gaps((row) => row % 100 < 50) }],
  ['a dictionary of text', { type: 'STRING', encoding: 'RLE_DICTIONARY', data: gaps((row) => `word ${row % 9}`) }],
  [
    'delta integers',
    { type: 'INT32', encoding: 'DELTA_BINARY_PACKED', data: gaps((row) => (row % 2 ? 2 ** 31 - 1 : -(2 ** 31))) },
  ],
  [
    'delta integers of 64 bits',
    { type: 'INT64', encoding: 'DELTA_BINARY_PACKED', data: gaps((row) => (row % 2 ? 2n ** 63n - 1n : -(2n ** 63n))) },
  ],
  [
    'delta lengths',
    { type: 'BYTE_ARRAY', encoding: 'DELTA_LENGTH_BYTE_ARRAY', data: gaps((row) => bytesOf('ü'.repeat(row % 40))) },
  ],
  [
    'delta texts',
    {
      type: 'BYTE_ARRAY',
      encoding: 'DELTA_BYTE_ARRAY',
      data: gaps((row) => bytesOf(`https://example.org/${row % 60}/${row}`)),
    },
  ],
  [
    'split floats',
    { type: 'FLOAT', encoding: 'BYTE_STREAM_SPLIT', data: gaps((row) => [Number.NaN, -0, row / 4][row % 3]!) },
  ],
  ['split doubles', { type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT', data: gaps((row) => row / 3) }],
  ['split integers', { type: 'INT64', encoding: 'BYTE_STREAM_SPLIT', data: gaps((row) => BigInt(row) ** 5n) }],
  ['no value at all', { type: 'STRING', data: rows(() => null) }],
  ['values that may not be null', { type: 'STRING', nullable: false, data: rows((row) => `text ${row}`) }],
]

describe('what hyparquet-writer writes, hyparquet reads from the outputs', () => {
  const LAYOUTS = [
    { rowGroupSize: ROWS, pageSize: 1 << 20 },
    { rowGroupSize: 37, pageSize: 64 },
    { rowGroupSize: [1, 2, 300, 197], pageSize: 400 },
  ]
  test.each(COLUMNS)('%s', async (_, column) => {
    for (const layout of LAYOUTS) {
      const columnData = [
        { name: 'v', ...column },
        { name: 'n', data: rows((row) => row), type: 'INT32' as const },
      ]
      const bytes = new Uint8Array(parquetWriteBuffer({ columnData, ...layout }))
      const all = await read(bytes)
      expect(all.length).toBe(ROWS)
      for (const keep of [(row: number) => row % 3 === 0, (row: number) => row > 60 && row < 290, () => true]) {
        const { kept, rest } = await split(bytes, keep)
        expect(await read(kept)).toEqual(all.filter((_, row) => keep(row)))
        expect(await read(rest)).toEqual(all.filter((_, row) => !keep(row)))
      }
    }
  })

  // DuckDB reads split floats and no split integers.
  test.each(COLUMNS.filter(([what]) => what !== 'split integers'))('%s: so does DuckDB', async (what, column) => {
    const columnData = [
      { name: 'v', ...column },
      { name: 'n', data: rows((row) => row), type: 'INT32' as const },
    ]
    const path = join(duck.folder, `${what.replaceAll(' ', '-')}.parquet`)
    writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 137, pageSize: 300 })))
    await expectSplit(duck, path, 3)
    await expectSplit(duck, path, 1)
  })
})

test('key-value metadata, the schema and its annotations are kept byte for byte', async () => {
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: 3 },
    {
      name: 'i',
      type: 'INT64',
      repetition_type: 'OPTIONAL',
      field_id: 7,
      logical_type: { type: 'INTEGER', bitWidth: 64, isSigned: false },
    },
    {
      name: 'd',
      type: 'FIXED_LEN_BYTE_ARRAY',
      type_length: 3,
      converted_type: 'DECIMAL',
      precision: 5,
      scale: 2,
      repetition_type: 'REQUIRED',
    },
    {
      name: 't',
      type: 'INT64',
      repetition_type: 'OPTIONAL',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
    },
  ]
  const kvMetadata = [
    { key: 'huggingface', value: '{"info": {"features": {}}}' },
    { key: 'ARROW:schema', value: '/////wAAAAA=' },
    { key: 'pandas', value: '{"index_columns": []}' },
    { key: 'ключ', value: '' },
  ]
  const columnData = [
    { name: 'i', data: [1n, null, 3n] },
    { name: 'd', data: [1.25, -3.5, 0] },
    { name: 't', data: [1754784000000000000n, null, -1n] },
  ]
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, schema, kvMetadata }))
  for (const keep of [() => true, () => false, (row: number) => row === 1]) {
    const { kept } = await split(bytes, keep)
    const [before, after] = [parquetMetadata(bufferOf(bytes)), parquetMetadata(bufferOf(kept))]
    expect(after.schema).toEqual(before.schema)
    expect(after.key_value_metadata).toEqual(kvMetadata)
    expect(after.version).toEqual(before.version)
  }
})

describe('the sample files', () => {
  test.each(['dpk-code-license-a', 'dpk-license-select-1'])(
    '%s is read back equal by DuckDB and hyparquet',
    async (name) => {
      const path = new URL(`../../shared/samples/${name}.parquet`, import.meta.url).pathname
      const bytes = new Uint8Array(readFileSync(path))
      const all = await read(bytes)
      expect(all.length).toBeGreaterThan(0)
      for (const modulus of [1, 2, 3, 1000]) {
        await expectSplit(duck, path, modulus)
        const { kept, rest, declared } = await split(bytes, (row) => row % modulus === 0)
        expect(await read(kept)).toEqual(all.filter((_, row) => row % modulus === 0))
        expect(await read(rest)).toEqual(all.filter((_, row) => row % modulus !== 0))
        expect(declared).toBe(all.length)
      }
    },
  )
})
