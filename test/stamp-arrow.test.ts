import { Dictionary, Field, Int32, Null, Schema, Struct, tableFromIPC, Utf8, vectorFromArray } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import type { FlatFields } from '../adapters/formats/arrow/flat-write.ts'
import { stampArrow } from '../adapters/formats/arrow/stamp.ts'
import { LIMITS } from '../src/ports.ts'
import { crafted, craftedSchema, END, joined, TEXT_SCHEMA } from './arrow-craft.ts'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, CONTAINERS, cellsOf, rowsIn, rowsInStream, schemaIn, writeArrow } from './arrow-kit.ts'
import { ROWS, TYPES } from './arrow-types.ts'
import { piecesOf } from './format-kit.ts'
import { memorySink, planOf } from './parquet-kit.ts'
import { stampBytes, TEXT } from './stamp-kit.ts'

const NAMES = { stream: 'in.arrows', file: 'in.arrow' } as const
const cell = ` provenance=${JSON.stringify(TEXT)}`

describe.each(CONTAINERS)('an Arrow %s without provenance', (container) => {
  test.each(Object.keys(TYPES))('with a column of type %s: its rows are as before, and stamped', async (name) => {
    const batch = batchOf({ [name]: TYPES[name]!, id: TYPES.int32! })
    const input = writeArrow(container, [batch, batch])
    const { bytes, stamped, kept } = await stampBytes(NAMES[container], input)
    expect(rowsIn(bytes)).toEqual(rowsIn(input).map((row) => row + cell))
    expect({ stamped, kept }).toEqual({ stamped: 2 * ROWS, kept: 0 })
    const [before, after] = [schemaIn(input), schemaIn(bytes)]
    expect(after).toBe(before.replace(/ \[\]$/, ',provenance?:Utf8[][] []'))
  })

  test('keeps metadata of columns, schema and messages, and names the column where writers list theirs', async () => {
    const info = JSON.stringify({ info: { features: { id: { dtype: 'int32', _type: 'Value' } } } })
    const metadata = new Map([
      ['huggingface', info],
      ['ключ', 'значение'],
      ['empty', ''],
    ])
    const fields = [new Field('id', new Int32(), false, new Map([['of', 'a column']]))]
    const input = writeArrow(container, [
      batchOf({ id: vectorFromArray([1, 2], new Int32()) }, new Schema(fields, metadata)),
    ])
    const { schema } = tableFromIPC((await stampBytes(NAMES[container], input)).bytes)
    expect([...schema.fields[0]!.metadata]).toEqual([['of', 'a column']])
    expect(schema.fields[0]!.nullable).toBe(false)
    expect([...schema.metadata].slice(1)).toEqual([...metadata].slice(1))
    expect(JSON.parse(schema.metadata.get('huggingface')!).info.features).toEqual({
      id: { dtype: 'int32', _type: 'Value' },
      provenance: { dtype: 'string', _type: 'Value' },
    })
  })

  test('and without rows or batches: the column is there', async () => {
    const batch = batchOf({ id: TYPES.int32! })
    for (const batches of [[], [batch.slice(0, 0)]]) {
      const { bytes, stamped } = await stampBytes(NAMES[container], writeArrow(container, batches, batch.schema))
      expect(stamped).toBe(0)
      expect(tableFromIPC(bytes).numRows).toBe(0)
      expect(schemaIn(bytes)).toContain('provenance?:Utf8')
    }
  })
})

