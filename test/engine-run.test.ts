import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runLocal } from '../adapters/engines/local.ts'
import type { Summary } from '../src/index.ts'
import { contextFor, outFolder, record, shardOf } from './engine-kit.ts'
import { fatesOf } from './samples-kit.ts'
import { linesOf, tree } from './terminal-kit.ts'

const version = '0.0.0'
const GOOD = record({ license: 'mit', author: 'human' })
const SHARED = record({ license: 'cc-by-4.0', author: 'human' })
const HELD = record({ model: 'nobody-knows' })
const DROPPED = record({ model: 'gpt-4o', channel: 'api', date: '2025-08-10' })
const ledgerRows = (out: string): number =>
  linesOf(join(out, 'ledger.jsonl'))
    .slice(1)
    .reduce((sum, line) => sum + JSON.parse(line).rows, 0)

describe('a run', () => {
  test('tells of each file when it is done or has failed, in order', async () => {
    const told: unknown[] = []
    const shards = [shardOf('a.jsonl', GOOD), shardOf('b.parquet', 'no'), shardOf('c.jsonl', HELD)]
    const { failed } = await runLocal({
      shards,
      context: contextFor(),
      version,
      onFile: ({ name, error }) => told.push([name, error !== undefined]),
    })
    expect(told).toEqual([
      ['a.jsonl', false],
      ['b.parquet', true],
      ['c.jsonl', false],
    ])
    expect(failed.map(({ file }) => file)).toEqual(['b.parquet'])
  })

  test('over inputs that all fail writes nothing, and says which', async () => {
    const out = outFolder()
    const { failed, summary } = await runLocal({
      shards: [shardOf('a.parquet', 'no')],
      context: contextFor(),
      version,
      out,
    })
    expect([failed.length, summary.files[0]?.error]).toEqual([1, failed[0]?.message])
    expect(tree(out)).toEqual({})
  })

  test('that is stopped ends with `aborted`, and leaves no part of a file', async () => {
    const out = outFolder()
    const stop = new AbortController()
    const context = contextFor({}, { signal: stop.signal, progress: () => stop.abort() })
    const lines = GOOD.repeat(40_000)
    const run = runLocal({ shards: [shardOf('a.jsonl', lines), shardOf('b.jsonl', lines)], context, version, out })
    await expect(run).rejects.toBeDefined()
    expect(Object.keys(tree(out)).filter((name) => name.includes('b.jsonl') || name.includes('partial'))).toEqual([])
  })

  test.each([
    ['row', 'pass/a.jsonl'],
    ['row', 'quarantine/a.jsonl.reasons.jsonl'],
    ['shard', 'rulings/a.jsonl.parquet'],
  ])('by %s that can not publish `%s` takes back what it published of that input', async (unit, blocked) => {
    const out = outFolder()
    const block = () => {
      mkdirSync(join(out, blocked, 'in-the-way'), { recursive: true })
    }
    const context = contextFor({ unit }, { progress: block })
    const run = runLocal({ shards: [shardOf('a.jsonl', GOOD + HELD)], context, version, out })
    await expect(run).rejects.toMatchObject({ code: 'output' })
    expect(tree(out)).toEqual({})
  })
})

