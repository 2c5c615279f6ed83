import type { Limits } from '../../../src/index.ts'
import { amended, structsIn } from './amend.ts'
import { i64, int, list } from './emit.ts'
import { tooMuch } from './fault.ts'
import type { Footer } from './footer.ts'
import type { Group } from './group.ts'
import type { Laid } from './laid.ts'
import { isDictionary } from './layout.ts'
import { readPage } from './page.ts'
import { type Stored, thriftStruct, WIRE } from './thrift.ts'

/**
 * Whether the bytes of a column say no more than its rows do, so that they may be copied where all rows stay: every
 * value of its dictionary is referred to, and nothing else than pages stands between its first and last byte. Only
 * pages of indexes are decoded, and only until every value was met.
 */
export async function saysItsRowsOnly({ chunk, pages, full }: Laid, limits: Limits): Promise<boolean> {
  if (!full) return false
  const head = pages[0]?.page
  if (head?.kind !== 'dictionary') return true
  if (head.entries > 1 << 24) tooMuch(`a dictionary has ${head.entries} values`)
  const used = new Uint8Array(head.entries)
  let left = used.length
  for (const { page } of pages) {
    if (left === 0) return true
    if (page.kind === 'dictionary' || !isDictionary(page.encoding)) continue
    const { indexes = [] } = await readPage(page, head.entries, {
      leaf: chunk.leaf,
      codec: chunk.codec,
      most: limits.block,
    })
    for (const index of indexes) {
      if (used[index] === 1) continue
      used[index] = 1
      if (--left === 0) break
    }
  }
  return left === 0
}

/**
 * The entry of a column whose bytes were copied to begin at `to`. Statistics stay, they speak of these rows; indexes
 * and Bloom filters stand elsewhere in the file and are not copied.
 */
export function movedChunk(stored: Stored, from: number, to: number): Stored {
  const chunk = thriftStruct(stored.bytes)
  const meta = chunk.raw(3) as Stored
  const read = thriftStruct(meta.bytes)
  const at = (offset: number | undefined): Stored | undefined =>
    offset === undefined || offset < from ? undefined : i64(offset - from + to)
  const data = read.int(9) ?? 0
  const dictionary = read.int(11)
  return amended(stored, {
    2: at(chunk.int(2)) ?? i64(0),
    3: amended(meta, {
      9: at(data),
      10: undefined,
      // Old writers leave it out or at 0 where a dictionary is there all the same.
      11: dictionary !== undefined && dictionary < data ? at(dictionary) : undefined,
      14: undefined,
      15: undefined,
    }),
    4: undefined,
    5: undefined,
    6: undefined,
    7: undefined,
  })
}

/** The entry of a row group of which all rows stay, with other chunks, as number `ordinal` of its file. */
export function movedGroup(
  { stored }: Group,
  chunks: readonly Stored[],
  { from, bytes, size, ordinal }: Readonly<Record<'from' | 'bytes' | 'size' | 'ordinal', number>>,
): Stored {
  const numbered = thriftStruct(stored.bytes).has(7) && ordinal < 1 << 15
  return amended(stored, {
    1: list(WIRE.struct, chunks),
    2: i64(size),
    5: i64(from),
    6: i64(bytes),
    7: numbered ? int(ordinal, WIRE.i16) : undefined,
  })
}

/** Where the last column ends, if columns stand in order from `at` on with nothing between them. */
export function endOf(groups: readonly Group[], at: number): number | undefined {
  let end = at
  for (const { chunks } of groups)
    for (const { from, to } of chunks) {
      if (from !== end) return undefined
      end = to
    }
  return end
}

/** Whether all bytes from `at` to the footer are indexes and Bloom filters of the columns. */
export function onlyIndexes(footer: Footer, at: number): boolean {
  const ranges: [from: number, size: number][] = []
  for (const group of structsIn(footer.stored, 4))
    for (const { bytes } of structsIn(group, 1)) {
      const chunk = thriftStruct(bytes)
      const meta = chunk.struct(3)
      for (const [from, size] of [
        [chunk.int(4), chunk.int(5)],
        [chunk.int(6), chunk.int(7)],
        [meta?.int(14), meta?.int(15)],
      ])
        if (from !== undefined) ranges.push([from, size ?? 0])
    }
  ranges.sort(([a], [b]) => a - b)
  let end = at
  for (const [from, size] of ranges) {
    if (from !== end || size < 0) return false
    end += size
  }
  return end === footer.start
}
