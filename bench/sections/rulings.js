// What a ruling costs, each beside what it is measured by:
// - loading the built-in catalog, beside the start-up of `node -e 0`: at most as long
// - a ruling for an origin that no ruling was made for, beside a decision of cedar-wasm on five preparsed policies:
//   at most a fifth
// - a ruling for a record whose fields were seen before, beside a `Map` lookup by a ready string: at most 5 times
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import {
  builtinCatalog,
  compileConvention,
  createLedger,
  createPlan,
  createTable,
  gridSources,
  indexCatalog,
  NATIVE,
  prepare,
  Settings,
} from '../../dist/src/index.js'
import { atMost, median } from '../goal.js'

const ROUNDS = 21
const catalog = indexCatalog(builtinCatalog)
/** @type {import('../../dist/src/index.js').Run} */
const run = {
  target: { name: 'foo-7b', kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true },
  settings: { ...Settings.parse({}), as_of: '2026-11-22' },
}
const DATES = ['2024-05-01', '2025-03-02', undefined]

/** Outputs of every model of the catalog through each of its doors, on days under different texts. */
const origins = () => {
  const judge = prepare(catalog, run)
  const outputs = gridSources(builtinCatalog, builtinCatalog).filter(({ model }) => model !== undefined)
  return outputs.flatMap((source) => DATES.map((date) => judge.origin({ ...source, account: 'own', date })))
}

/** Five rules of the kind that the catalog has; the last two are met by none of the requests. */
const POLICIES = `
permit(principal, action == Action::"train", resource);
forbid(principal, action == Action::"train", resource) when { context.issuer == "openai" && context.kind == "chat" };
forbid(principal, action == Action::"train", resource) when { context.channel == "azure" && context.date >= 20240101 };
forbid(principal, action == Action::"train", resource) when { context.license == "cc-by-nc-4.0" && context.commercial };
forbid(principal, action == Action::"train", resource) when { context.channel == "chat" && context.kind == "benchmark" };
`

/** @param {string} channel @param {number} date */
const cedarCall = (channel, date) => ({
  principal: { type: 'User', id: 'trainer' },
  action: { type: 'Action', id: 'train' },
  resource: { type: 'Record', id: 'row' },
  context: { issuer: 'mistral', channel, kind: 'chat', license: 'apache-2.0', commercial: true, date },
  preparsedPolicySetId: 'five',
  entities: [],
})

/** @param {() => void} work @returns milliseconds */
function timed(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

const LOAD = `
  const before = performance.now()
  await import(process.argv[1] + 'schemas/builtin.js')
  const read = performance.now()
  const { builtinCatalog, indexCatalog } = await import(process.argv[1] + 'src/index.js')
  const start = performance.now()
  if (indexCatalog(builtinCatalog).terms.size === 0) throw new Error('an empty catalog')
  console.log(read - before + performance.now() - start)`

/** @param {import('../bench.js').Bench} bench */
export async function rulings({ say }) {
  say('loading the catalog, and ruling')
  return [loading(), fresh(), seen()]
}

/** Loading the catalog, beside the start-up of Node. */
function loading() {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
  const times = Array.from({ length: ROUNDS }, () => {
    const bare = timed(() => execFileSync(process.execPath, ['-e', '0']))
    const load = Number(execFileSync(process.execPath, ['--input-type=module', '-e', LOAD, dist], { encoding: 'utf8' }))
    return { bare, load, ratio: load / bare }
  })
  return atMost(
    'loading the catalog, in start-ups of node',
    median(times.map(({ ratio }) => ratio)),
    1,
    `${median(times.map(({ load }) => load)).toFixed(1)} ms, node -e 0 ${median(times.map(({ bare }) => bare)).toFixed(1)} ms`,
  )
}

/** Rulings that nobody has made. */
function fresh() {
  const asked = origins()
  preparsePolicySet('five', { staticPolicies: POLICIES })
  const calls = ['api', 'weights', 'azure'].map((channel) => cedarCall(channel, 20250302))
  const times = Array.from({ length: ROUNDS }, () => {
    const judge = prepare(catalog, run)
    let passed = 0
    const ours = timed(() => {
      for (const origin of asked) if (judge.rule(origin).action === 'pass') passed++
    })
    let allowed = 0
    const theirs = timed(() => {
      for (let i = 0; i < asked.length; i++) {
        const answer = statefulIsAuthorized(calls[i % calls.length] ?? cedarCall('api', 0))
        if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) throw new Error('cedar failed')
        if (answer.response.decision === 'allow') allowed++
      }
    })
    if (passed === 0 || passed === asked.length || allowed !== asked.length - Math.floor(asked.length / 3))
      throw new Error(`not the rulings that were meant: ${passed} and ${allowed} of ${asked.length}`)
    const each = { ours: (ours * 1000) / asked.length, theirs: (theirs * 1000) / asked.length }
    return { ...each, ratio: each.ours / each.theirs }
  })
  return atMost(
    'a ruling for a new origin, in decisions of cedar-wasm',
    median(times.map(({ ratio }) => ratio)),
    0.2,
    `${median(times.map(({ ours }) => ours)).toFixed(1)} µs, cedar-wasm ${median(times.map(({ theirs }) => theirs)).toFixed(1)} µs, ${asked.length} distinct origins`,
  )
}

/** Rulings for fields that were seen. */
function seen() {
  const asked = origins()
  const judge = prepare(catalog, run)
  const table = createTable(asked.length + 8)
  const ledger = createLedger(judge, table)
  const plan = createPlan({ convention: compileConvention(NATIVE, new Map()), judge, table })
  const keys = asked.flatMap((origin) =>
    origin.kind === 'sources' ? [JSON.stringify({ provenance: { sources: origin.sources } })] : [],
  )
  for (const key of keys) plan.intern(key, () => JSON.parse(key))
  const known = new Map(keys.map((key, i) => [key, asked[i]]))
  const never = () => {
    throw new Error('a key was forgotten')
  }
  const LOOKUPS = 300
  const times = Array.from({ length: ROUNDS }, () => {
    let hits = 0
    const ours = timed(() => {
      for (let i = 0; i < LOOKUPS; i++)
        for (const key of keys) if (ledger.ruling(plan.intern(key, never)) !== undefined) hits++
    })
    const theirs = timed(() => {
      for (let i = 0; i < LOOKUPS; i++) for (const key of keys) if (known.get(key) !== undefined) hits++
    })
    const count = keys.length * LOOKUPS
    if (hits !== 2 * count) throw new Error('lookups were missed')
    return { ours: (ours * 1e6) / count, theirs: (theirs * 1e6) / count, ratio: ours / theirs }
  })
  return atMost(
    'a ruling for fields that were seen, in lookups of a Map',
    median(times.map(({ ratio }) => ratio)),
    5,
    `${median(times.map(({ ours }) => ours)).toFixed(0)} ns, Map ${median(times.map(({ theirs }) => theirs)).toFixed(0)} ns`,
  )
}
