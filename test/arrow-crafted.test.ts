import { Dictionary, Field, Int32, List, makeData, Utf8, vectorFromArray } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { crafted, craftedSchema, END, int32, joined, TEXT_SCHEMA, textBatch } from './arrow-craft.ts'
import { batchOf, cellsOf, fate, splitArrow, writeArrow } from './arrow-kit.ts'
import { piecesOf } from './format-kit.ts'

const stream = (...parts: Uint8Array[]) => joined(TEXT_SCHEMA, ...parts)
const many = crafted({ length: 1 << 19, nodes: [1 << 19, 0], buffers: [] })
const listOf = (index: number) => {
  const child = makeData({
    type: new Dictionary(new Utf8(), new Int32()),
    length: 2,
    nullCount: 0,
    data: Int32Array.of(0, index),
    dictionary: vectorFromArray(['a'], new Utf8()),
  })
  const type = new List(new Field('item', child.type, true))
  return makeData({ type, length: 2, nullCount: 0, valueOffsets: Int32Array.of(0, 1, 2), child } as never)
}
const CRAFTED: readonly (readonly [what: string, wanted: string, bytes: Uint8Array])[] = [
  ['as it should be', 'read', stream(textBatch(), END)],
  ['without its end marker', 'truncated', stream(textBatch())],
  ['that goes on behind its end', 'format', stream(textBatch(), END, Uint8Array.of(0))],
  ['with a second schema', 'format', stream(TEXT_SCHEMA, textBatch(), END)],
  ['that starts with a record batch', 'format', joined(textBatch(), END)],
  ['of another byte order', 'unsupported', joined(craftedSchema([{ name: 'v', kind: 5 }], 1), END)],
  [
    'with two columns of one name',
    'unsupported',
    joined(
      craftedSchema([
        { name: 'v', kind: 5 },
        { name: 'v', kind: 5 },
      ]),
      END,
    ),
  ],
  ['with a type that nobody knows', 'unsupported', joined(craftedSchema([{ name: 'v', kind: 99 }]), END)],
  [
    'with integers of 7 bits',
    'format',
    joined(craftedSchema([{ name: 'v', kind: 2, type: [[0, { scalar: 4, value: 7 }]] }]), END),
  ],
  ['with a tensor', 'unsupported', stream(textBatch({ kind: 4 }), END)],
  ['of an old version', 'unsupported', stream(textBatch({ version: 1 }), END)],
  ['with a body that is not there', 'truncated', stream(textBatch({ bodyLength: 1000 }))],
  ['with a body beyond the limit', 'limit', stream(textBatch({ bodyLength: 2 ** 40 }), END)],
  ['with a negative body', 'format', stream(textBatch({ bodyLength: -8 }), END)],
  ['with metadata beyond the limit', 'limit', stream(joined(END.subarray(0, 4), int32(0x7fffffff)), END)],
  ['with metadata of negative size', 'limit', stream(joined(END.subarray(0, 4), int32(-5)), END)],
  ['with a buffer outside of its body', 'format', stream(textBatch({ places: [0, 0, 0, 12, 16, 300] }), END)],
  ['with a buffer at a negative place', 'format', stream(textBatch({ places: [0, 0, -8, 12, 16, 3] }), END)],
  ['with too few buffers', 'format', stream(textBatch({ buffers: [new Uint8Array(0), int32(0, 2, 3)] }), END)],
  [
    'with too many buffers',
    'format',
    stream(textBatch({ buffers: [new Uint8Array(0), int32(0, 2, 3), int32(1), int32(1)] }), END),
  ],
  ['with too many columns', 'format', stream(textBatch({ nodes: [2, 0, 2, 0] }), END)],
  ['with offsets that go back', 'format', stream(textBatch({}, [0, 3, 2]), END)],
  ['with a negative offset', 'format', stream(textBatch({}, [-1, 2, 3]), END)],
  ['with an offset behind the text', 'format', stream(textBatch({}, [0, 2, 4]), END)],
  ['with too few offsets', 'format', stream(textBatch({}, [0, 2]), END)],
  ['with more rows than its column', 'format', stream(textBatch({ length: 3 }), END)],
  ['with a negative number of rows', 'format', stream(textBatch({ length: -1, nodes: [-1, 0] }), END)],
  ['with more nulls than rows', 'format', stream(textBatch({ nodes: [2, 3] }), END)],
  ['with nulls and no bitmap', 'format', stream(textBatch({ nodes: [2, 1] }), END)],
  ['with more rows than memory', 'limit', joined(craftedSchema([{ name: 'v', kind: 1 }]), many, END)],
  ['with a dictionary of no column', 'format', stream(textBatch({ dictionary: { id: 3 } }), textBatch(), END)],
  ['compressed by a codec that nobody knows', 'unsupported', stream(textBatch({ codec: 9 }), END)],
  [
    'compressed, without lengths',
    'format',
    stream(textBatch({ codec: 0, buffers: [new Uint8Array(0), int32(1), int32(1)] }), END),
  ],
  [
    'that decompresses to more than the limit',
    'limit',
    stream(textBatch({ codec: 1, buffers: [new Uint8Array(0), new Uint8Array(int32(0, 1, 0, 0)), int32(0, 0)] }), END),
  ],
]

