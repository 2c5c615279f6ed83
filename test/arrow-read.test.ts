import { Dictionary, Int8, makeData, RecordBatchReader, Utf8, type Vector, vectorFromArray } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { byteReader } from '../adapters/formats/arrow/bytes.ts'
import { nextMessage } from '../adapters/formats/arrow/envelope.ts'
import { readFooter } from '../adapters/formats/arrow/footer.ts'
import { arrowFile, arrowStream } from '../adapters/formats/arrow.ts'
import { digestSource } from '../adapters/places/digest.ts'
import { LIMITS } from '../src/ports.ts'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, cellsOf, readsOf, rowsIn, rowsInStream, splitArrow, writeArrow } from './arrow-kit.ts'
import { piecesOf } from './format-kit.ts'
import { memorySink, planOf } from './parquet-kit.ts'

const LONG = 'a text that is longer than twelve bytes'
const OTHER = 'another text that is longer than twelve'
const words = (row: number) => (row % 3 ? `${'the same words again and again '.repeat(4)}${row}` : undefined)

describe('what pyarrow and Polars write', () => {
  const INPUTS: readonly (readonly [Parameters<typeof fixture>[0], 'stream' | 'file', string, unknown[]])[] = [
    ['views', 'stream', 's', ['', 'short', LONG, undefined, OTHER, 'twelve bytes']],
    ['lz4', 'stream', 's', Array.from({ length: 20 }, (_, row) => words(row))],
    ['zstd', 'stream', 's', Array.from({ length: 20 }, (_, row) => words(row))],
    ['zstd', 'stream', 'i', Array.from({ length: 20 }, (_, row) => row)],
    ['lz4-linked', 'stream', 's', ['0123456789'.repeat(20000)]],
    ['delta-stream', 'stream', 'd', ['a', 'b', 'a', 'c', undefined, 'a']],
    ['delta-file', 'file', 'd', ['a', 'b', 'a', 'c', undefined, 'a']],
    ['replaced', 'stream', 'd', ['a', 'b', 'a', 'y', undefined, 'x', 'a']],
    ['nested', 'stream', 'o', [{ d: 'x' }, undefined, { d: 'y' }, { d: 'x' }]],
    ['ordered', 'file', 'd', ['hi', 'lo']],
    ['polars', 'file', 'c', ['a', 'b', 'a', undefined]],
    ['polars', 'file', 'i', [1, 2, 3, 4]],
  ]
  test.each(INPUTS)('%s (%s, column %s): the same cells in and out', async (name, container, column, wanted) => {
    const bytes = fixture(name)
    const cells = wanted.map((value) => (value === undefined ? {} : { [column]: value }))
    expect(await cellsOf(piecesOf('in', bytes, 100), container, [column])).toEqual(cells)
    for (const keep of [(row: number) => row % 2 === 0, (row: number) => row > 1, () => true]) {
      const { kept, rest } = await splitArrow(container, bytes, keep)
      expect(await cellsOf(piecesOf('out', kept, 100), container, [column])).toEqual(cells.filter((_, i) => keep(i)))
      expect(await cellsOf(piecesOf('out', rest, 100), container, [column])).toEqual(cells.filter((_, i) => !keep(i)))
    }
  })

  test.each(['views', 'replaced', 'delta-stream', 'nested'] as const)(
    '%s: apache-arrow reads the outputs',
    async (name) => {
      const { kept, rest } = await splitArrow('stream', fixture(name), (row) => row % 2 === 0)
      const all = rowsInStream(fixture(name))
      expect(rowsInStream(kept)).toEqual(all.filter((_, row) => row % 2 === 0))
      expect(rowsInStream(rest)).toEqual(all.filter((_, row) => row % 2 === 1))
    },
  )

  test('compressed bodies become plain ones, which apache-arrow reads', async () => {
    const { kept } = await splitArrow('stream', fixture('zstd'), (row) => row > 17)
    expect(rowsIn(kept)).toEqual(['s=null i=18n', `s="${words(19)}" i=19n`])
  })
})

