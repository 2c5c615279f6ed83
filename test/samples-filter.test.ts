import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, describe, expect, test } from 'vitest'
import { HeldRow, LedgerEntry, LedgerHeader, Summary } from '../src/index.ts'
import { COUNTS, type Fate, fatesOf, NAMES } from './samples-kit.ts'
import { CONFIG, jsonOf, linesOf, type Ran, run, SAMPLES, scratch, sha256, tree } from './terminal-kit.ts'

const folder = scratch({ 'provgate.yaml': CONFIG })
const out = join(folder, 'out')
const JSONL = NAMES.filter((name) => name.endsWith('.jsonl'))
const PARQUET = NAMES.filter((name) => name.endsWith('.parquet'))
let ran: Ran
let summary: Summary
const fates = new Map<string, Fate[]>()
let ledger: LedgerEntry[] = []

beforeAll(async () => {
  ran = await run(['filter', SAMPLES, '--out', 'out'], { cwd: folder })
  summary = Summary.parse(jsonOf(join(out, 'summary.json')))
  for (const name of NAMES) fates.set(name, await fatesOf(join(out, 'rulings', `${name}.parquet`)))
  ledger = linesOf(join(out, 'ledger.jsonl'))
    .slice(1)
    .map((line) => LedgerEntry.parse(JSON.parse(line)))
})

/** The action of each row, from the rulings. */
const actionsOf = (name: string): string[] =>
  fates.get(name)!.flatMap(({ rows, action }) => Array.from({ length: rows }, () => action))

describe('the samples, filtered', () => {
  test('end well, and the report stands on stdout', () => {
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^all 15 files +8,205 /m)
  })

  test.each(NAMES)('%s: no row is lost', (name) => {
    const { rows, input } = summary.files.find((file) => file.name === name)!
    expect(rows.in).toBe(COUNTS[name]!.records)
    expect(rows.pass + rows.quarantine + rows.drop + rows.reject).toBe(rows.in)
    expect(input!.sha256).toBe(COUNTS[name]!.sha256)
  })

  test.each(NAMES)('%s: its rulings cover every row once, in order', (name) => {
    let next = 1
    for (const { first, rows } of fates.get(name)!) {
      expect(first).toBe(next)
      expect(rows).toBeGreaterThan(0)
      next += rows
    }
    expect(next - 1).toBe(COUNTS[name]!.records)
    const { rows } = summary.files.find((file) => file.name === name)!
    const actions = actionsOf(name)
    const count = (action: string) => actions.filter((found) => found === action).length
    expect([count('pass'), count('quarantine'), count('drop')]).toEqual([
      rows.pass,
      rows.quarantine + rows.reject,
      rows.drop,
    ])
  })

  test.each(JSONL)('%s: passed and held lines are those of the input, byte for byte and in order', (name) => {
    const actions = actionsOf(name)
    const lines = readFileSync(SAMPLES + name, 'latin1').split(/(?<=\n)/)
    const those = (action: string) => lines.filter((_, i) => actions[i] === action).join('')
    expect(readFileSync(join(out, 'pass', name), 'latin1')).toBe(those('pass'))
    const held = join(out, 'quarantine', name)
    expect(existsSync(held) ? readFileSync(held, 'latin1') : '').toBe(those('quarantine'))
  })

  test.each(PARQUET)('%s: passed and held rows keep their values, in order', async (name) => {
    const rowsOf = async (path: string) =>
      existsSync(path) ? parquetReadObjects({ file: await asyncBufferFromFile(path), compressors }) : []
    const actions = actionsOf(name)
    const rows = await rowsOf(SAMPLES + name)
    expect(await rowsOf(join(out, 'pass', name))).toEqual(rows.filter((_, i) => actions[i] === 'pass'))
    expect(await rowsOf(join(out, 'quarantine', name))).toEqual(rows.filter((_, i) => actions[i] === 'quarantine'))
  })

  test.each(NAMES)('%s: the reasons beside its held rows say which rows they are, and why', (name) => {
    const reasons = linesOf(join(out, 'quarantine', `${name}.reasons.jsonl`)).map((line) =>
      HeldRow.parse(JSON.parse(line)),
    )
    const expected = fates
      .get(name)!
      .filter(({ action }) => action === 'quarantine')
      .flatMap(({ first, rows, ruling }) => Array.from({ length: rows }, (_, i) => ({ row: first + i, ruling })))
    expect(reasons).toEqual(expected)
  })

  test('the summary has the digest and the rows of every output, and no other file is there', () => {
    const files = tree(out)
    for (const { path, sha256: digest } of summary.files.flatMap(({ outputs }) => outputs)) {
      expect([path, files[path]]).toEqual([path, digest])
      delete files[path]
    }
    expect(Object.keys(files)).toEqual(['NOTICE.md', 'ledger.jsonl', 'summary.json'])
    for (const { name, rows, outputs } of summary.files)
      expect(outputs.find(({ path }) => path === `pass/${name}`)!.rows).toBe(rows.pass)
  })
})