describe('an Arrow stream', () => {
  test.each(CRAFTED)('%s', async (_, wanted, bytes) => {
    expect(await fate('stream', bytes)).toBe(wanted)
  })

  test.each([1, -1, 2 ** 31 - 1])('with the index %i in a dictionary of one entry', async (index) => {
    const { children } = listOf(index)
    expect(await fate('stream', writeArrow('stream', [batchOf({ v: children[0]! })]))).toBe('format')
    // Inside of a list it is found where the row is written.
    expect(await fate('stream', writeArrow('stream', [batchOf({ v: listOf(index) })]))).toBe('format')
    const bytes = writeArrow('stream', [batchOf({ v: listOf(index) })])
    expect(await cellsOf(piecesOf('in', bytes, 100), 'stream', ['v'])).toEqual([{ v: ['a'] }, 'unreadable-value'])
  })
})

const rows = vectorFromArray(['a', 'b', null, 'd'], new Dictionary(new Utf8(), new Int32()))
const all = batchOf({ d: rows })
const parts = [all.slice(0, 2), all.slice(2, 3), all.slice(3, 4)]
const byFooter = writeArrow('file', parts)
const late = (await splitArrow('file', byFooter, () => true)).kept
/** The first batch uses the whole dictionary, so that this is written before it. */
const early = batchOf({ d: vectorFromArray(['a', 'b', null, 'b'], new Dictionary(new Utf8(), new Int32())) })
const inOrder = (
  await splitArrow('file', writeArrow('file', [early.slice(0, 2), early.slice(2, 3), early.slice(3, 4)]), () => true)
).kept

/** A file with another footer: its flatbuffer is changed where the block lists are. */
function footed(bytes: Uint8Array, change: (footer: DataView, blocks: number[]) => void): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  const size = view.getInt32(copy.length - 10, true)
  const footer = new DataView(copy.buffer, copy.length - 10 - size, size)
  // Blocks are found by what they say: a place that is a multiple of 8 in the file, 32 bits of size, a body.
  const blocks: number[] = []
  for (let at = 0; at + 24 <= size; at += 4) {
    const [place, head, body] = [
      footer.getBigInt64(at, true),
      footer.getInt32(at + 8, true),
      footer.getBigInt64(at + 16, true),
    ]
    if (
      place >= 8n &&
      place % 8n === 0n &&
      place < copy.length &&
      head > 0 &&
      head < 1000 &&
      body >= 0n &&
      body < 1000n
    )
      if (view.getUint32(Number(place), true) === 0xffffffff) blocks.push(at)
  }
  change(footer, blocks)
  return copy
}
const swapped = (footer: DataView, blocks: number[]) => {
  const [one, two] = blocks.slice(-2) as [number, number]
  for (const at of [0, 8, 16]) {
    const kept = footer.getBigInt64(one + at, true)
    footer.setBigInt64(one + at, footer.getBigInt64(two + at, true), true)
    footer.setBigInt64(two + at, kept, true)
  }
}
const twice = (footer: DataView, blocks: number[]) => {
  const [one, two] = blocks.slice(-2) as [number, number]
  for (const at of [0, 8, 16]) footer.setBigInt64(two + at, footer.getBigInt64(one + at, true), true)
}

describe.each([
  ['in the order of a stream', inOrder],
  ['read by its footer', byFooter],
  ['with its dictionary at its end', late],
])('an Arrow file %s', (what, bytes) => {
  const refused = what === 'in the order of a stream'

  test('as it should be', async () => {
    expect(await fate('file', bytes)).toBe('read')
    expect(
      await fate(
        'file',
        footed(bytes, () => {}),
      ),
    ).toBe('read')
  })

  test('whose footer lists a batch twice is refused', async () => {
    expect(await fate('file', footed(bytes, twice))).toBe('format')
  })

  test('whose footer lists batches in another order is refused, or read in that order', async () => {
    expect(await fate('file', footed(bytes, swapped))).toBe(refused ? 'format' : 'read')
    if (refused) return
    const cells = await cellsOf(piecesOf('in', footed(bytes, swapped), 50), 'file', ['d'])
    expect(cells).toEqual([{ d: 'a' }, { d: 'b' }, { d: 'd' }, {}])
  })

  test.each([
    ['behind its end', 1n << 20n],
    ['before its start', 0n],
    ['where none begins', 16n],
  ])('whose footer lists a batch %s is refused', async (_, place) => {
    const change = (footer: DataView, blocks: number[]) => footer.setBigInt64(blocks.at(-1)!, place, true)
    expect(await fate('file', footed(bytes, change))).toBe('format')
  })

  test.each([
    ['without its footer', bytes.slice(0, -100), 'truncated'],
    ['without its last bytes', bytes.slice(0, -6), 'truncated'],
    ['with bytes behind its footer', joined(bytes, new Uint8Array(8)), 'truncated'],
    ['whose footer says that it is 2 GB', joined(bytes.slice(0, -10), int32(0x7fffffff), bytes.slice(-6)), 'limit'],
    ['whose footer has no size', joined(bytes.slice(0, -10), int32(0), bytes.slice(-6)), 'truncated'],
  ])('%s is refused', async (_, broken, wanted) => {
    expect(await fate('file', broken)).toBe(wanted)
  })
})

test('what is no Arrow is said to be what it is', async () => {
  const text = (content: string) => new TextEncoder().encode(content)
  expect(await fate('stream', text('{"a": 1}\n'))).toBe('format')
  expect(await fate('stream', text('PAR1...PAR1'))).toBe('format')
  expect(await fate('file', text('FEA1....FEA1'))).toBe('unsupported')
  expect(await fate('stream', joined(int32(200), new Uint8Array(200)))).toBe('unsupported')
  expect(await fate('stream', text('something else'))).toBe('format')
  expect(await fate('stream', byFooter)).toBe('format')
  expect(await fate('file', joined(TEXT_SCHEMA, textBatch(), END))).toBe('format')
})
