import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtinCatalog, type Catalog, indexCatalog, prepare } from '../src/index.ts'
import { CONFIG, call, ERROR, jsonOf, linesOf, SAMPLES, scratch } from './terminal-kit.ts'

const MT = `${SAMPLES}mtbench-model_id.jsonl`
const folder = scratch({ 'provgate.yaml': CONFIG, 'other.json': '{}', 'broken.json': '{' })
const cwd = folder

/** Rewrites the ledger of a run as if another catalog had made it. */
function remade(name: string, catalog: Catalog): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(catalog))
  const index = indexCatalog(catalog)
  const [first, ...lines] = linesOf(join(folder, 'out/ledger.jsonl')).map((line) => JSON.parse(line))
  const judge = prepare(index, { target: first.target, settings: first.settings })
  const header = { ...first, catalog: { version: catalog.version, digest: index.digest }, run: judge.digest }
  const entries = lines.map(({ sources, declared, rows, first: at, last }) => ({
    ...judge.explain({ kind: 'sources', sources: sources.map(judge.project), declared }),
    ...{ rows, first: at, last },
  }))
  writeFileSync(join(folder, `${name}.jsonl`), [header, ...entries].map((line) => `${JSON.stringify(line)}\n`).join(''))
}

beforeAll(async () => {
  await call(['filter', MT, '--out', 'out', '--allow-empty'], { cwd })
  writeFileSync(join(folder, 'same.json'), JSON.stringify(builtinCatalog))
  const lenient = structuredClone(builtinCatalog)
  lenient.version = 'lenient'
  // A service that had forbidden nothing.
  for (const terms of lenient.terms)
    if (terms.kind === 'service' || terms.kind === 'usage-policy')
      for (const version of terms.versions) Object.assign(version, { clauses: [], read: 'full' })
  for (const terms of lenient.terms) if (terms.kind === 'service') Object.assign(terms, { silence: 'permits' })
  remade('lenient', lenient)
})

