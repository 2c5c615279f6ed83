import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createGuard } from '../adapters/loaders/guard.ts'
import { noticeOf, Summary } from '../src/index.ts'
import { all } from './guard-kit.ts'
import { sectionOf, titlesOf } from './notice-kit.ts'
import { call, jsonOf, run, scratch } from './terminal-kit.ts'

const target = { name: 'Llama-Foo-7B', kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true }
const config = JSON.stringify({
  target,
  settings: { as_of: '2026-11-22' },
  curations: [
    {
      match: { dataset: 'a/mended' },
      set: { license: 'cc-by-4.0' },
      evidence: 'memo',
      owner: 'legal',
      until: '2027-01-01',
    },
  ],
  permissions: [{ grantor: 'openai', reference: 'MSA-1', valid: { until: '2027-06-30' } }],
})
const records = [
  { provenance: { license: 'cc-by-4.0', dataset: 'a/credited', author: 'human' } },
  { provenance: { model: 'Llama-3.1-8B-Instruct', channel: 'weights', date: '2025-01', role: 'output' } },
  { provenance: { model: 'claude-3-opus', channel: 'api', date: '2025-08-10', role: 'output' } },
  { provenance: { license: 'cc-by-4.0', dataset: 'a/credited', author: 'human' } },
  { provenance: { license: 'mit', dataset: 'a/mended', author: 'human' } },
  { provenance: { model: 'gpt-4o', channel: 'api', date: '2025-08-10', role: 'output' } },
]
const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('')
const told = ({ tasks, credits, resting, obligations, base_tasks }: Summary) => ({
  tasks,
  credits,
  resting,
  obligations,
  base_tasks,
})

describe('NOTICE.md and summary.json', () => {
  test('are the same of files, of a pipe, of a dry run and of a guarded loader', async () => {
    const cwd = scratch({ 'provgate.yaml': config, 'train.jsonl': lines })
    expect((await call(['filter', 'train.jsonl', '--out', 'out'], { cwd })).code).toBe(0)
    const summary = Summary.parse(jsonOf(join(cwd, 'out/summary.json')))
    const page = readFileSync(join(cwd, 'out/NOTICE.md'), 'utf8')
    expect(page).toBe(noticeOf(summary))
    expect(page).toContain('5 of 6 records passed')
    expect(sectionOf(page, 'Attributions')).toContain(
      '  - [ ] dataset `a/credited`; author by the records: human; 2 records',
    )
    expect(sectionOf(page, 'Attributions')).toContainEqual(
      expect.stringContaining('License `cc-by-4.0`, by a curation'),
    )
    expect(sectionOf(page, 'Papers to keep or to get')[0]).toContain(
      '`MSA-1` of `OpenAI` on file. (valid until 2027-06-30)',
    )
    expect(sectionOf(page, 'The name of the model')[0]).toMatch(/^- \[x\] .*\*\*Kept\*\*/)

    const scanned = await call(['scan', 'train.jsonl', '--json'], { cwd })
    expect(told(JSON.parse(scanned.stdout))).toEqual(told(summary))
    const piped = await run(['filter', '-', '--format', 'jsonl', '--summary', 'piped.json'], { cwd, input: lines })
    expect(piped.code).toBe(0)
    expect(told(jsonOf(join(cwd, 'piped.json')))).toEqual(told(summary))
    const guard = await createGuard({ config: JSON.parse(config), held: 'discard' })
    expect(await all(guard.filter(records))).toHaveLength(5)
    expect(told(guard.summary())).toEqual(told(summary))
    expect(guard.notice()).toBe(page)
  })

  test('with whole shards, tell of the files that pass only', async () => {
    const [credited, llama, claude] = lines.split('\n')
    const cwd = scratch({ 'provgate.yaml': config, 'a.jsonl': `${llama}\n`, 'b.jsonl': `${credited}\n${claude}\n` })
    await call(['filter', 'a.jsonl', 'b.jsonl', '--out', 'out', '--unit', 'shard'], { cwd })
    const { tasks, credits, resting } = Summary.parse(jsonOf(join(cwd, 'out/summary.json')))
    expect(tasks.map(({ duty }) => duty)).toContain('name-prefix')
    expect(tasks.map(({ duty }) => duty)).not.toContain('attribution')
    expect(credits.owed.list).toEqual([])
    expect(resting).toEqual([])
  })

  test('of the example of a mixture have a line for each thing to do', async () => {
    const example = fileURLToPath(new URL('../examples/mixture/', import.meta.url))
    const cwd = scratch()
    await call(['filter', join(example, 'data'), '--config', join(example, 'provgate.yaml'), '--out', 'out'], { cwd })
    const page = readFileSync(join(cwd, 'out/NOTICE.md'), 'utf8')
    expect(titlesOf(page)).toEqual([
      'Attributions',
      'License texts to ship',
      'Notices to keep',
      'Only if the records are published too',
      'What passed rows rest on beside the words that were read',
      'Other origins of the passed records',
    ])
    expect(sectionOf(page, 'License texts to ship')).toEqual([
      '- [ ] Ship a copy of `Apache License 2.0` with the release.',
      expect.stringContaining(
        '“You must give any other recipients of the Work or Derivative Works a copy of this License;”',
      ),
      '  - 10 records from license `apache-2.0`',
    ])
    // Every line that is marked up is one of the page's own.
    for (const line of page.split('\n')) expect(line).toMatch(/^$|^#{1,2} \S|^ *- \S|^\S/)
  })
})
