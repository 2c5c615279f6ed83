import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadParts } from '../adapters/config.ts'
import { type CatalogIndex, Config, prepare, Settings, type Source, type Target } from '../src/index.ts'
import { ACME, folder, MODELS } from './catalog-folder-kit.ts'

const TODAY = '2026-11-22'
const chat = { kind: 'chat', purpose: 'train', distribution: 'internal', commercial: false } as const

async function load(
  files: Record<string, string>,
  catalogs: readonly string[] = ['mine'],
  more: Record<string, string> = {},
) {
  const root = folder(files)
  for (const [name, text] of Object.entries(more)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const warnings: string[] = []
  const config = Config.parse({ target: { kind: 'chat' }, catalogs })
  const { catalog } = await loadParts(config, root, (line) => warnings.push(line))
  return { catalog, warnings }
}

function rule(catalog: CatalogIndex, source: Source, target: Target = chat) {
  const judge = prepare(catalog, { target, settings: { ...Settings.parse({}), as_of: TODAY } })
  return judge.explain(judge.origin(source)).ruling
}

const azure = { model: 'gpt-4o', channel: 'azure', role: 'output', date: '2025-06-01' } as const
const CONTRACT = `issuer: microsoft
terms:
  - id: microsoft-azure-openai
    name: our contract with Microsoft
    kind: service
    resolve: single
    silence: permits
    versions:
      - id: signed
        from: null
        to: null
        date_basis: day of the signature
        seen: 2026-10-01
        read: full
        clauses: []
`

describe('a catalog of one’s own adds', () => {
  test('terms and a model of an issuer of its own', async () => {
    const { catalog, warnings } = await load({ 'terms/acme.yaml': ACME, 'models/acme.yaml': MODELS })
    expect(warnings).toEqual([])
    const one = { model: 'acme-one', channel: 'api', role: 'output', date: '2025-06-01' } as const
    expect(rule(catalog, one)).toBe('forbidden')
    expect(rule(catalog, one, { ...chat, kind: 'classification' })).toBe('permitted')
    expect(rule(catalog, { ...one, date: '2024-06-01' })).toBe('undetermined')
    expect(rule(catalog, { model: 'gpt-4o', channel: 'api', date: '2026-02-01' })).toBe('forbidden')
  })

  test('a license spelling, a dataset, a platform and a set', async () => {
    const { catalog, warnings } = await load({
      'licenses.yaml': 'licenses:\n  - { text: house license, terms: [cc0-1.0] }\n',
      'datasets.yaml': 'datasets:\n  - { id: acme/notes, licenses: [{ license: house license }] }\n',
      'bindings.yaml':
        'platforms:\n  - { name: acme-forum, hosts: [forum.acme.example], terms: [all-rights-reserved] }\n',
      'sets.yaml': 'sets:\n  narrow: { yes: [classification] }\n',
      'terms/acme.yaml': ACME.replace('[chat] }\n', "['@narrow'] }\n"),
      'models/acme.yaml': MODELS,
    })
    expect(warnings).toEqual([])
    expect(rule(catalog, { license: 'House License', author: 'human' })).toBe('permitted')
    expect(rule(catalog, { dataset: 'acme/notes', author: 'human' })).toBe('permitted')
    expect(rule(catalog, { license: 'cc0-1.0', author: 'human', url: 'https://forum.acme.example/1' })).toBe(
      'forbidden',
    )
    const one = { model: 'acme-one', channel: 'api', role: 'output', date: '2025-06-01' } as const
    expect(rule(catalog, one, { ...chat, kind: 'classification' })).toBe('forbidden')
  })
})

describe('a catalog of one’s own overrides by id, and says so', () => {
  test('terms of an issuer that is known, named by its id', async () => {
    const before = await load({ 'licenses.yaml': 'licenses: []\n' })
    expect(rule(before.catalog, azure)).toBe('undetermined')
    const { catalog, warnings } = await load({ 'terms/contract.yaml': CONTRACT })
    expect(warnings).toEqual(['catalog `mine` overrides terms `microsoft-azure-openai`'])
    expect(rule(catalog, azure)).toBe('permitted')
    // nothing else of the issuer is lost
    expect(rule(catalog, { model: 'phi-4', channel: 'weights', role: 'output' })).toBe('permitted')
  })

  test('of two catalogs the later one stands, and each tells what it overrides', async () => {
    const { catalog, warnings } = await load({ 'terms/contract.yaml': CONTRACT }, ['mine', 'ours'], {
      'ours/terms/contract.yaml': CONTRACT.replace(
        'clauses: []',
        'clauses:\n          - { id: no-chat, effect: forbid, says: No chat models., when: { kind: [chat] } }',
      ),
    })
    expect(warnings).toEqual([
      'catalog `mine` overrides terms `microsoft-azure-openai`',
      'catalog `ours` overrides terms `microsoft-azure-openai`',
    ])
    expect(rule(catalog, azure)).toBe('forbidden')
  })

  test.each([
    [
      'a license',
      { 'licenses.yaml': 'licenses:\n  - { text: MIT, terms: [all-rights-reserved] }\n' },
      'license `mit`',
      { license: 'mit', author: 'human' },
      'forbidden',
    ],
    [
      'a dataset',
      { 'datasets.yaml': 'datasets:\n  - { id: TATSU-LAB/alpaca, licenses: [{ license: cc0-1.0 }] }\n' },
      'dataset `tatsu-lab/alpaca`',
      { dataset: 'tatsu-lab/alpaca', author: 'human' },
      'permitted',
    ],
    [
      'a platform',
      { 'bindings.yaml': 'platforms:\n  - { name: reddit, hosts: [reddit.com], terms: [public-domain] }\n' },
      'platform `reddit`',
      { license: 'cc0-1.0', author: 'human', platform: 'reddit' },
      'permitted',
    ],
    [
      'a signal',
      { 'bindings.yaml': 'signals:\n  - { name: noai, free: [1], terms: [tdm-reserved] }\n' },
      'signal `noai`',
      { license: 'cc0-1.0', author: 'human', signals: { noai: 1 } },
      'permitted',
    ],
    [
      'a set',
      { 'sets.yaml': 'sets:\n  llm: { yes: [classification] }\n' },
      'set `@llm`',
      { model: 'llama-2-13b', channel: 'weights', role: 'output' },
      'conditional',
    ],
    [
      'a model',
      {
        'models/openai.yaml':
          'issuer: openai\nmodels:\n  - { id: gpt-4o, family: [gpt-4o], tails: ["@date"], released: null, open: true, doors: { weights: [cc0-1.0, mit] } }\n',
      },
      'model `gpt-4o`',
      { model: 'gpt-4o', channel: 'weights', role: 'output' },
      'undetermined',
    ],
  ] as const)('%s', async (_, files, name, source, ruling) => {
    const { catalog, warnings } = await load(files)
    expect(warnings).toEqual([`catalog \`mine\` overrides ${name}`])
    expect(rule(catalog, source as Source)).toBe(ruling)
  })

  test('an issuer, whose channels then are those of the new entry only', async () => {
    const issuer =
      'issuer:\n  id: perplexity\n  name: Perplexity\n  channels:\n    api: [unknown]\n    chat: [unknown]\n'
    // its market is gone with it, and the terms that read it are not: that is told, not passed over
    await expect(load({ 'terms/perplexity.yaml': issuer })).rejects.toMatchObject({
      code: 'catalog',
      message: expect.stringContaining('names market `perplexity-services`, which no issuer has'),
    })
  })

  test('and the command line tells it beside the ruling', () => {
    const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [main, 'explain', '--provenance', JSON.stringify(azure)],
      { cwd: folder({ 'terms/contract.yaml': CONTRACT }), encoding: 'utf8' },
    )
    expect(status).toBe(0)
    expect(stderr).toContain('catalog `mine` overrides terms `microsoft-azure-openai`')
    expect(stdout).toContain('our contract with Microsoft')
  })
})

test('a folder of terms may be a link to elsewhere', async () => {
  const root = folder({ 'terms/acme.yaml': ACME, 'models/acme.yaml': MODELS })
  renameSync(join(root, 'mine', 'terms'), join(root, 'kept'))
  symlinkSync(join(root, 'kept'), join(root, 'mine', 'terms'))
  const { catalog } = await loadParts(Config.parse({ target: { kind: 'chat' }, catalogs: ['mine'] }), root, () => {})
  expect(rule(catalog, { model: 'acme-one', channel: 'api', role: 'output', date: '2025-06-01' })).toBe('forbidden')
})

test('the order of files and entries changes no ruling', async () => {
  const licenses = ['{ text: a1, terms: [cc0-1.0] }', '{ text: b1, terms: [all-rights-reserved] }']
  const both = await Promise.all(
    [licenses, [...licenses].reverse()].map((list) =>
      load({ 'licenses.yaml': `licenses:\n${list.map((line) => `  - ${line}\n`).join('')}` }),
    ),
  )
  for (const { catalog } of both)
    expect([
      rule(catalog, { license: 'a1', author: 'human' }),
      rule(catalog, { license: 'b1', author: 'human' }),
    ]).toEqual(['permitted', 'forbidden'])
})