describe('whole shards', () => {
  const whole = (...shards: Parameters<typeof shardOf>[]) => {
    const out = outFolder()
    const context = contextFor({ unit: 'shard' })
    return { out, run: runLocal({ shards: shards.map((args) => shardOf(...args)), context, version, out }) }
  }

  test('an input that changes while it is read fails, and its rows are in no count', async () => {
    const { out, run } = whole(['a.jsonl', GOOD, GOOD + DROPPED], ['b.jsonl', GOOD])
    const { failed, summary } = await run
    expect(failed).toMatchObject([{ code: 'input', message: '`a.jsonl` changed while it was read' }])
    expect(Object.keys(tree(out)).filter((name) => name.includes('a.jsonl'))).toEqual([])
    expect([summary.rows.in, ledgerRows(out)]).toEqual([1, 1])
  })

  test('only files that pass whole bring duties', async () => {
    const { run } = whole(['clean.jsonl', SHARED.repeat(3)], ['tainted.jsonl', SHARED.repeat(5) + HELD])
    const { summary } = await run
    expect(summary.rows).toEqual({ in: 9, pass: 3, quarantine: 6, drop: 0, reject: 0 })
    expect(summary.actions).toEqual({ pass: 3, quarantine: 6, drop: 0 })
    expect(summary.rulings.conditional).toBe(8)
    expect(summary.obligations.length).toBeGreaterThan(0)
    for (const { rows } of summary.obligations) expect(rows).toBe(3)
  })

  test('a dry run counts what the run will count', async () => {
    const shards: [string, string][] = [
      ['a.jsonl', GOOD],
      ['b.jsonl', `${GOOD}${HELD}{bad\n`],
      ['c.jsonl', DROPPED],
    ]
    const { summary } = await whole(...shards).run
    const dry = await runLocal({
      shards: shards.map((args) => shardOf(...args)),
      context: contextFor({ unit: 'shard' }),
      version,
    })
    const counted = ({ files, rows, rulings, actions, obligations }: Summary) => [
      files.map(({ name, rows: r, tainted }) => [name, r, tainted]),
      rows,
      rulings,
      actions,
      obligations,
    ]
    expect(counted(dry.summary)).toEqual(counted(summary))
    expect(summary.files.map(({ tainted }) => tainted)).toEqual([false, true, true])
  })
})

describe('any mixture of rows', () => {
  const kinds = {
    good: GOOD,
    shared: SHARED,
    held: HELD,
    dropped: DROPPED,
    bad: '{bad\n',
    blank: '\n',
    silent: '{"text":"x"}\n',
  } as const
  const fate = {
    good: 'pass',
    shared: 'pass',
    held: 'quarantine',
    dropped: 'drop',
    bad: 'quarantine',
    silent: 'quarantine',
  } as const
  type Kind = keyof typeof kinds
  const mixture = fc.array(fc.constantFrom(...(Object.keys(kinds) as Kind[])), { maxLength: 40 })

  test('is split without a loss: every row has one fate, and the bytes of its line are where that says', async () => {
    await fc.assert(
      fc.asyncProperty(mixture, fc.boolean(), async (rows, hold) => {
        const out = outFolder()
        const actions = { forbidden: hold ? 'quarantine' : 'drop' }
        const input = rows.map((kind) => kinds[kind]).join('')
        const { summary } = await runLocal({
          shards: [shardOf('a.jsonl', input)],
          context: contextFor({ actions }),
          version,
          out,
        })
        const read = rows.filter((kind): kind is Exclude<Kind, 'blank'> => kind !== 'blank')
        const expected = read.map((kind) => (kind === 'dropped' && hold ? 'quarantine' : fate[kind]))
        const fates = await fatesOf(join(out, 'rulings/a.jsonl.parquet'))
        expect(fates.flatMap(({ rows: count, action }) => Array.from({ length: count }, () => action))).toEqual(
          expected,
        )
        for (const [folder, action] of [
          ['pass', 'pass'],
          ['quarantine', 'quarantine'],
        ] as const)
          expect(linesOf(join(out, folder, 'a.jsonl'))).toEqual(
            read.flatMap((kind, i) => (expected[i] === action ? [kinds[kind].trim()] : [])),
          )
        const { pass, quarantine, drop, reject } = summary.rows
        expect([summary.rows.in, pass + quarantine + drop + reject, ledgerRows(out)]).toEqual([
          read.length,
          read.length,
          read.length,
        ])
        expect(reject).toBe(read.filter((kind) => kind === 'bad').length)
        // runs of rows are as long as they can be
        for (const [i, { ruling }] of fates.entries()) expect(ruling).not.toBe(fates[i - 1]?.ruling)
        expect(readdirSync(out, { recursive: true }).some((name) => String(name).includes('partial'))).toBe(false)
      }),
      { numRuns: 40 },
    )
  })
})
