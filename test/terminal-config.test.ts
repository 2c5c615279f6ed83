import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { digestOf } from '../src/index.ts'
import { CONFIG, call, ERROR, jsonOf, SAMPLES, scratch, tree } from './terminal-kit.ts'

const folder = scratch({
  'good.jsonl': '{"provenance":{"license":"mit","author":"human"}}\n',
  'own.jsonl': '{"who":{"model":"gpt-4o"}}\n{"who":{"model":"nobody"}}\n{"text":"x"}\n',
  'newer.json': JSON.stringify({ version: '9.0.0', regions: [] }),
  'small.json': JSON.stringify({ version: '9.0.0' }),
  'dup.jsonl': '{"id":1,"model":"a"}\n{"id":1,"model":"b"}\n',
})
mkdirSync(join(folder, 'catalog/terms'), { recursive: true })
writeFileSync(join(folder, 'catalog/terms/x.yaml'), 'issuer: 1\n')
mkdirSync(join(folder, 'folder.yaml'))
mkdirSync(join(folder, 'deep/er'), { recursive: true })

describe('a broken configuration', () => {
  const target = 'target: { kind: chat }\n'
  test.each<readonly [name: string, text: string, says: RegExp]>([
    ['is empty', '', /line 1/],
    ['has no target', 'unit: row\n', /`target`/],
    ['has an empty target', 'target:\n', /`target`/],
    ['is cut off', `${target}actions: { forb`, /line 2/],
    ['is cut off at a list', `${target}permissions:\n`, /line 2: `permissions`/],
    ['has a key that is not known', `${target}bogus: 1\n`, /bogus/],
    ['has a value that is not known', `${target}unit: shards\n`, /line 2: `unit`.*\n.*`row`, `shard`/],
    ['has a kind that is not known', 'target:\n  kind: chatt\n', /line 2: `target\.kind`/],
    ['has a value of another type', 'target:\n  commercial: "yes"\n', /line 2: `target\.commercial`/],
    ['has a key twice', 'target:\n  kind: chat\n  kind: embedding\n', /line 3/],
    ['has serves without reward-model', 'target:\n  kind: chat\n  serves: chat\n', /line 3: `target\.serves`/],
    ['has an alias', 'target: &a { kind: chat }\n$schema: *a\n', /alias/],
    ['has a tag', 'target: !evil { kind: chat }\n', /!evil/],
    ['has a day that is none', `${target}settings: { as_of: 2026-02-31 }\n`, /`settings\.as_of`/],
    [
      'names a convention that is not there',
      `${target}conventions: [{ files: "*", use: nope }]\n`,
      /`nope`.*\n.*`mt-bench`/,
    ],
    [
      'maps a path that is none',
      `${target}conventions: [{ files: "*", use: { id: x, says: x, sources: [{ set: { model: who } }] } }]\n`,
      /line 2/,
    ],
    [
      'names a base catalog that is not there',
      `${target}catalog: gone.json\n`,
      /`gone\.json` can not be read: no such file/,
    ],
    ['names a folder as base catalog', `${target}catalog: catalog\n`, /`catalog`.*it is a folder\n.*`catalogs`/],
    [
      'names a base catalog of a newer provgate',
      `${target}catalog: newer.json\n`,
      /`regions`.*a newer provgate made it\n/,
    ],
    ['has an empty base catalog', `${target}catalog: ""\n`, /line 2: `catalog`/],
    ['names a catalog that is not there', `${target}catalogs: [gone]\n`, /`gone`/],
    ['names a catalog that is broken', `${target}catalogs: [catalog]\n`, /catalog\/terms\/x\.yaml/],
    [
      'joins a file that is not there',
      `${target}joins: [{ name: a, file: gone.jsonl, key: /id, fields: [model] }]\n`,
      /`joins`.*`gone\.jsonl`/,
    ],
    [
      'joins a file in no format',
      `${target}joins: [{ name: a, file: x.csv, key: /id, fields: [model] }]\n`,
      /`joins`.*`x\.csv`/,
    ],
    [
      'joins a file with a key twice',
      `${target}joins: [{ name: a, file: dup.jsonl, key: /id, fields: [model] }]\n`,
      /`joins`.*`1`/,
    ],
    [
      'has two joins of one name',
      `${target}joins: [{ name: a, file: good.jsonl, key: /provenance/license, fields: [x] }, { name: a, file: good.jsonl, key: /provenance/license, fields: [x] }]\n`,
      /`a` stands twice/,
    ],
  ])('%s', async (name, text, says) => {
    const file = `${name.replaceAll(' ', '-')}.yaml`
    writeFileSync(join(folder, file), text)
    const ran = await call(['filter', 'good.jsonl', '--out', 'out', '--config', file], { cwd: folder })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    expect(tree(join(folder, 'out'))).toEqual({})
  })

  test.each([
    ['is missing', ['--config', 'gone.yaml'], /`gone\.yaml` can not be read: no such file/],
    ['is a folder', ['--config', 'folder.yaml'], /`folder\.yaml` can not be read/],
    ['is nowhere', [], /no `provgate\.yaml` is in this folder or one above.*\n.*provgate init/],
    ['has a target on the command line that is no JSON', ['--target', '{kind'], /--target/],
    ['has a target on the command line that is wrong', ['--target', '{"kind":"x"}'], /--target: `kind`/],
    ['is given twice', ['--config', 'a', '--config', 'b'], /`--config` is given twice/],
  ])('%s', async (_name, flags, says) => {
    const ran = await call(['filter', 'good.jsonl', '--out', 'out', ...flags], { cwd: folder })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
  })
})

