import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Summary } from '../src/index.ts'
import { type HubServer, startHub } from './support/hub-server.ts'
import { CONFIG, ERROR, jsonOf, run, SAMPLES, scratch, tree } from './terminal-kit.ts'

const NAMES = ['dpk-license-select-1.parquet', 'mtbench-model_id.jsonl', 'packed.jsonl.gz', 'vicuna80-models.jsonl']
const folder = scratch({ 'provgate.yaml': CONFIG })
let hub: HubServer
beforeAll(async () => {
  mkdirSync(join(folder, 'repo/data'), { recursive: true })
  for (const name of NAMES.filter((file) => !file.startsWith('packed')))
    cpSync(SAMPLES + name, join(folder, 'repo/data', name))
  const plain = readFileSync(`${SAMPLES}alpacaeval-generator.jsonl`)
  writeFileSync(join(folder, 'repo/data/packed.jsonl.gz'), gzipSync(plain))
  hub = await startHub(join(folder, 'repo'), { large: (path) => path.endsWith('.parquet'), token: 'hf_secret' })
})
afterAll(() => hub.close())

const there = (args: readonly string[], token = 'hf_secret') =>
  run(args, { cwd: folder, env: { HF_ENDPOINT: hub.endpoint, HF_TOKEN: token, PROVGATE_LOG: 'info' } })

describe('a dataset on the hub', () => {
  test('gives the outputs and the summary of the same files on disk', async () => {
    const [far, near] = await Promise.all([
      there(['filter', 'hf://datasets/org/set', '--out', 'far']),
      run(['filter', 'repo', '--out', 'near'], { cwd: folder }),
    ])
    expect([far!.code, near!.code]).toEqual([0, 0])
    expect(tree(join(folder, 'far'))).toEqual(tree(join(folder, 'near')))
    const { files, rows }: Summary = jsonOf(join(folder, 'far/summary.json'))
    expect(files.map(({ name }) => name)).toEqual(NAMES.map((name) => `data/${name}`))
    expect(rows.in).toBe(3009)
    expect(far!.stderr + far!.stdout).not.toContain('hf_secret')
  })

  test('is scanned, and the commands to type next work when typed', async () => {
    const ran = await there(['scan', 'hf://datasets/org/set/data'])
    const [line = ''] = /^ {2}provgate explain .+$/m.exec(ran.stdout) ?? []
    const words = line.trim().split(' ').slice(1)
    expect(words).toEqual([
      'explain',
      'hf://datasets/org/set/data/dpk-license-select-1.parquet:1',
      '--in',
      'hf://datasets/org/set/data',
    ])
    const why = await there(words)
    expect(why.code).toBe(0)
    expect(why.stdout).toMatch(/→ quarantine/)
  })

  test.each([
    ['that is not there', 'hf://datasets/org/other', 'hf_secret', /no such dataset/],
    ['for which the token is wrong', 'hf://datasets/org/set', 'hf_wrong', /private|token/],
    ['at a revision that is not there', 'hf://datasets/org/set@gone', 'hf_secret', /no such revision/],
    ['without a file of that name', 'hf://datasets/org/set/gone.jsonl', 'hf_secret', /does not exist/],
  ])('%s: told in a line, without the token', async (_what, uri, token, says) => {
    const ran = await there(['filter', uri, '--out', 'no'], token)
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr).not.toContain(token)
    expect(tree(join(folder, 'no'))).toEqual({})
  })
})
