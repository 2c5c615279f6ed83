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

describe('a Parquet file', () => {
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

  /** The source with a count of the ranges that are open at once. */
  function watched() {
    const source = sourceOf(bytes)
    let open = 0
    const seen = { most: 0, ranges: 0 }
    return {
      seen,
      source: {
        ...source,
        async range(from: number, to: number) {
          seen.ranges++
          seen.most = Math.max(seen.most, ++open)
          await new Promise((resolve) => setImmediate(resolve))
          open--
          return source.range!(from, to)
        },
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
