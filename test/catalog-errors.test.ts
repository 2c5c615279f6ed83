import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadParts } from '../adapters/config.ts'
import { Config } from '../src/index.ts'
import { ACME, folder, MODELS } from './catalog-folder-kit.ts'

const told = async (files: Record<string, string | Buffer>) => {
  const root = folder(files)
  const config = Config.parse({ target: { kind: 'chat' }, catalogs: ['mine'] })
  try {
    await loadParts(config, root, () => undefined)
  } catch (error) {
    const { name, code, message, fix } = error as { name: string; code: string; message: string; fix: string }
    expect(message).not.toContain(root)
    expect(message).not.toContain('\n')
    expect({ name, code, fix: typeof fix }).toEqual({ name: 'ProvgateError', code: 'catalog', fix: 'string' })
    return { message, fix }
  }
  throw new Error('it was read')
}

/** The terms file with one thing changed. */
const acme = (from: string, to: string) => {
  if (!ACME.includes(from)) throw new Error(`nothing reads ${from}`)
  return { 'terms/acme.yaml': ACME.replace(from, to) }
}
const models = (from: string, to: string) => {
  if (!MODELS.includes(from)) throw new Error(`nothing reads ${from}`)
  return { 'terms/acme.yaml': ACME, 'models/acme.yaml': MODELS.replace(from, to) }
}

test('the files that the mistakes are made in are right without them', async () => {
  const root = folder({ 'terms/acme.yaml': ACME, 'models/acme.yaml': MODELS })
  const { catalog } = await loadParts(
    Config.parse({ target: { kind: 'chat' }, catalogs: ['mine'] }),
    root,
    () => undefined,
  )
  expect(catalog.names.resolve('acme-one')).toMatchObject({ kind: 'model', model: { id: 'acme-one' } })
})

const older = `clauses: []
      - id: older
        from: 2024-01-01
        to: 2025-06-01
        date_basis: stated
        seen: null
        read: none
        clauses:`