describe('a file whose messages are not in the order of a stream', () => {
  const dictionary = vectorFromArray(['a', 'b', null, 'a'], new Dictionary(new Utf8(), new Int8()))
  const inputs: readonly (readonly [string, Uint8Array])[] = [
    ['Polars', fixture('polars')],
    ['arrow-js', writeArrow('file', [batchOf({ c: dictionary })])],
  ]

  test.each(inputs)('of %s is read by its footer, and its bytes are seen all the same', async (_, bytes) => {
    let seen = 0
    const source = digestSource(piecesOf('in.arrow', bytes, 100), (digest) => {
      seen = digest.bytes
    })
    expect((await cellsOf(source, 'file', ['c'])).length).toBe(4)
    expect(seen).toBe(bytes.length)
  })

  test.each(inputs)('of %s is seen to its end also where it is read on', async (_, bytes) => {
    let seen = 0
    const source = digestSource(readsOf('in.arrow', bytes, 100), (digest) => {
      seen = digest.bytes
    })
    expect((await cellsOf(source, 'file', ['c'])).length).toBe(4)
    expect(seen).toBe(bytes.length)
  })

  test.each(inputs)('of %s can not come from a pipe', async (_, bytes) => {
    const { name, stream } = piecesOf('stdin', bytes, 100)
    await expect(cellsOf({ name, stream }, 'file', ['c'])).rejects.toMatchObject({
      code: 'unsupported',
      file: 'stdin',
      fix: expect.stringContaining('Arrow stream'),
    })
  })

  test('a file that this writer wrote can come from a pipe', async () => {
    const { kept } = await splitArrow('file', inputs[1]![1], () => true)
    const { name, stream } = piecesOf('stdin', kept, 7)
    expect(await cellsOf({ name, stream }, 'file', ['c'])).toEqual([{ c: 'a' }, { c: 'b' }, {}, { c: 'a' }])
  })
})

test.each([
  ['stream', fixture('views'), 's'],
  ['file', fixture('delta-file'), 'd'],
] as const)('a %s that is read on is seen to its end, and cut off it is an error', async (container, bytes, column) => {
  let seen = 0
  const source = digestSource(readsOf('in.arrow', bytes, 7), (digest) => {
    seen = digest.bytes
  })
  const streamed = await cellsOf(piecesOf('in.arrow', bytes, 7), container, [column])
  expect(await cellsOf(source, container, [column])).toEqual(streamed)
  expect(seen).toBe(bytes.length)
  for (const size of [bytes.length - 1, bytes.length >> 1, 9]) {
    const cut = readsOf('in.arrow', bytes.slice(0, size), 50)
    await expect(cellsOf(cut, container, [column])).rejects.toMatchObject({ code: 'truncated', file: 'in.arrow' })
  }
})

