import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ACME, folder, MODELS } from './catalog-folder-kit.ts'
import { call, ERROR, scratch } from './terminal-kit.ts'

const cwd = scratch()
const ask = (args: string[], COLUMNS = '160') => call(['catalog', ...args], { cwd, env: { COLUMNS } })
const FLAGS = ['--kind', 'chat', '--distribution', 'open-weights', '--noncommercial']

describe('every command', () => {
  test.each([
    [['list', 'models', 'llama']],
    [['list', 'licenses']],
    [['show', 'openai-business-terms']],
    [['show', 'gpt-4o-2024-08-06']],
    [['compare', ...FLAGS, '--on', '2024-03-01']],
    [['compare', '--topic', 'ownership']],
    [['compare', '--topic', 'inputs']],
    [['list', 'models', '--unreviewed']],
    [['diff', 'openai-business-terms', '2023-11-14', '2025-05-31']],
    [['diff', 'llama3-community', 'llama3.1-community']],
    [['lint']],
  ])('%j fits 100 and 160 columns, and gives JSON', async (args) => {
    for (const width of [100, 160]) {
      const { code, stdout } = await ask(args, String(width))
      expect(code).toBe(0)
      const lines = stdout.split('\n').filter((line) => !line.startsWith('provgate is no legal advice'))
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width)
    }
    const { stdout } = await ask([...args, '--json'])
    expect(JSON.parse(stdout)).toBeTypeOf('object')
  })

  test.each([
    [[]],
    [['nothing']],
    [['list', 'things']],
    [['show']],
    [['show', 'gpt-4oo']],
    [['show', 'mit', '--yaml', 'model']],
    [['diff', 'mit']],
    [['diff', 'mit', 'nothing']],
    [['compare', '--kind', 'toaster']],
    [['compare', '--on', '2024-02-31']],
    [['compare', '--issuer', 'nobody']],
    [['compare', '--topic', 'weather']],
    [['compare', '--commercial', '--noncommercial']],
    [['compare', '--role', 'boss']],
    [['lint', 'not-there']],
  ])('%j is wrong usage, with a fix', async (args) => {
    const { code, stdout, stderr } = await ask(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(ERROR)
  })
})

describe('lint', () => {
  const lint = async (files: Record<string, string>) => {
    const root = folder(files)
    const { code, stdout } = await call(['catalog', 'lint', 'mine', '--json'], { cwd: root })
    return {
      code,
      found: JSON.parse(stdout).findings as { level: string; says: string; place?: string; fix: string }[],
    }
  }
  const clause = (more: string) => ACME.replace('says: No chat models.', `says: No chat models.\n            ${more}`)
  const SOURCE = 'source: https://acme.example/2025-01-01'

  test.each([
    ['a quotation that is too long', clause(`quote: ${'word '.repeat(41)}\n            ${SOURCE}`), /quotes 41 words/],
    ['words left out', clause(`quote: no … models\n            ${SOURCE}`), /leaves out words/],
    ['no source', clause('quote: no models'), /without a source/],
    ['a dangling id', ACME.replace('api: [acme-terms]', 'api: [other-terms]'), /`other-terms`/],
    ['a file that is no catalog file', 'issuer: 1\n', /terms/],
  ])('%s is an error', async (_what, text, says) => {
    const { code, found } = await lint({ 'terms/acme.yaml': text })
    expect(code).toBe(3)
    expect(found.find(({ level }) => level === 'error')?.says).toMatch(says)
  })

  test.each([
    [
      'an undated source',
      clause('quote: no models\n            source: https://acme.example/'),
      /sources without a date/,
    ],
    ['a clause without a quotation', ACME, /quote nothing: no-chat/],
    ['days without a text', ACME.replace('to: null', 'to: 2025-06-30'), /no text from 2025-07-01/],
    ['what is not reviewed', ACME, /^3 of 3 entries of this file are unreviewed$/m],
  ])('%s is a note', async (_what, text, says) => {
    const { code, found } = await lint({ 'terms/acme.yaml': text })
    expect(code).toBe(0)
    expect(found.every(({ level, fix }) => level === 'note' && fix !== '')).toBe(true)
    expect(found.map((one) => one.says).join('\n')).toMatch(says)
  })

  test('a finding names its file and line', async () => {
    const { found } = await lint({ 'terms/acme.yaml': clause('quote: no models') })
    expect(found[0]).toMatchObject({
      level: 'error',
      place: expect.stringMatching(/^`mine\/terms\/acme.yaml` line \d+$/),
    })
  })

  test('a tail that another model has is a note, and a door in a name that is none is an error', async () => {
    const two = `${MODELS.replace('    released: null', '    tails: [mini]\n    released: null')}  - id: acme-small
    family: [acme-one-mini]
    released: null
    open: true
    doors: { weights: [mit] }
    named_by: { azure: [acme-azure] }
    examples: [acme-one-mini]
`
    const { code, found } = await lint({ 'terms/acme.yaml': ACME, 'models/acme.yaml': two })
    const says = found.map((one) => `${one.level} ${one.says}`).join('\n')
    expect(code).toBe(3)
    expect(says).toMatch(/^note `acme-one-mini` fits `acme-one` and `acme-small`, which are not ruled alike/m)
    expect(says).toMatch(/^note tail `mini` .* never reached/m)
    expect(says).toMatch(/^error .*`acme-azure` in `named_by` implies door `azure`/m)
  })
})