describe('what pyarrow and Polars write', () => {
  const INPUTS = [
    ['views', 'stream', ['s']],
    ['lz4', 'stream', ['s']],
    ['zstd', 'stream', ['s', 'i']],
    ['delta-stream', 'stream', ['d']],
    ['delta-file', 'file', ['d']],
    ['replaced', 'stream', ['d']],
    ['nested', 'stream', ['o']],
    ['ordered', 'file', ['d']],
    ['polars', 'file', ['c', 'i']],
  ] as const
  test.each(INPUTS)('%s (%s): the same cells and a provenance', async (name, container, columns) => {
    const before = await cellsOf(piecesOf('in', fixture(name), 100), container, columns)
    const { bytes, stamped } = await stampBytes(NAMES[container], fixture(name))
    const after = await cellsOf(piecesOf('out', bytes, 100), container, [...columns, 'provenance'])
    expect(after).toEqual(before.map((cells) => ({ ...(cells as object), provenance: TEXT })))
    expect(stamped).toBe(before.length)
  })

  test.each(['lz4', 'zstd'] as const)('%s: what was compressed is copied as it is', async (name) => {
    const input = fixture(name)
    const { bytes, stamped } = await stampBytes('in.arrows', input)
    // Metadata aside, the bodies are most of it; nothing grows by more than the new column.
    expect(bytes.length - input.length).toBeLessThan(stamped * (TEXT.length + 4) + 2500)
    const body = input.subarray(input.length - 8 - 200, input.length - 8)
    expect(Buffer.from(bytes).includes(Buffer.from(body))).toBe(true)
  })
})

const KEPT = '{"license":"mit"}'
const some = (row: number) => [KEPT, null, '', `${KEPT} `, null][row % 5]!

describe.each(CONTAINERS)('an Arrow %s with a provenance in some rows', (container) => {
  const texts = ['utf8', 'largeUtf8', 'binary', 'largeBinary', 'utf8View', 'binaryView'] as const
  const others = ['utf8View', 'denseUnion', 'list', 'struct', 'dictionary', 'fixedList', 'map', 'bool', 'null']

  test.each(texts)('in a column of type %s, between any others: only the empty ones change', async (kind) => {
    const { type } = 'data' in TYPES[kind]! ? TYPES[kind].data[0]! : TYPES[kind]!
    const plain = kind.startsWith('utf8') || kind === 'largeUtf8'
    const given = Array.from({ length: ROWS }, (_, row) => some(row))
    const views = kind.endsWith('View')
    const encoded = given.map((text) => (plain || text === null ? text : new TextEncoder().encode(text)))
    // The library builds no views, so those of the other column serve: a null and the empty text get the stamp.
    const provenance = views ? TYPES[kind]! : vectorFromArray(encoded, type)
    for (const before of [[], others.slice(0, 3), others]) {
      const columns = Object.fromEntries(before.map((name) => [name, TYPES[name]!]))
      const input = writeArrow(container, [batchOf({ ...columns, provenance, last: TYPES.utf8View! })])
      const was = rowsIn(input)
      const { bytes, stamped, kept } = await stampBytes(NAMES[container], input)
      const shown = plain ? JSON.stringify(TEXT) : `0x${Buffer.from(TEXT).toString('hex')}`
      expect(rowsIn(bytes)).toEqual(
        was.map((row) => row.replace(/ ?provenance=(null|""|0x)(?= )/, (all) => all.replace(/=.*/, `=${shown}`))),
      )
      expect(schemaIn(bytes)).toBe(schemaIn(input))
      expect(stamped + kept).toBe(ROWS)
      expect(stamped).toBe(was.filter((row) => /provenance=(null|""|0x) /.test(row)).length)
      expect(stamped).toBeGreaterThan(10)
    }
  })

  test('in all rows, of any type: the same rows', async () => {
    const source = new Struct([new Field('license', new Utf8(), true)])
    const kinds = [
      vectorFromArray([KEPT, KEPT], new Utf8()),
      vectorFromArray([KEPT, KEPT], new Dictionary(new Utf8(), new Int32())),
      vectorFromArray([{ license: 'mit' }, { license: null }], source),
    ]
    for (const provenance of kinds) {
      const input = writeArrow(container, [batchOf({ provenance })])
      const { bytes, stamped, kept } = await stampBytes(NAMES[container], input)
      expect(rowsIn(bytes)).toEqual(rowsIn(input))
      expect(schemaIn(bytes)).toBe(schemaIn(input))
      expect({ stamped, kept }).toEqual({ stamped: 0, kept: 2 })
    }
  })

  test.each([
    ['a struct', vectorFromArray([{ a: 'b' }, null], new Struct([new Field('a', new Utf8(), true)]))],
    ['a dictionary', vectorFromArray([KEPT, null], new Dictionary(new Utf8(), new Int32()))],
    ['numbers', vectorFromArray([1, null], new Int32())],
  ])('in a column of %s: refused with the row and a way out', async (_, provenance) => {
    const input = writeArrow(container, [batchOf({ provenance })])
    await expect(stampBytes(NAMES[container], input)).rejects.toMatchObject({
      code: 'unsupported',
      row: 2,
      message: expect.stringContaining(`\`${NAMES[container]}\` row 2 has no \`provenance\``),
      fix: expect.stringContaining('cast'),
    })
  })

  test('in a column of nothing but nulls: refused', async () => {
    const input = writeArrow(container, [batchOf({ provenance: vectorFromArray([null], new Null()) })])
    await expect(stampBytes(NAMES[container], input)).rejects.toMatchObject({ code: 'unsupported', row: 1 })
  })
})

