import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Summary } from '../src/index.ts'
import { newFolder } from './folder-kit.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)
const node = (...args: string[]) => run(process.execPath, args, { cwd: root })
const summaryOf = (out: string) => JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary

test('the mixture of the README is filtered into all three actions', async () => {
  const out = newFolder()
  const { stdout } = await node(
    'dist/cli/main.js',
    ...['filter', 'examples/mixture/data', '--config', 'examples/mixture/provgate.yaml', '--out', out],
  )
  const { rows, files } = summaryOf(out)
  expect(Object.fromEntries(files.map(({ name, rows: r }) => [name, [r.pass, r.quarantine, r.drop]]))).toEqual({
    'arena.jsonl': [10, 20, 10],
    'code.arrow': [40, 20, 0],
    'handbook/data/train-00000-of-00001.parquet': [42, 0, 6],
    'notes.jsonl': [20, 0, 0],
    'preferences.jsonl': [15, 0, 15],
    'teachers.jsonl': [32, 32, 32],
    'web.jsonl.gz': [10, 20, 10],
  })
  expect(rows.in).toBe(334)
  expect(stdout).toContain('commonest reasons')
  expect(stdout).toContain(join(out, 'ledger.jsonl'))
})

test('the training loop sees passing rows only, as many as `filter` passes of the same files', async () => {
  const { stdout } = await node('examples/training/train.js')
  const out = newFolder()
  const data = 'examples/mixture/data'
  await node(
    'dist/cli/main.js',
    ...['filter', `${data}/handbook/data/train-00000-of-00001.parquet`, `${data}/teachers.jsonl`],
    ...['--config', 'examples/mixture/provgate.yaml', '--out', out],
  )
  const { rows } = summaryOf(out)
  expect(stdout).toContain(
    `trained on ${rows.pass} of ${rows.in} records; ${rows.quarantine} held, ${rows.drop} dropped`,
  )
  const losses = [...stdout.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss))
  expect(losses.at(-1)).toBeLessThan(losses[0]!)
  expect(stdout).toContain(`held.jsonl has ${rows.quarantine} records`)
  // Not in `out`, which the main job takes only if it holds nothing but the outputs of a run.
  expect(readdirSync(join(root, 'examples/training/out')).sort()).toEqual(['held.jsonl', 'held.jsonl.reasons.jsonl'])
})