test('a topic that a catalog has is shown with its words', async () => {
  const text = ACME.replace(
    '        clauses:',
    '        topics: { ownership: { says: The customer owns it., quote: Customer owns all Output. } }\n        clauses:',
  )
  const root = folder({ 'terms/acme.yaml': text })
  const { stdout } = await call(['catalog', 'compare', '--topic', 'ownership'], { cwd: root, env: { COLUMNS: '100' } })
  expect(stdout).toMatch(/acme .*acme-terms/)
  expect(stdout.replace(/\s+/g, ' ')).toContain('Customer owns all')
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/not in the catalog: ai21, .*, microsoft in microsoft-azure-openai /)
})

test('who may train on what customers send is told by issuer, with the words', async () => {
  const { stdout } = await call(['catalog', 'compare', '--topic', 'inputs', '--json'], { cwd })
  const rows = JSON.parse(stdout).rows as { issuer: string; terms: string; says: string | null; quote: string | null }[]
  const heard = rows.filter(({ says }) => says !== null)
  expect(heard.map(({ terms }) => terms)).toEqual([
    'qwen-chat-terms',
    'aws-ai-service-terms',
    'anthropic-commercial-terms',
    'anthropic-consumer-terms',
    'anthropic-usage-policy',
    'cursor-terms',
    'deepseek-service-terms',
    'github-copilot',
    'github-terms-of-service',
    'google-genai-consumer',
    'inference-host-terms',
    'liquid-ai-terms',
    'meta-model-api',
    'microsoft-services-agreement',
    'mistral-service-terms',
    'kimi-consumer-terms',
    'openai-app-developer-terms',
    'openai-business-terms',
    'openai-terms-of-use',
    'perplexity-terms',
    'reddit-data-terms',
    'stability-service-terms',
    'stackoverflow-aup',
    'x-developer-agreement',
    'xai-enterprise-terms',
  ])
  expect(heard.every(({ quote }) => quote !== null)).toBe(true)
  // Nobody sends anything to who licenses weights.
  expect(rows.map(({ terms }) => terms)).not.toContain('llama3.1-community')
})

test('an entry is copied into a folder of one’s own, changed, linted, compared, tested and signed', async () => {
  const root = folder({})
  const run = (...args: string[]) => call(args, { cwd: root, env: { COLUMNS: '120' } })
  const file = join(root, 'mine/terms/llama3.yaml')
  mkdirSync(join(root, 'mine/terms'))
  const write = (text: string) => writeFileSync(file, text)
  // A shell empties the file before the copy is made.
  write('')
  const copy = await run('catalog', 'show', 'llama3-community', '--yaml', 'terms')
  expect([copy.code, copy.stderr]).toEqual([0, ''])
  const changed = copy.stdout.replace('kind: ["@llm"]', 'kind: ["@llm", classification]')
  expect(changed).not.toBe(copy.stdout)
  write(changed.replace('id: llama3-community', 'id: llama3-mine'))
  expect((await run('catalog', 'lint', 'mine')).code).toBe(0)
  const diff = await run('catalog', 'diff', 'llama3-community', 'llama3-mine')
  expect(diff.stdout).toMatch(/train, research · classification: conditional → forbidden/)

  write(changed)
  const item = {
    id: 'llama3-classifier',
    provenance: { role: 'output', model: 'llama-3-8b', channel: 'weights' },
    target: { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false },
    expected: 'forbidden',
  }
  writeFileSync(join(root, 'cases.jsonl'), `${JSON.stringify(item)}\n`)
  expect((await run('test', 'cases.jsonl')).stdout).toMatch(/1 exact/)

  const shown = async () => (await run('catalog', 'show', 'llama3-community')).stdout
  expect(await shown()).toContain('\nversion 2024-04-18, unreviewed\n')
  write(changed.replace('reviewed: unreviewed', 'reviewed: {by: legal, on: 2026-11-02}'))
  expect(await shown()).toContain('\nversion 2024-04-18, reviewed by legal on 2026-11-02\n')
  expect((await run('catalog', 'list', 'terms', 'llama3-community', '--unreviewed')).stdout).toBe('')
}, 30_000)

test('the files that docs/catalog.md shows are a catalog without errors', async () => {
  const text = readFileSync(new URL('../docs/catalog.md', import.meta.url), 'utf8')
  const files = [...text.matchAll(/^`([\w/]+\.yaml)`, [^\n]+\n+```yaml\n([\s\S]+?)```/gm)].map(([, name, yaml]) => [
    name!,
    yaml!,
  ])
  expect(files.length).toBe(7)
  const root = folder(Object.fromEntries(files))
  const { code, stdout } = await call(['catalog', 'lint', 'mine'], { cwd: root })
  expect(stdout).not.toMatch(/^error/m)
  expect(code).toBe(0)
})