describe('the ledger of the samples', () => {
  test('has a header that names catalog, target, settings and inputs', () => {
    const header = LedgerHeader.parse(JSON.parse(linesOf(join(out, 'ledger.jsonl'))[0]!))
    expect(header.inputs.map(({ name }) => name)).toEqual(NAMES)
    expect(header).toMatchObject({ target: summary.target, settings: { as_of: '2026-11-22' }, run: summary.run })
  })

  test('adds up: rows, rulings, first and last rows are those of the rulings of the files', () => {
    const counted = new Map<string, { rows: number; first?: object; last?: object; action: string }>()
    for (const name of NAMES)
      for (const { first, rows, ruling, action } of fates.get(name)!) {
        const entry = counted.get(ruling) ?? { rows: 0, first: { file: name, row: first }, action }
        counted.set(ruling, { ...entry, rows: entry.rows + rows, last: { file: name, row: first + rows - 1 } })
      }
    expect(
      Object.fromEntries(ledger.map(({ id, rows, first, last, action }) => [id, { rows, first, last, action }])),
    ).toEqual(Object.fromEntries(counted))
    expect(ledger).toHaveLength(counted.size)
    expect(summary.origins).toBe(counted.size)
    const sum = (ruling: string) =>
      ledger.filter((entry) => entry.ruling === ruling).reduce((all, { rows }) => all + rows, 0)
    for (const [ruling, rows] of Object.entries(summary.rulings)) expect([ruling, sum(ruling)]).toEqual([ruling, rows])
  })

  test('is bounded: far fewer entries than rows', () => expect(ledger.length).toBeLessThan(summary.rows.in / 10))

  test('every reason of a row that does not pass is said in a sentence, with a fix or the words that decide', () => {
    for (const { action, reasons } of ledger.filter((entry) => entry.action !== 'pass')) {
      expect(reasons.length, action).toBeGreaterThan(0)
      const [first] = reasons
      expect(first!.says).not.toBe('')
      expect(first!.fix ?? first!.missing ?? first!.terms).toBeDefined()
    }
  })
})

test('DuckDB reads the rulings as this test does', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  for (const name of NAMES) {
    const path = join(out, 'rulings', `${name}.parquet`)
    const reader = await connection.runAndReadAll(
      `select "first", "rows", ruling, action from read_parquet('${path}') order by "first"`,
    )
    const rows = reader.getRows().map(([first, count, ruling, action]) => ({
      first: Number(first),
      rows: Number(count),
      ruling,
      action,
    }))
    expect(rows).toEqual(fates.get(name))
  }
  connection.closeSync()
})

test('whole shards: a file with a row that may not pass is moved to quarantine as it is, the others to pass', async () => {
  const whole = join(folder, 'whole')
  const shards = await run(['filter', SAMPLES, '--out', 'whole', '--unit', 'shard'], { cwd: folder })
  expect(shards.code).toBe(0)
  const report = Summary.parse(jsonOf(join(whole, 'summary.json')))
  const files = tree(whole)
  for (const { name, rows, tainted, outputs } of report.files) {
    const row = summary.files.find((file) => file.name === name)!.rows
    const clean = row.pass === row.in
    const [here, there] = clean ? ['pass', 'quarantine'] : ['quarantine', 'pass']
    expect([name, tainted]).toEqual([name, !clean])
    expect(files[`${here}/${name}`]).toBe(sha256(readFileSync(SAMPLES + name)))
    expect(files[`${there}/${name}`]).toBeUndefined()
    expect(outputs).toContainEqual(expect.objectContaining({ path: `${here}/${name}`, rows: row.in }))
    expect(rows).toEqual(clean ? row : { in: row.in, pass: 0, quarantine: row.in, drop: 0, reject: 0 })
    expect(shards.stdout).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')} +${clean ? 'clean' : 'tainted'} `, 'm'))
    const why = linesOf(join(whole, 'quarantine', `${name}.reasons.jsonl`)).map((line) => JSON.parse(line).row)
    expect(why).toEqual(actionsOf(name).flatMap((action, i) => (action === 'pass' ? [] : [i + 1])))
  }
  expect(report.files.filter(({ tainted }) => !tainted).map(({ name }) => name)).toContain('dpk-code-license-a.parquet')
  // only what passed brings duties
  const passed = report.rows.pass
  expect(passed).toBeGreaterThan(0)
  expect(report.actions).toEqual({ pass: passed, quarantine: report.rows.in - passed, drop: 0 })
  for (const { rows } of report.obligations) expect(rows).toBeLessThanOrEqual(passed)
})
