import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { BindingsFile } from '../schemas/catalog.ts'
import { ConventionSpec } from '../schemas/convention.ts'
import { compileConvention } from '../src/convention.ts'
import { builtinCatalog, indexCatalog, mergeCatalogs } from '../src/index.ts'
import { builtin, rule } from './ruling-kit.ts'
import { licensed, TARGET } from './signal-kit.ts'

const page = readFileSync(new URL('../docs/signals.md', import.meta.url), 'utf8')
const [mapping, bindings] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => parse(text!))

test('the mapping of the page reads a record', () => {
  const convention = compileConvention(ConventionSpec.parse(mapping.conventions[0].use))
  const record = {
    url: 'https://example.org/a',
    headers: { 'tdm-reservation': 0, 'content-usage': ['search=y', 'train-ai=n'] },
    robots: { GPTBot: 'disallow' },
    c2pa: { 'training-mining': { entries: {} } },
  }
  expect(convention.sources(record)).toEqual([
    {
      url: 'https://example.org/a',
      signals: {
        'tdm-reservation': 0,
        'content-usage': 'search=y\ntrain-ai=n',
        'robots-gptbot': 'disallow',
        'cawg.training-mining': '{"entries":{}}',
      },
    },
  ])
})

test('the signal of the page is read in a catalog', () => {
  const { signals } = BindingsFile.parse(bindings)
  const empty = { terms: [], issuers: [], models: [], licenses: [], datasets: [], platforms: [], conventions: [] }
  const catalog = indexCatalog(mergeCatalogs(builtinCatalog, { version: 'own', sets: {}, ...empty, signals }).catalog)
  const ruling = (value: string | boolean, more: object = {}) =>
    rule(licensed({ do_not_train: value, ...more }), TARGET, { catalog }).ruling
  expect(ruling('yes')).toBe('undetermined')
  expect(ruling('no')).toBe('permitted')
  expect(ruling('ask')).toBe('undetermined')
  const alone = (more: object) => rule({ signals: { do_not_train: 'ask', ...more } }, TARGET, { catalog }).ruling
  expect(alone({})).toBe('forbidden')
  expect(alone({ 'training-terms': 'https://example.org/t' })).toBe('undetermined')
})

test('every name in the table of the page is known', () => {
  const table = page.slice(page.indexOf('| name | value | reserves |'), page.indexOf('`provgate catalog show'))
  const names = table
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!))
  expect(names.length).toBeGreaterThan(15)
  for (const name of names.filter((name) => name !== 'tdm-policy'))
    expect(
      rule({ signals: { [name]: '?' } }, TARGET)
        .reasons.map(({ says }) => says)
        .join(),
      name,
    ).not.toContain(`signal \`${name}\` is not known`)
  expect(builtin.signals.get('tdm-reservation')?.terms_at).toContain('tdm-policy')
})
