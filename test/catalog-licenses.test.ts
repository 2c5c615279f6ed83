import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { foldLicense, readLicense } from '../src/license.ts'
import { catalog, type FactLicense, index, rule, SHARED, shared } from './catalog-kit.ts'

const facts = shared<{ licenses: FactLicense[] }>('policy-facts/licenses.json').licenses

/** Where the catalog reads a license by another text than the facts do, or by several, and why. */
const OTHER: Record<string, { terms: readonly string[]; why: string }> = {
  'afl-3.0': { terms: ['afl-3.0'], why: 'its own text was read: use over a network counts as distribution' },
  'artistic-2.0': { terms: ['mpl-2.0'], why: 'what is changed and passed on brings copyleft duties' },
  'ecl-2.0': { terms: ['bsd', 'apache-2.0'], why: 'changes are marked as in Apache-2.0' },
  zlib: { terms: ['bsd', 'apache-2.0'], why: 'changes are marked' },
  libpng: { terms: ['bsd', 'apache-2.0'], why: 'changes are marked' },
  w3c: { terms: ['bsd', 'apache-2.0'], why: 'changes are marked' },
  'python-2.0': { terms: ['bsd', 'apache-2.0'], why: 'changes are summarized' },
  'psf-2.0': { terms: ['bsd', 'apache-2.0'], why: 'changes are summarized' },
  'etalab-2.0': { terms: ['etalab-2.0'], why: 'its own text was read' },
  'licence ouverte 2.0': { terms: ['etalab-2.0'], why: 'its own text was read' },
  'ogl-uk-3.0': { terms: ['ogl-uk-3.0'], why: 'its own text was read' },
  'ogl-3.0': { terms: ['ogl-uk-3.0'], why: 'its own text was read' },
  'open government licence v3.0': { terms: ['ogl-uk-3.0'], why: 'its own text was read' },
  'ogl-c-2.0': { terms: ['ogl-canada-2.0'], why: 'its own text was read' },
  'ogl-canada-2.0': { terms: ['ogl-canada-2.0'], why: 'its own text was read' },
  'nlod-2.0': { terms: ['nlod-2.0'], why: 'its own text was read' },
  'dl-de-by-2.0': { terms: ['dl-de-by-2.0'], why: 'its own text was read' },
  'anthropic-tos': {
    terms: ['anthropic-commercial-terms', 'anthropic-consumer-terms'],
    why: 'the label does not say which terms of service',
  },
  ...Object.fromEntries(
    ['meta-license', 'llama-license', 'llama'].map((id) => [
      id,
      {
        terms: [
          'llama1-license',
          'llama2-community',
          'llama3-community',
          'llama3.1-community',
          'llama3.2-community',
          'llama3.3-community',
          'llama4-community',
        ],
        why: 'without a version any of them may be meant',
      },
    ]),
  ),
}

/** Ids whose SPDX id in the facts names one version, though the id itself names none. */
const NO_SPDX = [
  'bsd',
  'gfdl',
  'gpl',
  'lgpl',
  'apache',
  'cc-by',
  'cc-by-sa',
  'cc-by-nc',
  'cc-by-nc-sa',
  'cc-by-nd',
  'cc-by-nc-nd',
]
/** SPDX ids that the facts have in a note only. */
const MORE_SPDX: Record<string, string> = {
  'cc-by-3.0-igo': 'CC-BY-3.0-IGO',
  'dl-de-by-2.0': 'DL-DE-BY-2.0',
  'ogl-canada-2.0': 'OGL-Canada-2.0',
}

const idOf = (ref: string) => ref.split('@')[0] ?? ''

describe('every license of the facts', () => {
  test.each(facts.map((fact): [string, FactLicense] => [fact.id, fact]))('`%s`', (id, fact) => {
    const tree = readLicense(id, index.licenses)
    if (tree.op !== 'alias') throw new Error(`${id} is ${tree.op}`)
    const { alias } = tree
    expect(alias.terms.map(idOf)).toEqual(OTHER[id]?.terms ?? [fact.policy])
    expect(alias.spdx).toBe(NO_SPDX.includes(id) ? null : (MORE_SPDX[id] ?? fact.spdx))
  })

  test('needs every reason that stands above', () => {
    const policies = new Map(facts.map(({ id, policy }) => [id, policy]))
    for (const [id, { terms }] of Object.entries(OTHER)) {
      expect(policies.has(id), id).toBe(true)
      expect(terms, id).not.toEqual([policies.get(id)])
    }
  })

  test('is read in any case', () => {
    for (const { id } of facts) {
      const tree = readLicense(id.toUpperCase(), index.licenses)
      expect(tree.op === 'alias' && foldLicense(tree.alias.text), id).toBe(foldLicense(id))
    }
  })
})

describe('every spelling of the catalog', () => {
  test.each(catalog.licenses.map((alias): [string, typeof alias] => [alias.text, alias]))('`%s`', (text, alias) => {
    expect(text).toBe(foldLicense(text))
    for (const ref of alias.terms) {
      const [id = '', version] = ref.split('@')
      const terms = index.terms.get(id)!
      expect(terms, ref).toBeDefined()
      // Where a text has versions, a spelling that names one says so; one that names none leaves all of them.
      if (version !== undefined)
        expect(
          terms.versions.some(({ id }) => id === version),
          ref,
        ).toBe(true)
    }
    if (alias.same === 'class') expect(alias.reviewed, 'another text of a class is reviewed').toHaveProperty('on')
    if (alias.same === 'assumed') expect(alias.reviewed, 'what is only assumed has no review').toBe('unreviewed')
    // What is not known on purpose says so in a sentence, of its own or of the status that it leads to.
    for (const ref of alias.terms.filter((ref) => ['unknown', 'other'].includes(ref)))
      expect(index.terms.get(ref)?.versions[0]?.ambiguity).toMatch(/\w{3}.*\.$/)
  })

  test('that is only assumed to read like another decides nothing', () => {
    const target = { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false } as const
    for (const { text } of catalog.licenses.filter(({ same }) => same === 'assumed'))
      expect(rule({ license: text, author: 'human' }, { ...target, publishes_data: false }).ruling, text).toBe(
        'undetermined',
      )
  })
})

const tags = readFileSync(new URL('samples/hf-dataset-license-tags.jsonl', SHARED), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .flatMap((line) => (JSON.parse(line) as { license: string[] }).license)
const audit = shared<{ datasets: { licenses?: { name: string }[] }[]; license_classes: Record<string, unknown> }>(
  'samples/dpi-datasets.json',
)
const named = [
  ...audit.datasets.flatMap(({ licenses }) => (licenses ?? []).map(({ name }) => name)),
  ...Object.keys(audit.license_classes),
]

describe('licenses in the wild', () => {
  test('every tag of the dataset cards is known', () => {
    expect(tags.length).toBeGreaterThan(300)
    expect([...new Set(tags)].filter((tag) => readLicense(tag, index.licenses).op !== 'alias')).toEqual([])
  })

  test('every license name of the audited datasets is known', () => {
    const names = [...new Set(named)]
    expect(names.length).toBeGreaterThan(60)
    expect(names.filter((name) => readLicense(name, index.licenses).op !== 'alias')).toEqual([])
  })

  test.each([
    'mit licence of some kind',
    'cc-by-4.0, mit',
    'LicenseRef-hf-llama3',
    'CC-BY-5.0',
    'c\u0441-by-4.0',
    'mit\u200b',
  ])('`%s` is no license that anybody knows', (text) => {
    const target = { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false } as const
    expect(rule({ license: text, author: 'human' }, target).ruling).toBe('undetermined')
  })
})
