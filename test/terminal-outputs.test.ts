import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Explanation, Summary } from '../src/index.ts'
import { CONFIG, jsonOf, linesOf, type Ran, run, SAMPLES, scratch, tree } from './terminal-kit.ts'

const NAMES = ['alpacaeval-generator.jsonl', 'dpk-license-select-1.parquet', 'mtbench-model_id.jsonl']
const folder = scratch({ 'provgate.yaml': CONFIG })
const data = join(folder, 'data')
mkdirSync(data)
for (const name of NAMES) cpSync(SAMPLES + name, join(data, name))
const runs: Ran[] = []

beforeAll(async () => {
  const elsewhere = scratch()
  runs.push(
    await run(['filter', 'data', '--out', 'one', '--json'], { cwd: folder }),
    await run(['filter', data, '--out', join(folder, 'two'), '--json', '-c', join(folder, 'provgate.yaml')], {
      cwd: elsewhere,
      env: { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8' },
    }),
    await run(['filter', ...NAMES.map((name) => join('data', name)), '--out', 'three', '--json'], { cwd: folder }),
  )
})

describe('outputs', () => {
  test('are the same bytes from run to run, from another folder, by another way of naming', () => {
    for (const ran of runs) expect(ran).toMatchObject({ code: 0, stderr: '' })
    const one = tree(join(folder, 'one'))
    expect(Object.keys(one)).toContain('quarantine/dpk-license-select-1.parquet.reasons.jsonl')
    for (const other of ['two', 'three']) expect(tree(join(folder, other))).toEqual(one)
    expect(runs[1]!.stdout).toBe(runs[0]!.stdout)
  })

  test('do not depend on the order of the inputs but for the order of the files in reports', async () => {
    await run(['filter', ...NAMES.toReversed().map((name) => join('data', name)), '--out', 'back'], { cwd: folder })
    const [one, back] = ['one', 'back'].map((name) => tree(join(folder, name)))
    for (const name of Object.keys(one!))
      if (name.includes('/')) expect([name, back![name]]).toEqual([name, one![name]])
    const counts = ({ rows, rulings, models, terms, reasons, obligations, origins }: Summary) => ({
      rows,
      rulings,
      models,
      terms,
      reasons,
      obligations,
      origins,
    })
    expect(counts(jsonOf(join(folder, 'back/summary.json')))).toEqual(counts(jsonOf(join(folder, 'one/summary.json'))))
  })

  test('have no path of this machine, no clock and no name of it', () => {
    const year = String(new Date().getFullYear())
    for (const name of ['ledger.jsonl', 'summary.json', 'NOTICE.md', 'rulings/mtbench-model_id.jsonl.parquet']) {
      const text = readFileSync(join(folder, 'one', name), 'latin1')
      expect(text).not.toContain(folder)
      expect(text).not.toContain(basename(folder))
      expect(text).not.toMatch(new RegExp(`${year}-\\d\\d-\\d\\dT\\d\\d`))
    }
  })

  test('--json on stdout is the summary that is written', () => {
    expect(Summary.parse(JSON.parse(runs[0]!.stdout))).toEqual(jsonOf(join(folder, 'one/summary.json')))
  })
})

describe('the text of records', () => {
  test('reaches no report, and no word on stderr', async () => {
    const secret = 'TOP-SECRET-4711'
    const records = [
      { text: secret, provenance: { model: 'gpt-4o', channel: 'api' } },
      { text: secret, provenance: { model: 5, note: secret } },
      { text: secret, provenance: 'mit', prompt: { content: secret } },
    ]
    const broken = `{"text":"${secret}"\n["${secret}"]\n`
    writeFileSync(
      join(folder, 'secret.jsonl'),
      `${records.map((record) => JSON.stringify(record)).join('\n')}\n${broken}`,
    )
    const ran = await run(['filter', 'secret.jsonl', '--out', 'leak', '--allow-empty'], {
      cwd: folder,
      env: { PROVGATE_LOG: 'trace' },
    })
    expect(ran.code).toBe(0)
    expect(ran.stdout + ran.stderr).not.toContain(secret)
    for (const name of Object.keys(tree(join(folder, 'leak'))))
      if (!/^quarantine\/secret\.jsonl$/.test(name))
        expect([name, readFileSync(join(folder, 'leak', name), 'latin1').includes(secret)]).toEqual([name, false])
    expect(linesOf(join(folder, 'leak/quarantine/secret.jsonl'))).toHaveLength(4)
    const why = await run(['explain', 'secret.jsonl:2'], { cwd: folder })
    expect(why.stdout + why.stderr).not.toContain(secret)
  })
})

describe('--json of explain', () => {
  test('is an explanation, also of a whole ledger, a line each', async () => {
    const ledger = join(folder, 'one/ledger.jsonl')
    const [one, all] = await Promise.all([
      run(['explain', 'data/mtbench-model_id.jsonl:1', '--json'], { cwd: folder }),
      run(['explain', ledger, '--json'], { cwd: folder }),
    ])
    const found = Explanation.parse(JSON.parse(one!.stdout))
    const entries = all!.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const kept = linesOf(ledger).map((line) => JSON.parse(line))
    expect(entries.map(({ id, rows }) => [id, rows])).toEqual(kept.slice(1).map(({ id, rows }) => [id, rows]))
    expect(entries.map(({ id }) => id)).toContain(found.id)
  })
})
