import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, test } from 'vitest'
import { ProvgateError } from '../src/errors.ts'
import { LIMITS, type Limits } from '../src/ports.ts'
import { bufferOf } from './format-kit.ts'
import { binary, type Crafted, craftedParquet, element, fields, i64, int, SCHEMA } from './parquet-craft.ts'
import { type Duck, openDuck, readCells, split } from './parquet-kit.ts'

const SENSIBLE = new Set(['format', 'truncated', 'unsupported', 'limit'])
const TIGHT: Limits = { ...LIMITS, block: 1 << 20 }

/** The error that an input ends with, which has to be a sensible one, or what passes. */
async function outcome(bytes: Uint8Array, limits = TIGHT): Promise<ProvgateError | Uint8Array> {
  try {
    const { kept } = await split(bytes, (row) => row % 2 === 0, limits)
    await readCells(bytes, ['v', 'w'])
    return kept
  } catch (error) {
    expect(error).toBeInstanceOf(ProvgateError)
    const { code, file } = error as ProvgateError
    expect(SENSIBLE.has(code) ? 'sensible' : code).toBe('sensible')
    expect(file).toBe('data/in.parquet')
    return error as ProvgateError
  }
}
const fate = async (bytes: Uint8Array, limits?: Limits): Promise<string> => {
  const found = await outcome(bytes, limits)
  return found instanceof ProvgateError ? found.code : 'read'
}