describe('impact', () => {
  test('rows that passed and would not pass any more, with counts and reasons', async () => {
    const ran = await call(['impact', '--from', 'lenient.json', 'lenient.jsonl'], { cwd })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^catalog lenient \([0-9a-f]{12}\) → /)
    expect(ran.stdout).toMatch(/^passed, (?:would|may) not pass +[1-9]/m)
    expect(ran.stdout).toMatch(/^all +900 +15$/m)
    expect(ran.stdout).toMatch(/no legal advice/)

    const json = await call(['impact', '--from', 'lenient.json', 'lenient.jsonl', '--json'], { cwd })
    const report = JSON.parse(json.stdout)
    const { in: all, ...sides } = report.rows
    expect(Object.values(sides as Record<string, number>).reduce((a, b) => a + b)).toBe(all)
    expect(report).toMatchObject({ impact: 'provgate/1', as_of: '2026-11-22', catalogs: { same: false } })
    expect(report.rows.lost).toBeGreaterThan(0)
    const ids = new Set(linesOf(join(folder, 'lenient.jsonl')).map((line) => JSON.parse(line).id))
    for (const { id, says } of report.changes) {
      expect(ids).toContain(id)
      expect(says).not.toBe('')
    }
  })

  test.each<readonly [what: string, flag: string, code: number]>([
    ['rows that are lost', 'forbidden,undetermined', 3],
    ['nothing', '', 0],
  ])('--fail-on %s', async (_what, flag, code) => {
    const ran = await call(['impact', '--from', 'lenient.json', 'lenient.jsonl', '--fail-on', flag], { cwd })
    expect(ran.code).toBe(code)
    if (code === 3) expect(ran.stderr).toMatch(/^\d+ rows that passed would not pass any more, and \d+ may not/)
  })

  test('the catalog of today: said, and nothing changes', async () => {
    const ran = await call(['impact', '--from', 'same.json', 'out/ledger.jsonl', '--fail-on', 'forbidden'], { cwd })
    expect(ran).toMatchObject({ code: 0, stderr: 'the ledger was made by the catalog of today already\n' })
    expect(ran.stdout).toMatch(/^on the same side +900 +15$/m)
  })

  test('a folder of catalog files is the catalog that was compiled from it', async () => {
    const source = fileURLToPath(new URL('../schemas/catalog', import.meta.url))
    cpSync(source, join(folder, 'catalog'), { recursive: true })
    const index = indexCatalog(
      (await import('../adapters/catalog-files.ts').then((files) =>
        files.readCatalogFolder(join(folder, 'catalog'), builtinCatalog.version, 'catalog'),
      )) as Catalog,
    )
    remade('folder', index.catalog)
    const ran = await call(['impact', '--from', 'catalog', 'folder.jsonl', '--json'], { cwd })
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.stdout).catalogs.from.digest).toBe(index.digest)
  })

  test('a ledger of another catalog is refused; with --force it is said', async () => {
    const args = ['impact', '--from', 'lenient.json', 'out/ledger.jsonl']
    const refused = await call(args, { cwd })
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(refused.stderr).toMatch(/was made by catalog .*, not by `lenient\.json`/)
    const forced = await call([...args, '--force'], { cwd })
    expect(forced.code).toBe(0)
    expect(forced.stderr).toMatch(/not by `lenient\.json`.*\(--force\)/)
  })

  test('permissions of the run that the configuration does not have are asked for', async () => {
    const config = `${CONFIG}permissions: [{ grantor: openai, reference: MSA-1 }]\n`
    writeFileSync(join(folder, 'with.yaml'), config)
    await call(['filter', MT, '--out', 'with', '-c', 'with.yaml', '--allow-empty'], { cwd })
    const args = ['impact', '--from', 'same.json', 'with/ledger.jsonl']
    expect((await call(args, { cwd })).stderr).toMatch(/permissions, curations or actions.*\n.*--config/)
    const ran = await call([...args, '-c', 'with.yaml'], { cwd })
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^on the same side +900 /m)
  })

  test.each<readonly [what: string, args: string[], code: number, says: RegExp]>([
    ['no ledger', ['--from', 'same.json'], 2, /takes the catalog/],
    ['no catalog', ['out/ledger.jsonl'], 2, /takes the catalog/],
    ['a ledger that is not there', ['--from', 'same.json', 'gone.jsonl'], 1, /`gone\.jsonl` can not be read/],
    ['a file that is no ledger', ['--from', 'same.json', 'same.json'], 1, /is no ledger/],
    ['a catalog that is not there', ['--from', 'gone.json', 'out/ledger.jsonl'], 2, /`gone\.json` can not be read/],
    ['a catalog without a version', ['--from', 'other.json', 'out/ledger.jsonl'], 2, /no compiled catalog: `version`/],
    ['a catalog that is no JSON', ['--from', 'broken.json', 'out/ledger.jsonl'], 2, /not JSON/],
    ['a day that is none', ['--from', 'same.json', 'out/ledger.jsonl', '--as-of', '2026-02-30'], 2, /is no day/],
    ['a ruling that is none', ['--from', 'same.json', 'out/ledger.jsonl', '--fail-on', 'permitted'], 2, /no ruling/],
  ])('%s: refused', async (_what, args, code, says) => {
    const ran = await call(['impact', ...args], { cwd })
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
  })
})

test('rows newer than the newest look at their terms: the report, the summary and the reasons name the terms', async () => {
  const day = '2027-03-01'
  writeFileSync(
    join(folder, 'new.jsonl'),
    `${JSON.stringify({ provenance: { model: 'gpt-4o', channel: 'api', date: day } })}\n`,
  )
  writeFileSync(join(folder, 'new.yaml'), CONFIG.replace('2026-11-22', day))
  const flags = ['-c', 'new.yaml', '--allow-empty']
  const { stdout } = await call(['scan', 'new.jsonl', ...flags], { cwd })
  expect(stdout).toMatch(/^1 rows are newer than the catalog's last look at their terms$/m)
  expect(stdout).toMatch(/^ {2}1 {2}openai-\S+, last looked at on 2026-\d\d-\d\d$/m)
  const [name = ''] = /openai-\S+(?=, last looked)/.exec(stdout) ?? []
  await call(['filter', 'new.jsonl', '--out', 'new', ...flags], { cwd })
  const { stale, rests, catalog } = jsonOf(join(folder, 'new/summary.json'))
  expect(rests.stale).toBe(1)
  expect(stale[name]).toMatchObject({ rows: 1, seen: expect.stringMatching(/^2026-/) })
  const explained = JSON.parse((await call(['explain', 'new.jsonl:1', '-c', 'new.yaml', '--json'], { cwd })).stdout)
  const reason = explained.reasons.find(({ code }: { code: string }) => code === 'stale')
  expect(reason).toMatchObject({ terms: name, seen: stale[name].seen, catalog: catalog.version })
  expect(readFileSync(join(folder, 'new/ledger.jsonl'), 'utf8')).toContain('"seen"')
})
