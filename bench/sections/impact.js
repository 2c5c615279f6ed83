// What `provgate impact` costs beside reading the ledger at all: a ledger of 5,000 distinct provenances that count 10
// million rows.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLedger } from '../../dist/adapters/terminal/impact-ledger.js'
import { builtinCatalog, createImpact, gridSources, indexCatalog, prepare, Settings } from '../../dist/src/index.js'
import { atMost, median } from '../goal.js'

const ENTRIES = 5000
const ROWS = 2000
const LIMIT = 3
const ROUNDS = 9

const settings = { ...Settings.parse({}), as_of: '2026-11-22' }
/** @type {import('../../dist/src/index.js').Run} */
const run = {
  target: { name: 'foo-7b', kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: false },
  settings,
}
const MADE_FROM = builtinCatalog.models.flatMap(({ lineage, parts }) => [...parts, ...lineage.map(({ to }) => to)])
const old = indexCatalog({ ...builtinCatalog, version: 'old', models: builtinCatalog.models.filter(isOld) })
const now = indexCatalog(builtinCatalog)

/**
 * An older catalog: every eighth model of those that no other is made from is not there yet.
 * @param {import('../../dist/src/index.js').Catalog['models'][number]} model
 * @param {number} at
 */
function isOld({ family }, at) {
  return at % 8 !== 0 || family.some((name) => MADE_FROM.some((text) => text?.includes(name)))
}

/** Distinct provenances of all kinds, as a run over many files would leave them. */
function* entries() {
  const judge = prepare(old, run)
  const names = builtinCatalog.models.flatMap(({ family, examples }) => [...new Set([...family, ...examples])])
  const channels = ['api', undefined, 'weights', 'azure']
  const outputs = channels.flatMap((channel) => names.map((model) => ({ model, ...(channel && { channel }) })))
  const content = gridSources(old.catalog, old.catalog).filter(({ model }) => model === undefined)
  const seen = new Set()
  for (const date of ['2025-08-10', '2024-01-10', undefined, '2026-02-01', '2023-06-01'])
    for (const source of shuffled([...outputs, ...content])) {
      const found = judge.explain(judge.origin({ role: 'output', ...source, ...(date && { date }) }))
      if (seen.has(found.id)) continue
      seen.add(found.id)
      yield { ...found, rows: ROWS, first: { file: 'a.jsonl', row: seen.size }, last: { file: 'b.jsonl', row: 9 } }
      if (seen.size === ENTRIES) return
    }
}

/** Always in the same order. @template T @param {readonly T[]} list */
const shuffled = (list) => list.map((_, i) => /** @type {T} */ (list[(i * 7919) % list.length]))

/** @param {import('../bench.js').Bench} bench */
export async function impact({ folder, say }) {
  say('the impact of a newer catalog on a ledger')
  const file = join(folder, 'ledger.jsonl')
  const header = {
    ledger: 'provgate/1',
    tool: { name: 'provgate', version: '0' },
    catalog: { version: 'old', digest: old.digest },
    run: prepare(old, run).digest,
    target: run.target,
    settings,
    inputs: [],
    joins: [],
  }
  writeFileSync(file, `${[header, ...entries()].map((line) => JSON.stringify(line)).join('\n')}\n`)
  const times = []
  for (let round = 0; round < ROUNDS; round++) {
    let start = performance.now()
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') JSON.parse(line)
    const parsing = performance.now() - start

    start = performance.now()
    const fold = createImpact({ from: old, to: now, run })
    const ledger = await openLedger(file, file)
    for await (const entry of ledger.entries()) fold.add(entry)
    const { rows } = fold.finish()
    const all = performance.now() - start
    if (rows.in !== ENTRIES * ROWS) throw new Error(`the impact is of ${rows.in} rows`)
    times.push({ parsing, all, ratio: all / parsing })
  }
  const [all, parsing] = [median(times.map((time) => time.all)), median(times.map((time) => time.parsing))]
  return [
    atMost(
      `impact of ${ENTRIES} provenances: times parsing their ledger`,
      median(times.map(({ ratio }) => ratio)),
      LIMIT,
      `${all.toFixed(0)} ms, parsing ${parsing.toFixed(0)} ms`,
    ),
  ]
}