const texts = ['mit', null, 'a longer text, a longer text, a longer text', 'mit', '']
const columnData: ColumnSource[] = [
  { name: 'v', data: texts, type: 'STRING' },
  { name: 'w', data: [1, 2, 3, 4, 5], type: 'INT32', encoding: 'DELTA_BINARY_PACKED' },
]
let duck: Duck
const INPUTS: [what: string, bytes: Uint8Array][] = [
  ['of hyparquet-writer', new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 3 }))],
  ['without compression', new Uint8Array(parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED', statistics: false }))],
]
const CODECS = ['snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw', 'lz4']
beforeAll(async () => {
  duck = await openDuck()
})
const compressed = async (codec: string) => {
  const select = "SELECT repeat('some words ', i::INT % 9) || '\\0\\0\\0' AS v, [i, NULL] AS w FROM range(40) r(i)"
  return new Uint8Array(readFileSync(await duck.file(select, `CODEC '${codec}'`)))
}

test.each(INPUTS)('a file %s that is cut off is an error at every byte', async (_, bytes) => {
  for (let size = 0; size < bytes.length; size++)
    expect([size, ['truncated', 'format'].includes(await fate(bytes.slice(0, size)))]).toEqual([size, true])
})

async function expectSound(bytes: Uint8Array, runs: number, from = 0): Promise<void> {
  const flips = fc.array(fc.tuple(fc.integer({ min: from, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 3,
  })
  await fc.assert(
    fc.asyncProperty(flips, async (given) => {
      const flipped = bytes.slice()
      for (const [at, mask] of given) flipped[at]! ^= mask
      const found = await outcome(flipped)
      if (found instanceof ProvgateError) return
      // What is not refused has the rows that its footer counts, and others read it too.
      const rows = await parquetReadObjects({ file: bufferOf(found), compressors, utf8: false }).catch(() => undefined)
      if (rows) expect(rows.length).toBeGreaterThan(0)
    }),
    { numRuns: runs },
  )
}

test.each(INPUTS)('a file %s with flipped bits is an error, or whole', async (_, bytes) => {
  await expectSound(bytes, 400)
  await expectSound(bytes, 300, bytes.length - 200)
})

test.each(CODECS)('a file with %s and flipped bits is an error, or whole', async (codec) => {
  await expectSound(await compressed(codec), 150)
})

test.each(CODECS)('a page of %s that gives fewer or more bytes than its header says is damage', async (codec) => {
  const bytes = await compressed(codec)
  expect(await fate(bytes)).toBe('read')
  // The header of the first page: kind, then the size that it has when it is decompressed, as a zigzag varint.
  expect([...bytes.subarray(4, 7)]).toEqual([0x15, expect.any(Number), 0x15])
  const header = bytes.indexOf(0x15, 6)
  for (const step of [2, -2]) {
    const changed = bytes.slice()
    changed[header + 1]! += step
    expect([step, await fate(changed)]).toEqual([step, 'format'])
  }
})

const TEXT = [element('root', { 5: int(1) }), element('v', { 1: int(6), 3: int(0) })]
/** A repeated column of one row with two values: levels 0 and 1 of repetition, 1 and 1 of definition. */
const LIST: Crafted = {
  schema: [element('root', { 5: int(1) }), element('v', { 1: int(1), 3: int(2) })],
  values: Uint8Array.of(2, 0, 0, 0, 3, 0b10, 2, 0, 0, 0, 4, 1, 7, 0, 0, 0, 8, 0, 0, 0),
}
const long = new Uint8Array(Int32Array.of(1 << 20, 8).buffer)
const CRAFTED: readonly (readonly [what: string, wanted: string, given: Crafted])[] = [
  ['as it should be', 'read', {}],
  ['whose footer is encrypted', 'unsupported', { magic: 'PARE' }],
  ['whose end is not that of Parquet', 'truncated', { magic: 'PARX' }],
  ['with encrypted columns', 'unsupported', { chunk: { 8: fields({}) } }],
  ['with an encryption algorithm', 'unsupported', { file: { 8: fields({}) } }],
  ['with a column in another file', 'unsupported', { chunk: { 1: binary('other.parquet') } }],
  ['whose footer counts more rows than its groups', 'format', { rows: 3 }],
  ['whose footer counts fewer rows than its groups', 'format', { rows: 1 }],
  ['whose group counts more rows than its column', 'format', { rows: 3, groupRows: 3 }],
  ['whose group counts fewer rows than its column', 'format', { rows: 1, groupRows: 1, meta: { 5: i64(1) } }],
  ['with a list column of as many rows as its group', 'read', { ...LIST, rows: 1, groupRows: 1 }],
  ['with a list column of fewer rows than its group', 'format', LIST],
  ['whose group has a negative number of rows', 'format', { rows: -1, groupRows: -1 }],
  ['with two columns of one name', 'format', { schema: [element('root', { 5: int(2) }), element('v'), element('v')] }],
  ['whose schema has more elements than children', 'format', { schema: [...SCHEMA, element('w')] }],
  [
    'whose schema has fewer elements than children',
    'format',
    { schema: [element('root', { 5: int(9) }), element('v')] },
  ],
  ['without columns', 'unsupported', { schema: [element('root', { 5: int(0) })] }],
  ['of a type that is not there', 'format', { schema: [SCHEMA[0]!, element('v', { 1: int(77), 3: int(0) })] }],
  ['whose column has another type than its schema', 'format', { meta: { 1: int(2) } }],
  ['with values of 2 GB', 'limit', { meta: { 6: i64(2 ** 31) } }],
  ['with 2^40 values', 'limit', { rows: 2 ** 40, groupRows: 2 ** 40, meta: { 5: i64(2 ** 40) } }],
  ['that stands behind its end', 'format', { meta: { 9: i64(1 << 20) } }],
  ['that stands before its start', 'format', { meta: { 9: i64(0) } }],
  ['with a negative offset', 'format', { meta: { 9: i64(-4) } }],
  ['with a codec that nobody knows', 'unsupported', { meta: { 4: int(99) } }],
  ['compressed with LZO', 'unsupported', { meta: { 4: int(3) } }],
  ['compressed in name only', 'format', { meta: { 4: int(1) } }],
  ['whose page is of a kind that nobody knows', 'unsupported', { page: { 1: int(9) } }],
  ['whose page is of an encoding that nobody knows', 'unsupported', { data: { 2: int(99) } }],
  ['whose page says that it is longer than its column', 'format', { page: { 3: int(1 << 20) } }],
  ['whose page says that it has a negative size', 'format', { page: { 2: int(-1) } }],
  ['whose page says that it is a gigabyte', 'limit', { page: { 2: int(2 ** 30) }, meta: { 4: int(1) } }],
  ['whose page has fewer values than it says', 'format', { values: new Uint8Array(4) }],
  ['whose page has more values than its column', 'format', { data: { 1: int(3) } }],
  ['whose page refers to a dictionary that is not there', 'format', { data: { 2: int(8) } }],
  ['with a text that is longer than its page', 'format', { schema: TEXT, meta: { 1: int(6) }, values: long }],
]

describe('a crafted file', () => {
  test.each(CRAFTED)('%s', async (_, wanted, given) => {
    expect(await fate(craftedParquet(given))).toBe(wanted)
  })

  test('whose footer says that it is longer than the file', async () => {
    const bytes = craftedParquet()
    new DataView(bytes.buffer).setUint32(bytes.length - 8, 0xfffffff0, true)
    expect(await fate(bytes)).toBe('format')
  })

  test('whose row groups are beyond the limit that is set', async () => {
    expect(await fate(craftedParquet(), { ...LIMITS, block: 31 })).toBe('limit')
    expect(await fate(craftedParquet(), { ...LIMITS, block: 64 })).toBe('read')
  })

  test('with many row groups of the same bytes has the rows of each', async () => {
    const { rows } = await split(craftedParquet({ groups: 50, rows: 100 }), (row) => row % 2 === 0)
    expect(rows).toEqual([50, 50])
  })
})
