import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takeKernel } from '../adapters/formats/jsonl/kernel.ts'
import { createRowReader } from '../adapters/formats/jsonl/rows.ts'
import { oddLines } from '../bench/odd-lines.js'
import { type PlanOptions, planOf } from './jsonl-kit.ts'

/** What a reader makes of blocks: each row's bytes and what was found there. */
function read(blocks: readonly Uint8Array[], options: PlanOptions) {
  const { plan, found } = planOf({ columns: ['m', 't'], ...options })
  const reader = createRowReader(plan)
  const rows = blocks.flatMap((bytes) =>
    [...reader.read({ bytes })].flatMap(({ first, codes, payload }) =>
      [...codes].map((code, i) => [first + i, payload.starts[i], payload.ends[i], found[code]]),
    ),
  )
  // The next reader gets what this one used.
  reader.close()
  return rows
}

const same = (blocks: readonly Uint8Array[], options: PlanOptions = {}) =>
  expect(read(blocks, { ...options, reference: false })).toEqual(read(blocks, { ...options, reference: true }))

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('the kernel reads what plain code reads', () => {
  test.each<[string, PlanOptions]>([
    ['as by default', {}],
    ['few levels', { limits: { depth: 3 } }],
    ['short lines', { limits: { line: 60 } }],
    ['one field', { columns: ['t'] }],
    ['no field', { columns: [] }],
    ['a name with letters beyond ASCII, and an empty one', { columns: ['é', ''] }],
    ['fields that seldom recur', { cacheable: false }],
  ])('of lines that are nearly JSON: %s', (_, options) => {
    const make = oddLines({ seed: 20_261_122, lines: 50 })
    for (let i = 0; i < 30; i++) same([make(), make()], options)
  })

  test('of lines that are nearly UTF-8', () => {
    const make = oddLines({ seed: 3, lines: 8, broken: true })
    for (let i = 0; i < 300; i++) same([make()])
  })

  test.each<[string, string[]]>([
    ['nothing', ['']],
    ['blank lines', ['\n \n\t\r\n  ']],
    ['a mark before the first line only', ['\ufeff{"m":1}\n\ufeff{"m":2}\n', '\ufeff{"m":3}']],
    ['a mark before a blank line', ['\ufeff\n{"m":1}\n']],
    ['a mark before a broken line', ['\ufeff{"m":1\n{"m":1}']],
    ['a string that the end of the block cuts', ['{"m":"a']],
    ['an escape that the end of the block cuts', ['{"m":"a\\', '{"m":"\\u00']],
    ['a word that the end of the block cuts', ['{"m":tru', '{"m":fals', '{"m":nul', '{"m":-', '{"m":1e']],
    ['more rows than one batch has', ['{}\n'.repeat(140_000)]],
    [
      'rows of new fields, more than are remembered',
      [Array.from({ length: 70_000 }, (_, i) => `{"m":${i}}\n`).join('')],
    ],
    ['fields too long to be remembered', [`{"m":"${'x'.repeat(2000)}"}\n`.repeat(3)]],
    ['a line longer than a block', [`{"m":1,"text":"${'y'.repeat(3_000_000)}"}\n{"m":1}\n`]],
  ])('%s', (_, texts) => {
    same(texts.map(bytesOf))
  })

  test('a block after a longer one sees nothing of it', () => {
    same([bytesOf('{"m":"abcdefghijklmnop"}\n'), bytesOf('{"m":"a'), bytesOf('{"m":')])
  })

  test('fields that differ in their last byte, or only in which of them is there, are told apart', () => {
    const values = ['"aaaaaaa"', '"aaaaaab"', '"aaaaaaaa"', '""', '1', 'null']
    const lines = values.flatMap((value) => [`{"m":${value}}`, `{"t":${value}}`, `{"m":${value},"t":${value}}`])
    same([bytesOf([...lines, '{}', ...lines].join('\n'))])
  })
})

test('bytes are UTF-8 for the kernel if they are for the decoder', () => {
  const kernel = takeKernel({ columns: [], depth: 1, line: 1, key: 1 })
  const piece = fc.oneof(
    fc.constantFrom('a', 'é', '漢', '😀', 'x'.repeat(15), 'y'.repeat(130)).map((text) => [...bytesOf(text)]),
    fc.constantFrom([0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x9f, 0x80], [0xf0, 0x8f]),
    fc.array(fc.integer({ min: 0x7e, max: 0xff }), { maxLength: 4 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const bytes = Uint8Array.from(pieces.flat())
      let valid = true
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      } catch {
        valid = false
      }
      expect(kernel.load(bytes)).toBe(valid)
    }),
    { numRuns: 3000 },
  )
})

test('a sequence of bytes is UTF-8 for the kernel or not wherever it stands', () => {
  const kernel = takeKernel({ columns: [], depth: 1, line: 1, key: 1 })
  const good = ['é', '漢', '😀', '\u{10ffff}'].map((text) => [...bytesOf(text)])
  const bad = [[0x80], [0xc3], [0xe6, 0xbc], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xc3, 0xa9, 0xa9], [0xff]]
  const wrong: number[][] = []
  for (const sequence of [...good, ...bad])
    for (let place = 0; place < 140; place++)
      for (const behind of [0, 1, 70]) {
        const bytes = new Uint8Array(place + sequence.length + behind).fill(0x61)
        bytes.set(sequence, place)
        if (kernel.load(bytes) !== good.includes(sequence)) wrong.push([...sequence, place, behind])
      }
  expect(wrong).toEqual([])
})