describe('a mistake in a catalog of one’s own is told with file, line and fix', () => {
  test.each<[string, Record<string, string | Buffer>, string]>([
    [
      'a wrong type',
      acme('name: Acme terms', 'name: 7'),
      '`mine/terms/acme.yaml` line 10: `terms.0.name`: invalid input',
    ],
    [
      'an unknown key',
      acme('    silence:', '    colour: red\n    silence:'),
      'line 13: `terms.0`: unrecognized key: "colour"',
    ],
    [
      'an unknown effect',
      acme('forbid', 'forbids'),
      'line 23: `terms.0.versions.0.clauses.0.effect`: `forbids` is not known here',
    ],
    [
      'an unknown condition',
      acme('{ kind:', '{ knd:'),
      'line 25: `terms.0.versions.0.clauses.0.when`: unrecognized key: "knd"',
    ],
    [
      'a key that stands twice',
      acme('    silence: permits', '    silence: permits\n    silence: withholds'),
      'line 14, column 5: key `silence` stands twice',
    ],
    [
      'a day that is none',
      acme('from: 2025-01-01', 'from: 2025-13-01'),
      'line 16: `terms.0.versions.0.from`: invalid ISO date',
    ],
    [
      'terms that are not there',
      acme('[acme-terms]', '[acme-term]'),
      '`mine/terms/acme.yaml` line 1: issuer `acme` names terms `acme-term`',
    ],
    [
      'a version that is not there',
      acme('[acme-terms]', '[acme-terms@2024]'),
      'names version `2024` of `acme-terms`, which has `2025-01-01`',
    ],
    [
      'a market that is not there',
      acme('{ kind: [chat] }', '{ competes: nothing }'),
      'line 22: clause `acme-terms@2025-01-01#no-chat` names market `nothing`',
    ],
    [
      'a set that is not there',
      acme('[chat] }\n', "['@chatty'] }\n"),
      'names set `@chatty`, which sets.yaml does not have',
    ],
    [
      'a kind that is none',
      acme('[chat] }\n', '[chta] }\n'),
      'line 22: clause `acme-terms@2025-01-01#no-chat` names kind `chta`',
    ],
    ['a purpose that is none', acme('{ kind: [chat] }', '{ purpose: [training] }'), 'names purpose `training`'],
    [
      'a kind that is none in a market',
      acme('yes: [chat]', 'yes: [chats]'),
      'line 7: market `acme-models` names kind `chats`',
    ],
    ['a market of another issuer', acme('acme-models', 'openai-models'), 'market `openai-models` stands twice'],
    [
      'a clause that stands twice',
      acme(
        '          - id: no-chat',
        '          - { id: no-chat, effect: permit, says: Yes. }\n          - id: no-chat',
      ),
      'line 23: clause `acme-terms@2025-01-01#no-chat` stands twice',
    ],
    [
      'versions that overlap',
      acme('clauses:', older),
      'line 15: versions `older` and `2025-01-01` of `acme-terms` overlap',
    ],
    [
      'a version that ends before it starts',
      acme('to: null', 'to: 2024-01-01'),
      'line 15: version `2025-01-01` of `acme-terms` ends before it starts',
    ],
    [
      'a clause outside of its version',
      acme('effect: forbid', 'effect: forbid\n            to: 2024-01-01'),
      'is in force on no day of its version',
    ],
    [
      'an id that stands twice',
      { 'terms/acme.yaml': ACME + ACME.slice(ACME.indexOf('  - id: acme-terms')) },
      '`mine/terms/acme.yaml` line 26: terms `acme-terms` stands twice, first in `mine/terms/acme.yaml` line 9',
    ],
    [
      'an id that stands twice in two files',
      {
        'terms/acme.yaml': ACME,
        'terms/also.yaml': ACME.replace('id: acme\n', 'id: also\n').replace('acme-models', 'also-models'),
      },
      '`mine/terms/also.yaml` line 9: terms `acme-terms` stands twice, first in `mine/terms/acme.yaml` line 9',
    ],
    [
      'a license that stands twice',
      { 'licenses.yaml': 'licenses:\n  - { text: mine, terms: [mit] }\n  - { text: MINE, terms: [unknown] }\n' },
      '`mine/licenses.yaml` line 3: license `mine` stands twice',
    ],
    [
      'a license of terms that are not there',
      { 'licenses.yaml': 'licenses:\n  - { text: mine, terms: [mine] }\n' },
      '`mine/licenses.yaml` line 2: license `mine` names terms `mine`',
    ],
    [
      'an alias',
      { 'terms/acme.yaml': ACME.replace('name: Acme\n', 'name: &n Acme\n').replace('name: Acme terms', 'name: *n') },
      '`mine/terms/acme.yaml` line 10: `*n` is an alias',
    ],
    ['a tab', acme('  name: Acme\n', '\tname: Acme\n'), 'line 3, column 1: tabs are not allowed as indentation'],
    [
      'a file that was cut off in a line',
      { 'terms/acme.yaml': ACME.slice(0, -20) },
      'line 25: the file ends in the middle of a line',
    ],
    [
      'a file that was cut off before its clauses',
      { 'terms/acme.yaml': ACME.slice(0, ACME.indexOf('        clauses:')) },
      'line 15: `terms.0.versions.0.clauses`: is missing',
    ],
    [
      'a file that is no UTF-8',
      { 'terms/acme.yaml': Buffer.from(ACME.replace('Acme\n', '\xe9\n'), 'latin1') },
      '`mine/terms/acme.yaml` can not be read: it is not UTF-8',
    ],
    [
      'a model without an issuer',
      { 'models/acme.yaml': MODELS },
      '`mine/models/acme.yaml` line 3: model `acme-one` names issuer `acme`, which no terms file has',
    ],
    [
      'a door that the issuer lacks',
      models('api: issuer', 'chat: issuer'),
      "takes the issuer's terms for `chat`, which it has none for",
    ],
    [
      'a family that another model has',
      models('family: [acme-one]', 'family: [acme-one, gpt-4o]'),
      '`mine/models/acme.yaml` line 3: family `gpt-4o` stands twice',
    ],
    [
      'a family that no name folds to',
      models('family: [acme-one]', 'family: [Acme_One]'),
      'has family `Acme_One`, which is not written as names are compared: `acme-one`',
    ],
    [
      'a class of words that is none',
      models('    released: null', "    tails: ['@sise']\n    released: null"),
      '`models.0.tails.0`',
    ],
    [
      'an example of another model',
      models('examples: [acme-one]', 'examples: [gpt-4o]'),
      'has example `gpt-4o`, which is of model `gpt-4o`',
    ],
    [
      'a lineage that nobody knows',
      models('    released: null', '    lineage: [{ relation: finetuned-from, to: nobody-7b }]\n    released: null'),
      'comes from `nobody-7b`, which no family has',
    ],
    ['an empty file', { 'terms/acme.yaml': '' }, '`mine/terms/acme.yaml` has no entries'],
    ['a file of remarks', { 'sets.yaml': '# nothing\n\n' }, '`mine/sets.yaml` has no entries'],
    ['a file with another name', { 'license.yaml': 'licenses: []\n' }, '`mine/license.yaml` is no catalog file'],
    ['a file in another folder', { 'term/acme.yaml': ACME }, '`mine/term/acme.yaml` is no catalog file'],
    ['a file in a folder below', { 'terms/new/acme.yaml': ACME }, '`mine/terms/new/acme.yaml` is no catalog file'],
    [
      'two files of one name',
      { 'licenses.yaml': 'licenses: []\n', 'licenses.yml': 'licenses: []\n' },
      'stands beside `licenses.yaml`',
    ],
    ['a file where a folder stands', { terms: ACME, 'models/acme.yaml': MODELS }, '`mine/terms` is not a folder'],
    ['a folder without catalog files', { 'README.md': 'hello' }, '`mine` has no catalog files'],
  ])('%s', async (_, files, message) => {
    expect((await told(files)).message).toContain(message)
  })

  test('many mistakes are told in one line that anybody can read', async () => {
    const many = Array.from({ length: 40 }, (_, i) => `  - { text: mine-${i}, terms: [nothing-${i}] }\n`).join('')
    const { message } = await told({ 'licenses.yaml': `licenses:\n${many}` })
    expect(message).toMatch(/^the catalog does not hold together: .*; and 32 more$/)
  })

  test('a folder that is not there', async () => {
    const config = Config.parse({ target: { kind: 'chat' }, catalogs: ['yours'] })
    await expect(loadParts(config, folder({}), () => undefined)).rejects.toMatchObject({
      message: '`yours` is not a folder of catalog files',
    })
  })
})

test('the command line says it in one line with the fix below, and exits with 2', () => {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
  const cwd = folder(acme('forbid', 'forbids'))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, 'explain', '--provenance', '{"license":"mit"}'],
    {
      cwd,
      encoding: 'utf8',
    },
  )
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining(
      '`mine/terms/acme.yaml` line 23: `terms.0.versions.0.clauses.0.effect`: `forbids` is not known here',
    ),
    expect.stringContaining('fix: use one of `forbid`, `permit`, `oblige`, `limit`'),
  ])
})