describe('a configuration', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'deep', 'provgate.yaml'), CONFIG)
    writeFileSync(
      join(folder, 'mapped.yaml'),
      `${CONFIG}conventions:
  - files: "own*.jsonl"
    use: { id: own, says: mine, sources: [{ set: { role: { const: output }, model: /who/model } }] }
  - files: "good.jsonl"
    use: mt-bench
defaults:
  - files: "own*"
    source: { role: output, channel: api, date: 2025-08-10, model: claude-like }
`,
    )
  })

  test('is found in a folder above', async () => {
    const ran = await call(['scan', '../../good.jsonl', '--json'], { cwd: join(folder, 'deep/er') })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(ran.stdout).target.name).toBe('foo-7b')
  })

  test('rules by the catalog that it names, with its folders laid over it', async () => {
    writeFileSync(join(folder, 'small.yaml'), `${CONFIG}catalog: small.json\n`)
    mkdirSync(join(folder, 'own/terms'), { recursive: true })
    cpSync(new URL('../schemas/catalog/sets.yaml', import.meta.url), join(folder, 'own/sets.yaml'))
    writeFileSync(join(folder, 'laid.yaml'), `${CONFIG}catalog: small.json\ncatalogs: [own]\n`)
    const scan = async (config: string) => {
      const ran = await call(['scan', 'good.jsonl', '-c', config, '--json', '--allow-empty'], { cwd: folder })
      expect(ran.stderr).toBe('')
      const { catalog, rulings } = JSON.parse(ran.stdout)
      return { catalog, rulings }
    }
    // It has no license, so that nothing may pass.
    const small = await scan('small.yaml')
    expect(small).toMatchObject({ catalog: { version: '9.0.0' }, rulings: { undetermined: 1 } })
    expect(small.catalog.digest).toBe(digestOf({ version: '9.0.0' }))
    const laid = await scan('laid.yaml')
    expect(laid.catalog).toMatchObject({ version: '9.0.0+own' })
    expect(laid.catalog.digest).not.toBe(small.catalog.digest)
  })

  test('maps fields, chooses conventions, and fills what records leave out without overwriting', async () => {
    const ran = await call(['filter', 'own.jsonl', '--out', 'mapped', '-c', 'mapped.yaml', '--json'], { cwd: folder })
    const { files, models, rests, rulings } = JSON.parse(ran.stdout)
    expect(files[0]).toMatchObject({ convention: 'own', fields: ['who'] })
    expect(models).toMatchObject({
      'gpt-4o': { rows: 1, forbidden: 1 },
      nobody: { rows: 1 },
      'claude-like': { rows: 1 },
    })
    expect(rests.declared).toBe(3)
    expect(rulings).toMatchObject({ forbidden: 1, undetermined: 2 })
    const why = await call(['explain', 'own.jsonl:1', '-c', 'mapped.yaml', '--json'], { cwd: folder })
    expect(JSON.parse(why.stdout)).toMatchObject({
      sources: [{ model: 'gpt-4o', channel: 'api' }],
      declared: ['channel', 'date'],
    })
  })

  test('a convention of the command line is taken before any other', async () => {
    const ran = await call(['scan', 'own.jsonl', '-c', 'mapped.yaml', '--convention', 'native', '--json'], {
      cwd: folder,
    })
    expect(JSON.parse(ran.stdout).files[0].convention).toBe('native')
    const no = await call(['scan', 'own.jsonl', '-c', 'mapped.yaml', '--convention', 'nope'], { cwd: folder })
    expect(no).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
  })

  test('joins a file that records refer to', async () => {
    writeFileSync(
      join(folder, 'joined.yaml'),
      `${CONFIG}joins: [{ name: answers, file: '${SAMPLES}vicuna80-answers.jsonl', key: /answer_id, fields: [model_id] }]\n`,
    )
    const reviews = `${SAMPLES}vicuna80-reviews.jsonl`
    const bare = await call(['scan', reviews, '--json', '--target', '{}', '--allow-empty'], { cwd: folder })
    const joined = await call(['scan', reviews, '--json', '-c', 'joined.yaml', '--allow-empty'], { cwd: folder })
    expect(Object.keys(JSON.parse(bare.stdout).models)).toHaveLength(3)
    const { models } = JSON.parse(joined.stdout)
    expect(models['vicuna-13b:20230322-clean-lang'].rows).toBe(240)
    expect(models['bard:20230327'].rows).toBe(80)
  })

  test('a flag for the unit wins over the file', async () => {
    const ran = await call(['filter', 'good.jsonl', '--out', 'unit', '--unit', 'shard'], { cwd: join(folder, 'deep') })
    expect(ran.code).toBe(1)
    const there = await call(['filter', '../good.jsonl', '--out', 'unit', '--unit', 'shard'], {
      cwd: join(folder, 'deep'),
    })
    expect(there.code).toBe(0)
    expect(jsonOf(join(folder, 'deep/unit/summary.json'))).toMatchObject({ unit: 'shard', files: [{ tainted: false }] })
  })
})