describe('dictionaries of an output', () => {
  const type = new Dictionary(new Utf8(), new Int8())
  const value = (row: number) => 'abcdefghij'[Math.floor(row / 8) % 10]
  const batch = batchOf({
    d: vectorFromArray(
      Array.from({ length: 80 }, (_, row) => value(row)!),
      type,
    ) as Vector,
  })
  const batches = Array.from({ length: 10 }, (_, i) => batch.slice(i * 8, i * 8 + 8))
  const messages = async (bytes: Uint8Array) => {
    const reader = byteReader(piecesOf('out', bytes, 1000))
    const kinds: string[] = []
    for (;;) {
      const message = await nextMessage(reader, LIMITS)
      if (!message) return kinds
      kinds.push(message.kind)
    }
  }

  test('a stream has one message for as long as its entries are enough', async () => {
    const one = [batches[0]!, batches[0]!, batches[0]!]
    const { kept } = await splitArrow('stream', writeArrow('stream', one), (row) => row % 2 === 0)
    expect(await messages(kept)).toEqual(['schema', 'dictionary', 'batch', 'batch', 'batch'])
    expect(rowsIn(kept)).toEqual(Array.from({ length: 12 }, () => 'd="a"'))
  })

  test.each(['stream', 'file'] as const)(
    'a %s whose batches use other entries each has them all',
    async (container) => {
      const bytes = writeArrow(container, batches)
      const { kept, rest } = await splitArrow(container, bytes, (row) => row % 3 === 0)
      expect(rowsIn(kept)).toEqual(rowsIn(bytes).filter((_, row) => row % 3 === 0))
      expect(rowsIn(rest)).toEqual(rowsIn(bytes).filter((_, row) => row % 3 !== 0))
    },
  )

  test('a file has each once, as a whole, for readers that take no deltas', async () => {
    const { kept, rest } = await splitArrow('file', writeArrow('file', batches), (row) => row % 3 === 0)
    for (const output of [kept, rest]) {
      const { dictionaries } = await readFooter(piecesOf('out', output, 1000))
      expect(dictionaries.length).toBe(1)
      const { at, head, body } = dictionaries[0]!
      const message = await nextMessage(byteReader(piecesOf('out', output.slice(at, at + head + body), 1000)), LIMITS)
      expect(message).toMatchObject({ kind: 'dictionary', delta: false, block: { length: 10 } })
      // It stands behind the batches that are read with it, so that a pipe won't do.
      const { range: _, ...pipe } = piecesOf('out', output, 1000)
      await expect(cellsOf(pipe, 'file', ['d'])).rejects.toMatchObject({ code: 'unsupported', file: 'out' })
      const seen: number[] = []
      const whole = digestSource(piecesOf('out', output, 100), ({ bytes }) => void seen.push(bytes))
      expect((await cellsOf(whole, 'file', ['d'])).length).toBeGreaterThan(9)
      expect(seen).toEqual([output.length])
    }
  })

  test('that is used as a whole from the first batch on stands before it, so that a pipe will do', async () => {
    const same = [batches[3]!, batches[3]!].map((each) => each.slice(0, 8))
    const pruned = (await splitArrow('stream', writeArrow('stream', same), () => true)).kept
    const { kept } = await splitArrow('file', writeArrow('file', [...RecordBatchReader.from(pruned)]), () => true)
    const { range: _, ...pipe } = piecesOf('out', kept, 1000)
    expect((await cellsOf(pipe, 'file', ['d'])).length).toBe(16)
  })

  test('of which one stands before the first batch and one behind the last are both read', async () => {
    const column = (texts: string) => vectorFromArray([...texts], new Dictionary(new Utf8(), new Int8()))
    const both = batchOf({ a: column('xyxyxy'), b: column('pqrspq') })
    const parts = [0, 2, 4].map((from) => both.slice(from, from + 2))
    const { kept } = await splitArrow('file', writeArrow('file', parts), (row) => row !== 3)
    const [{ dictionaries, batches: places }, cells] = [
      await readFooter(piecesOf('out', kept, 100)),
      await cellsOf(piecesOf('out', kept, 100), 'file', ['a', 'b']),
    ]
    expect(dictionaries.map(({ at }) => at < places[0]!.at)).toEqual([true, false])
    expect(cells.map((cell) => Object.values(cell as object).join(''))).toEqual(['xp', 'yq', 'xr', 'xp', 'yq'])
    expect(rowsIn(kept).length).toBe(5)
  })

  test('around others may grow in a file too', async () => {
    const opened = await arrowStream.open(piecesOf('in', fixture('nested'), 100), LIMITS)
    const sink = memorySink()
    const writer = arrowFile.write(opened.head, sink)
    const rows: boolean[] = []
    for await (const batch of opened.batches(planOf([]).plan)) {
      const mask = Uint8Array.from(batch.codes, (_, row) => (batch.first + row) % 2)
      rows.push(...[...mask].map((mark) => mark === 1))
      await writer.put(batch, mask)
    }
    await writer.finish()
    const columns = [...opened.shape.columns.keys()]
    const all = await cellsOf(piecesOf('in', fixture('nested'), 100), 'stream', columns)
    expect(await cellsOf(piecesOf('out', sink.bytes(), 100), 'file', columns)).toEqual(
      all.filter((_, row) => rows[row]),
    )
  })

  test('an ordered dictionary that would have to grow out of order can be written to a stream, not to a file', async () => {
    const ordered = makeData({
      type: new Dictionary(new Utf8(), new Int8(), 77, true),
      length: 3,
      nullCount: 0,
      data: Int8Array.of(1, 0, 1),
      dictionary: vectorFromArray(['lo', 'hi'], new Utf8()),
    })
    const whole = batchOf({ d: ordered })
    const parts = [whole.slice(0, 1), whole.slice(1, 2), whole.slice(2, 3)]
    const { kept } = await splitArrow('stream', writeArrow('stream', parts), () => true)
    expect(rowsInStream(kept)).toEqual(['d="hi"', 'd="lo"', 'd="hi"'])
    await expect(splitArrow('file', writeArrow('file', parts), () => true)).rejects.toMatchObject({
      code: 'unsupported',
      file: 'in.file',
      fix: 'write it as an Arrow stream',
    })
    const { kept: few } = await splitArrow('file', writeArrow('file', parts), (row) => row !== 1)
    expect(rowsIn(few)).toEqual(['d="hi"', 'd="hi"'])
  })
})
