import { describe, expect, test } from 'vitest'
import { LedgerEntry } from '../schemas/ledger.ts'
import { createLedger, createTable, type Judge, type Origin } from '../src/index.ts'
import { chat, judgeFor } from './ruling-kit.ts'

const judge = judgeFor(chat)
const origins: Origin[] = [
  judge.origin({ license: 'cc0-1.0', author: 'human' }),
  judge.origin({ model: 'gpt-4o', channel: 'api', date: '2025-08-10' }),
  { kind: 'absent' },
]
/** A judge that counts how often it is asked. */
const counting = (): Judge & { rules: number; explains: number } => ({
  ...judge,
  rules: 0,
  explains: 0,
  rule(origin) {
    this.rules += 1
    return judge.rule(origin)
  },
  explain(origin) {
    this.explains += 1
    return judge.explain(origin)
  },
})
const fresh = () => {
  const counted = counting()
  const table = createTable(100)
  return { counted, table, codes: origins.map((origin) => table.intern(origin)), ledger: createLedger(counted, table) }
}

describe('a ledger', () => {
  test('rules once for each distinct origin, however many rows have it', () => {
    const { counted, codes, ledger } = fresh()
    const page = ledger.open('a')
    for (let row = 1; row <= 3000; row++) {
      const code = codes[row % 3]!
      ledger.ruling(code)
      page.add(code, row, 1)
    }
    page.commit()
    expect([counted.rules, ledger.made, counted.explains]).toEqual([3, 3, 0])
    expect([...ledger.entries()].map(({ rows }) => rows)).toEqual([1000, 1000, 1000])
    expect([counted.rules, counted.explains]).toEqual([3, 3])
  })

  test('an entry counts rows over files, with the first and the last', () => {
    const { codes, ledger } = fresh()
    for (const [file, rows] of [
      ['a', [0, 1, 0]],
      ['b', [1, 1, 0]],
    ] as const) {
      const page = ledger.open(file)
      for (const [i, at] of rows.entries()) page.add(codes[at]!, i + 1, 1)
      page.commit()
    }
    const [free, gpt] = [...ledger.entries()]
    expect(free).toMatchObject({
      rows: 3,
      first: { file: 'a', row: 1 },
      last: { file: 'b', row: 3 },
      ruling: 'permitted',
    })
    expect(gpt).toMatchObject({
      rows: 3,
      first: { file: 'a', row: 2 },
      last: { file: 'b', row: 2 },
      ruling: 'forbidden',
    })
    for (const entry of ledger.entries()) expect(LedgerEntry.parse(entry)).toEqual(entry)
  })

  test('an input that failed leaves no row in it', () => {
    const { codes, ledger } = fresh()
    ledger.open('broken').add(codes[0]!, 1, 1)
    const page = ledger.open('good')
    page.add(codes[2]!, 1, 1)
    page.commit()
    expect([...ledger.entries()].map(({ rows, first }) => [rows, first.file])).toEqual([[1, 'good']])
  })

  test('a page that is committed twice counts once', () => {
    const { codes, ledger } = fresh()
    const page = ledger.open('a')
    page.add(codes[0]!, 1, 1)
    page.commit()
    page.commit()
    expect([...ledger.entries()].map(({ rows }) => rows)).toEqual([1])
  })

  test('the same rows give the same bytes', () => {
    const written = () => {
      const { codes, ledger } = fresh()
      const page = ledger.open('a')
      for (const [row, code] of codes.entries()) page.add(code, row + 1, 1)
      page.commit()
      return JSON.stringify([...ledger.entries()])
    }
    expect(written()).toBe(written())
  })
})
