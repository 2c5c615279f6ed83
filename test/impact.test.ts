import { describe, expect, test } from 'vitest'
import {
  builtinCatalog,
  type Catalog,
  compareCatalogs,
  compareLedgers,
  compareRulings,
  createImpact,
  indexCatalog,
  type LedgerEntry,
  LedgerHeader,
  prepare,
  Settings,
  type Source,
  Target,
} from '../src/index.ts'

const settings = { ...Settings.parse({}), as_of: '2026-11-22' }
const run = {
  target: Target.parse({ kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: false }),
  settings,
}
const now = indexCatalog(builtinCatalog)

/** The catalog of today with something otherwise. */
function other(change: (catalog: Catalog) => void) {
  const catalog = structuredClone(builtinCatalog)
  change(catalog)
  return indexCatalog(catalog)
}
const acme = (clauses: Catalog['terms'][number]['versions'][number]['clauses'], more: object = {}) => ({
  id: '2024',
  aliases: [],
  from: '2024-01-01',
  to: null,
  date_basis: 'stated',
  seen: '2026-11-01',
  read: 'full' as const,
  sources: [],
  clauses,
  ...more,
})
const FORBID = {
  id: 'no',
  effect: 'forbid',
  says: 'No.',
  when: {},
  reading: 'plain',
  evidence: 'read',
  except: [],
} as never
/** A catalog with one service and its model `acme-1`. */
const service = (versions: object[], name = 'acme') =>
  other((catalog) => {
    catalog.issuers.push({
      id: name,
      name,
      aliases: [],
      steward: false,
      channels: { api: [name] },
      hosts: {},
      tuning: [],
      markets: [],
    })
    catalog.terms.push({
      id: name,
      issuer: name,
      name,
      kind: 'service',
      resolve: 'date',
      before: 'none',
      after: 'unknown',
      silence: 'permits',
      versions: versions as never,
    })
    catalog.models.push({
      id: 'acme-1',
      issuer: name,
      family: ['acme-1'],
      tails: [],
      orgs: [],
      released: '2024-01-01',
      open: false,
      doors: { api: 'issuer' },
      named_by: {},
      behind: 'self',
      traits: [],
      parts: [],
      lineage: [],
      examples: [],
    })
  })

const source = (date?: string): Source => ({ role: 'output', model: 'acme-1', channel: 'api', ...(date && { date }) })

function entryOf(index: ReturnType<typeof indexCatalog>, sources: Source[], rows = 10): LedgerEntry {
  const judge = prepare(index, run)
  const found = judge.explain({ kind: 'sources', sources: sources.map(judge.project), declared: [] })
  return { ...found, rows, first: { file: 'a', row: 1 }, last: { file: 'a', row: rows } }
}
function impactOf(from: ReturnType<typeof indexCatalog>, to: ReturnType<typeof indexCatalog>, entries: LedgerEntry[]) {
  const fold = createImpact({ from, to, run })
  for (const entry of entries) fold.add(entry)
  return fold.finish()
}

const open = service([acme([])])
const closed = service([acme([FORBID])])
const split = service([acme([], { to: '2025-05-31' }), acme([FORBID], { id: '2025', from: '2025-06-01' })])
const late = service([acme([], { to: '2025-05-31' }), acme([], { id: '2025', from: '2025-06-01' })])