describe('an Arrow stream that is not like others', () => {
  const NONE = new Uint8Array()
  const utf8 = (text: string) => [
    NONE,
    new Uint8Array(Int32Array.of(0, text.length).buffer),
    new TextEncoder().encode(text),
  ]

  test('of an older version keeps its version, a union with a bitmap before the column too', async () => {
    const ids = { structs: new Uint8Array(Int32Array.of(0).buffer), count: 1 }
    const int8: FlatFields = [
      [0, { scalar: 4, value: 8 }],
      [1, { scalar: 1, value: 1 }],
    ]
    const member: FlatFields = [
      [0, { text: 'a' }],
      [2, { scalar: 1, value: 2 }],
      [3, { table: int8 }],
      [5, { tables: [] }],
    ]
    const mode: FlatFields = [
      [0, { scalar: 2, value: 0 }],
      [1, ids],
    ]
    const schema = craftedSchema([
      { name: 'u', kind: 14, type: mode, children: [member] },
      { name: 'provenance', kind: 5 },
    ])
    // Bitmap and types of the union, its member, and a text that is null.
    const buffers = [NONE, new Uint8Array(1), NONE, Uint8Array.of(7), new Uint8Array(1), new Uint8Array(8), NONE]
    const batch = crafted({ length: 1, nodes: [1, 0, 1, 0, 1, 1], buffers, version: 3 })
    const union = await stampBytes('in.arrows', joined(schema, batch, END))
    const cells = await cellsOf(piecesOf('out', union.bytes, 100), 'stream', ['u', 'provenance'])
    expect(cells).toEqual([{ u: 7, provenance: TEXT }])
    const text = crafted({ length: 1, nodes: [1, 0], buffers: utf8('hi'), version: 3 })
    const { bytes } = await stampBytes('in.arrows', joined(TEXT_SCHEMA, text, END))
    expect(rowsInStream(bytes)).toEqual([`v="hi"${cell}`])
  })

  test('that ends too early or has damage is an error of that input', async () => {
    const input = writeArrow('stream', [batchOf({ id: TYPES.int32! })])
    for (const [bytes, code] of [
      [input.slice(0, -8), 'truncated'],
      [input.slice(0, -20), 'truncated'],
      [input.slice(0, 0), 'truncated'],
      [joined(input, END), 'format'],
    ] as const)
      await expect(stampBytes('in.arrows', bytes)).rejects.toMatchObject({ code, file: 'in.arrows' })
  })

  test('with a column that would outgrow the limit: refused', async () => {
    const input = writeArrow('stream', [batchOf({ id: TYPES.int32! })])
    const filling = {
      column: 'provenance',
      text: TEXT,
      plan: planOf(['provenance']).plan,
      marks: (_: number, codes: Uint32Array) => new Uint8Array(codes.length).fill(1),
    }
    for (const block of [1024, ROWS * TEXT.length + 4])
      await expect(
        stampArrow('stream', piecesOf('in', input, 1000), filling, memorySink(), { limits: { ...LIMITS, block } }),
      ).rejects.toMatchObject({ code: 'limit', file: 'in' })
  })
})
