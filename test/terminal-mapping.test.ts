import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LedgerHeader, type Summary } from '../src/index.ts'
import { CONFIG, call, SAMPLES, scratch, sha256 } from './terminal-kit.ts'

/** Filters files by a configuration, and gives the summary and the lines of the ledger. */
async function filtered(config: string, files: Record<string, string>, inputs = Object.keys(files)) {
  const cwd = scratch({ 'provgate.yaml': `${CONFIG}${config}`, ...files })
  const ran = await call(['filter', ...inputs, '--out', 'out', '--json', '--allow-empty'], { cwd })
  expect(ran.stderr).toBe('')
  const ledger = readFileSync(join(cwd, 'out/ledger.jsonl'), 'utf8').trimEnd().split('\n')
  return {
    cwd,
    summary: JSON.parse(ran.stdout) as Summary,
    header: LedgerHeader.parse(JSON.parse(ledger[0]!)),
    sources: ledger.slice(1).flatMap((line) => (JSON.parse(line) as { sources: object[] }).sources),
  }
}

const rows = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

test.each<[string, string, object, object[]]>([
  ['a pointer', '{ model: /meta/model }', { meta: { model: 'gpt-4o' } }, [{ model: 'gpt-4o' }]],
  ['a pointer with escapes', '{ model: /a~1b/c~0d }', { 'a/b': { 'c~d': 'gpt-4o' } }, [{ model: 'gpt-4o' }]],
  [
    'a constant and a unit',
    '{ role: { const: output }, license: { const: mit }, url: /u }',
    { u: 'https://example.org/a/b' },
    [{ license: 'mit', role: 'output', url: 'example.org' }],
  ],
  [
    'a list by `*`',
    '{ license: /licenses/*/id }',
    { licenses: [{ id: 'mit' }, { id: 'bsd' }] },
    [{ license: ['bsd', 'mit'] }],
  ],
  ['JSON in text', '{ model: { path: /m, json: /by } }', { m: '{"by": "gpt-4o"}' }, [{ model: 'gpt-4o' }]],
  ['a table', '{ license: { path: /l, table: { CC-BY: cc-by-4.0 } } }', { l: 'CC-BY' }, [{ license: 'cc-by-4.0' }]],
])('`provgate.yaml` maps a file by %s', async (_name, set, record, sources) => {
  const config = `conventions: [{ files: "*.jsonl", use: { id: ours, says: ours, sources: [{ set: ${set} }] } }]\n`
  const found = await filtered(config, { 'a.jsonl': rows(record) })
  expect(found.sources).toEqual(sources)
  expect(found.summary.files[0]?.convention).toBe('ours')
})

test('epoch seconds become the interval between versions in which they lie', async () => {
  const set = '{ model: /m, channel: { const: api }, date: { path: /t, unit: s } }'
  const config = `conventions: [{ files: "*", use: { id: ours, says: ours, sources: [{ set: ${set} }] } }]\n`
  const found = await filtered(config, {
    'a.jsonl': rows({ m: 'gpt-4o', t: 1754784000 }, { m: 'gpt-4o', t: 1754870400 }),
  })
  expect(found.sources).toHaveLength(1)
  const [from, to] = (found.sources[0] as { date: string }).date.split('/')
  expect(from! <= '2025-08-10' && '2025-08-11' <= to!).toBe(true)
})

test('defaults fill what a record leaves out, never overwrite, and are reported as declared', async () => {
  const config = 'defaults: [{ files: "a.*", source: { model: gpt-4o, channel: weights, license: mit } }]\n'
  const row = rows({ provenance: { model: 'mistralai/Mistral-7B-Instruct-v0.2' } }, { text: 'nothing' })
  const found = await filtered(config, { 'a.jsonl': row, 'b.jsonl': row })
  expect(found.sources).toEqual([
    { model: 'mistralai/Mistral-7B-Instruct-v0.2', channel: 'weights', license: 'mit' },
    { model: 'gpt-4o', channel: 'weights', license: 'mit' },
    { model: 'mistralai/Mistral-7B-Instruct-v0.2' },
  ])
  expect(found.summary.rests.declared).toBe(2)
})

test('a joined file is read by its key, and its digest stands in the ledger', async () => {
  const reviews = readFileSync(`${SAMPLES}vicuna80-reviews.jsonl`, 'utf8')
  const answers = readFileSync(`${SAMPLES}vicuna80-answers.jsonl`, 'utf8')
  const config = 'joins: [{ name: answers, file: answers.jsonl, key: /answer_id, fields: [model_id] }]\n'
  const found = await filtered(config, { 'reviews.jsonl': reviews, 'answers.jsonl': answers }, ['reviews.jsonl'])
  expect(found.summary.rows.in).toBe(240)
  expect(found.summary.models['bard:20230327']?.rows).toBe(80)
  expect(found.summary.models['vicuna-13b:20230322-clean-lang']?.rows).toBe(240)
  expect(found.header.joins).toEqual([{ name: 'answers', file: 'answers.jsonl', sha256: sha256(Buffer.from(answers)) }])
})

test('a reference that the joined file does not have is unreadable, and held', async () => {
  const config = `joins: [{ name: who, file: who.jsonl, key: /id, fields: [model] }]
conventions:
  - files: a.jsonl
    use: { id: ours, says: ours, sources: [{ set: { channel: { const: weights }, model: { path: /by, join: { name: who, field: model } } } }] }
`
  const who = rows({ id: 1, model: 'mistralai/Mistral-7B-Instruct-v0.2' })
  const found = await filtered(config, { 'a.jsonl': rows({ by: 1 }, { by: 2 }), 'who.jsonl': who }, ['a.jsonl'])
  expect(found.summary.reasons).toMatchObject([{ code: 'unreadable-provenance', rows: 1 }])
  expect(found.summary.rows).toMatchObject({ in: 2, pass: 1, quarantine: 1 })
})