describe('the side of rows under another catalog', () => {
  test.each<
    readonly [what: string, from: typeof open, to: typeof open, date: string | undefined, side: string, days: string[]]
  >([
    ['the same catalog', open, open, '2025-01-01', 'unchanged', []],
    ['terms that forbid now', open, closed, '2025-01-01', 'lost', []],
    ['terms that forbid no more', closed, open, '2025-01-01', 'gained', []],
    ['a border inside the interval', open, split, '2025-01-01', 'may-lose', ['2025-06-01']],
    ['a border inside, on a day behind it', open, split, '2025-09-01', 'may-lose', ['2025-06-01']],
    ['a border that is gone', split, open, '2025-09-01', 'gained', []],
    ['a border that is gone, on the side that passed', split, closed, '2025-01-01', 'lost', []],
    ['a border on which nothing changes', open, late, '2025-01-01', 'unchanged', []],
    ['another catalog of the same words', split, split, '2025-09-01', 'unchanged', []],
    ['no date: all versions were candidates, and are', open, split, undefined, 'lost', []],
    ['a year over a border that was known', split, closed, '2025', 'unchanged', []],
  ])('%s', (_what, from, to, date, side, days) => {
    const report = impactOf(from, to, [entryOf(from, [source(date)])])
    expect(report.rows).toMatchObject({ in: 10, [side]: 10 })
    expect(report.changes.map((change) => [change.side, change.days])).toEqual(
      side === 'unchanged' ? [] : [[side, days]],
    )
  })

  test('a date that the older catalog left out may have been any', () => {
    // The older catalog does not know the model, so that no day mattered.
    const report = impactOf(now, split, [entryOf(now, [source('2025-01-01')])])
    expect(report.rows).toMatchObject({ 'may-gain': 10 })
    expect(report.changes[0]?.days).toContain('2025-06-01')
    expect(impactOf(now, open, [entryOf(now, [source('2025-01-01')])]).rows.gained).toBe(10)
  })

  test('of several sources the strictest wins, whatever the others may be', () => {
    const gpt: Source = { role: 'output', model: 'gpt-4o', channel: 'api', date: '2025-08-10' }
    const report = impactOf(open, split, [entryOf(open, [source('2025-01-01'), gpt])])
    expect(report.rows).toMatchObject({ unchanged: 10 })
  })

  test('a border inside what a record is derived from', () => {
    const human: Source = { author: 'human', license: 'cc0-1.0', derived_from: [source('2025-01-01')] }
    expect(impactOf(open, split, [entryOf(open, [human])]).rows).toMatchObject({ 'may-lose': 10 })
    expect(impactOf(open, closed, [entryOf(open, [human])]).rows).toMatchObject({ lost: 10 })
  })

  test('a feature that only the newer catalog reads may have been among the others', () => {
    const reads = service([acme([{ ...(FORBID as object), when: { features: ['telepathy'] } } as never])])
    const entry = entryOf(open, [{ ...source('2025-01-01'), features: ['telepathy'] }])
    expect(entry.sources[0]?.features).toEqual(['other'])
    expect(impactOf(open, reads, [entry]).rows).toMatchObject({ 'may-lose': 10 })
  })

  test('a convention of the inputs that reads otherwise leaves all open', () => {
    const changed = other((catalog) => {
      catalog.conventions[0] = { ...catalog.conventions[0]!, id: 'gone' }
    })
    const fold = createImpact({
      from: now,
      to: changed,
      run,
      inputs: [{ name: 'a', format: 'jsonl', convention: now.catalog.conventions[0]!.id }],
    })
    fold.add(entryOf(now, [{ license: 'cc0-1.0', author: 'human' }]))
    expect(fold.finish()).toMatchObject({ rows: { 'may-lose': 10 }, conventions: [now.catalog.conventions[0]!.id] })
  })

  test('rows that can not be told apart by any day are never called unchanged when a run over the data says otherwise', () => {
    const days = ['2024-02-01', '2025-05-31', '2025-06-01', '2026-01-01', '2025', '2025-05/2025-07', undefined]
    for (const [from, to] of [
      [open, split],
      [split, open],
      [split, closed],
      [late, split],
      [now, split],
      [split, now],
    ] as const)
      for (const day of days) {
        const entry = entryOf(from, [source(day)])
        const [change] = impactOf(from, to, [entry]).changes
        const truth = entryOf(to, [source(day)])
        if (truth.action !== entry.action && (truth.action === 'pass' || entry.action === 'pass'))
          expect(change?.to).toContain(truth.ruling)
        else if (change) expect(change.side).toMatch(/^may/)
      }
  })

  test('reasons and rulings are counted by rows, those with the most first', () => {
    const entries = [
      entryOf(open, [source('2025-01-01')], 3),
      entryOf(open, [{ license: 'cc0-1.0', author: 'human' }], 5),
    ]
    const report = impactOf(open, closed, entries)
    expect(report).toMatchObject({ rows: { in: 8, lost: 3, unchanged: 5 }, provenances: { in: 2, lost: 1 } })
    expect(report.reasons).toEqual([{ side: 'lost', says: expect.stringContaining('No.'), rows: 3 }])
    expect(report.rulings).toContainEqual({ from: 'permitted', to: 'forbidden', rows: 3 })
  })
})

describe('an update of the catalog', () => {
  test('entries that came, went and changed, by kind', () => {
    expect(compareCatalogs(builtinCatalog, builtinCatalog)).toEqual({})
    expect(compareCatalogs(open.catalog, closed.catalog)).toEqual({
      terms: { added: [], gone: [], changed: ['acme'] },
    })
    expect(compareCatalogs(builtinCatalog, open.catalog)).toMatchObject({
      issuers: { added: ['acme'], gone: [], changed: [] },
      models: { added: ['acme-1'] },
    })
    expect(compareCatalogs(open.catalog, builtinCatalog)).toMatchObject({ terms: { gone: ['acme'] } })
  })

  test('rulings over a grid: only what differs', () => {
    const found = compareRulings(open, closed, { settings })
    expect(found.cells).toBeGreaterThan(1000)
    expect(new Set(found.changes.map(({ source: { model } }) => model))).toEqual(new Set(['acme-1']))
    expect(found.changes[0]).toMatchObject({ from: 'permitted', to: 'forbidden', target: 0 })
    expect(compareRulings(now, now, { settings, sources: [source()] }).changes).toEqual([])
  })

  test('past ledgers, and whether they were made by the older catalog', async () => {
    const header = (index: typeof open) =>
      LedgerHeader.parse({
        ledger: 'provgate/1',
        tool: { name: 'provgate', version: '1' },
        catalog: { version: index.catalog.version, digest: index.digest },
        run: prepare(index, run).digest,
        target: run.target,
        settings,
        inputs: [],
        joins: [],
      })
    const entries = [entryOf(open, [source('2025-01-01')])]
    const found = await compareLedgers(open, closed, [
      { name: 'a', header: header(open), run, entries },
      { name: 'b', header: header(now), run, entries },
    ])
    expect(found).toMatchObject([
      { name: 'a', exact: true, impact: { rows: { lost: 10 } } },
      { name: 'b', exact: false, impact: { rows: { lost: 10 } } },
    ])
  })
})
