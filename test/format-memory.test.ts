import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { parquet } from '../adapters/formats/parquet.ts'
import { formatOf } from '../adapters/registry.ts'
import { LIMITS } from '../src/ports.ts'
import { CONTAINERS, splitArrow } from './arrow-kit.ts'
import { bufferOf, PEERS, piecesOf } from './format-kit.ts'
import { VARIANTS } from './format-rows.ts'
import { memorySink, planOf, sourceOf } from './parquet-kit.ts'

const REFERENCE = process.env.PROVGATE_REFERENCE === '1'
const variant = VARIANTS[0]!
const BLOCK = 10
const BLOCKS = variant.rows.length / BLOCK

describe.each(CONTAINERS)('an Arrow %s', (container) => {
  const peer = PEERS.find(({ file }) => file === (container === 'file' ? 'in.arrow' : 'in.arrows'))!

  test('is read one record batch at a time, and no further than its reader', async () => {
    const written = peer.write(variant.rows, variant.name, BLOCK)
    // What is written here is in the order of a stream, also in a file.
    const bytes = (await splitArrow(container, written, () => true)).kept
    const source = piecesOf(peer.file, bytes, 64)
    const opened = await (await formatOf(peer.file).load(source)).open(source, LIMITS)
    const atOpen = source.given()
    const most = Math.ceil((bytes.length / BLOCKS) * 2)
    expect(atOpen).toBeLessThan(bytes.length / 2)
    let before = atOpen
    let batches = 0
    for await (const batch of opened.batches(planOf(['provenance']).plan)) {
      expect(batch.codes.length).toBe(BLOCK)
      await new Promise((resolve) => setImmediate(resolve))
      expect(source.given() - before).toBeLessThan(most)
      before = source.given()
      batches++
    }
    expect(batches).toBe(BLOCKS)
  })

  test('that is left early is read no further', async () => {
    const source = piecesOf(peer.file, peer.write(variant.rows, variant.name, BLOCK), 64)
    const opened = await (await formatOf(peer.file).load(source)).open(source, LIMITS)
    for await (const _ of opened.batches(planOf(['provenance']).plan)) break
    const [given, ranges] = [source.given(), source.ranges()]
    await new Promise((resolve) => setImmediate(resolve))
    expect([source.given(), source.ranges()]).toEqual([given, ranges])
    expect(given).toBeLessThan(source.size! / 2)
  })
})

describe.each(['far away', 'at hand'])('a Parquet file %s', (where) => {
  const rows = 60
  const [groups, columns] = [6, 3]
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'license', data: Array.from({ length: rows }, (_, i) => (i < 20 ? 'mit' : `x${i}`)), type: 'STRING' },
        { name: 'text', data: Array.from({ length: rows }, (_, i) => `${i} `.repeat(200)), type: 'STRING' },
        { name: 'more', data: Array.from({ length: rows }, (_, i) => `${i}.`.repeat(300)), type: 'STRING' },
      ],
      rowGroupSize: rows / groups,
      codec: 'UNCOMPRESSED',
    }),
  )
  const chunks = parquetMetadata(bufferOf(bytes)).row_groups.map((group) =>
    group.columns.map(({ meta_data }) => Number(meta_data!.total_compressed_size)),
  )
  const sizeOf = (pick: (group: number, column: number) => boolean) =>
    chunks
      .flatMap((sizes, group) => sizes.filter((_, column) => pick(group, column)))
      .reduce((sum, size) => sum + size, 0)

  /** The source with a count of the reads, and of those that are open at once. */
  function watched() {
    const source = sourceOf(bytes)
    let open = 0
    const seen = { most: 0, ranges: 0 }
    const { fill, ...ranged } = source
    return {
      seen,
      source: {
        ...ranged,
        async range(from: number, to: number) {
          seen.ranges++
          seen.most = Math.max(seen.most, ++open)
          await new Promise((resolve) => setImmediate(resolve))
          open--
          return source.range!(from, to)
        },
        ...(where === 'at hand' && {
          fill(room: Uint8Array, from: number) {
            seen.ranges++
            fill!(room, from)
          },
        }),
      },
      given: () => source.given,
    }
  }

  test('is judged by its planned columns, one row group at a time', async () => {
    const { source, seen, given } = watched()
    const opened = await parquet.open(source, LIMITS)
    const [atOpen, calls] = [given(), seen.ranges]
    let group = 0
    for await (const batch of opened.batches(planOf(['license']).plan)) {
      expect(batch.codes.length).toBe(rows / groups)
      expect(given() - atOpen).toBe(sizeOf((each, column) => each <= group && column === 0))
      group++
    }
    expect(group).toBe(groups)
    expect(seen.ranges - calls).toBe(groups)
    expect(seen.most).toBe(1)
  })

  test('is written one column at a time, and what is dropped whole is not read', async () => {
    const { source, seen, given } = watched()
    const opened = await parquet.open(source, LIMITS)
    const [atOpen, calls] = [given(), seen.ranges]
    const writer = parquet.write(opened.head, memorySink())
    let group = 0
    for await (const batch of opened.batches(planOf(['license']).plan)) {
      await writer.put(batch, new Uint8Array(rows / groups).fill(group < 2 ? 1 : 0))
      group++
    }
    expect((await writer.finish()).rows).toBe(20)
    expect(given() - atOpen).toBe(
      sizeOf((each, column) => column === 0 || each < 2) + sizeOf((each, column) => column === 0 && each < 2),
    )
    expect(seen.most).toBe(1)
    expect(seen.ranges - calls).toBe(groups + 2 * columns)
  })
})

test('of a Parquet file at hand, pages are read whose rows are kept, and no others', async () => {
  const texts = Array.from({ length: 4000 }, (_, i) => `${i} `.repeat(100))
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'row', data: texts.map((_, i) => i), type: 'INT32' },
        { name: 'text', data: texts, type: 'STRING', encoding: 'PLAIN' },
      ],
      pageSize: 64 * 1024,
      rowGroupSize: 4000,
      codec: 'UNCOMPRESSED',
    }),
  )
  const source = sourceOf(bytes)
  const opened = await parquet.open(source, LIMITS)
  const before = source.given
  const sink = memorySink()
  const writer = parquet.write(opened.head, sink)
  for await (const batch of opened.batches(planOf([]).plan))
    await writer.put(
      batch,
      Uint8Array.from(texts, (_, row) => (row >= 1000 && row < 1200 ? 1 : 0)),
    )
  expect((await writer.finish()).rows).toBe(200)
  expect(sink.bytes().length).toBeGreaterThan(70_000)
  if (!REFERENCE) expect(source.given - before).toBeLessThan(bytes.length / 5)
})
