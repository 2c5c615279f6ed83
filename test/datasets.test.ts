import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Dataset } from '../schemas/dataset.ts'
import { type Catalog, indexCatalog } from '../src/index.ts'
import { readLicense } from '../src/license.ts'
import { GPT, index, rulingOf } from './datasets-kit.ts'

const { datasets } = index.catalog
const parts = datasets.flatMap(({ id, rows }) =>
  (rows?.groups ?? []).flatMap((group) => group.values.map((value) => ({ id, value, group }))),
)

/** The sources of an entry, of its parts and of what it was made from. */
const modelsOf = (id: string): string[] => {
  const found = index.datasets.get(id.toLowerCase())
  const sources = [...(found?.sources ?? []), ...(found?.rows?.groups ?? []).flatMap(({ sources }) => sources)]
  return sources.flatMap(({ model, dataset }) => [
    ...(model === undefined ? [] : [model]),
    ...(dataset === undefined ? [] : modelsOf(dataset)),
  ])
}

describe('every entry', () => {
  test('is valid, and there are hundreds', () => {
    expect(datasets.length).toBeGreaterThan(380)
    expect(datasets.filter((entry) => !Dataset.safeParse(entry).success)).toEqual([])
  })

  test('has a name that no other has, in whatever case', () => {
    const names = datasets.flatMap(({ id, aliases }) => [id, ...aliases]).map((name) => name.toLowerCase())
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  test('has licenses that the catalog knows: `other` and `unknown` are known not to be read or given', () => {
    const texts = [
      ...datasets.flatMap(({ licenses }) => licenses.flatMap(({ license }) => license)),
      ...parts.flatMap(({ group }) => group.license),
    ]
    const unknown = (tree: ReturnType<typeof readLicense>): boolean =>
      tree.op === 'unknown' || ((tree.op === 'and' || tree.op === 'or') && tree.of.some(unknown))
    expect([...new Set(texts)].filter((text) => unknown(readLicense(text, index.licenses)))).toEqual([])
  })

  test('says something of its license: a period, parts or a license in each row', () => {
    const silent = datasets.filter(({ licenses, rows, row_license }) => licenses.length === 0 && !rows && !row_license)
    expect(silent.map(({ id }) => id)).toEqual([])
  })
})

describe('a part', () => {
  test('is found by the value of its column, and has the licenses of its group', () => {
    expect(parts.length).toBeGreaterThan(500)
    const lost = parts.filter(({ id, value, group }) => {
      const found = index.datasets.get(`${id}#${value}`.toLowerCase())
      return ![group.license].flat().every((text) => found?.licenses.some(({ license }) => license.includes(text)))
    })
    expect(lost.map(({ id, value }) => `${id}#${value}`)).toEqual([])
  })

  test.each([
    ['DataProvenanceInitiative/flan2021_submix_original#aeslc:1.0.0', 'openChat', 'forbidden'],
    ['DataProvenanceInitiative/flan2021_submix_original#aeslc:1.0.0', 'freeClassifier', 'conditional'],
    ['tasksource/tasksource-instruct-v0#quote-repetition', 'openChat', 'conditional'],
    ['TASKSOURCE/tasksource-instruct-v0#Quote-Repetition', 'openChat', 'conditional'],
    ['tasksource/tasksource-instruct-v0#a part that nobody listed', 'openChat', 'undetermined'],
    // Without the part, every part is a candidate, also one that is not listed.
    ['tasksource/tasksource-instruct-v0', 'openChat', 'undetermined'],
    ['tasksource/tasksource-instruct-v0', 'freeClassifier', 'undetermined'],
  ] as const)('%s for %s: %s', (dataset, aim, ruling) => {
    expect(rulingOf({ dataset }, aim)).toBe(ruling)
  })

  const catalogOf = (whole: boolean): Catalog => ({
    ...index.catalog,
    datasets: [
      Dataset.parse({
        id: 'org/set',
        aliases: ['org/old'],
        rows: {
          column: 'source',
          whole,
          groups: [
            { values: ['a', 'b'], license: 'mit' },
            { values: ['c'], license: 'cc0-1.0' },
          ],
        },
      }),
    ],
  })
  test.each([
    [true, { dataset: 'org/set' }, 'conditional'],
    [false, { dataset: 'org/set' }, 'undetermined'],
    [false, { dataset: 'org/old#b' }, 'conditional'],
    [false, { dataset: 'org/set#c' }, 'permitted'],
    [true, { dataset: 'org/set#d' }, 'undetermined'],
  ] as const)('where all are listed: %s, %j is %s', (whole, source, ruling) => {
    expect(rulingOf(source, 'openChat', indexCatalog(catalogOf(whole)))).toBe(ruling)
  })
})

describe('what is mended', () => {
  test.each([
    // No-derivatives is not all uses.
    [{ license: 'CC BY-ND 4.0' }, 'openChat', 'undetermined'],
    // No license is not an open one.
    [{ license: 'No License' }, 'openChat', 'undetermined'],
    [{ license: 'No License' }, 'freeClassifier', 'undetermined'],
    [{ dataset: 'SpeedOfMagic/ontonotes_english' }, 'openChat', 'undetermined'],
    // Written by a model that the label does not tell of.
    [{ dataset: 'nvidia/HelpSteer' }, 'openChat', 'undetermined'],
    [{ dataset: 'LDJnr/Capybara#GOAT' }, 'openChat', 'undetermined'],
    [{ dataset: 'LDJnr/Capybara#Less-Wrong' }, 'openChat', 'forbidden'],
    // Each row has its own license; a row without one has none.
    [{ dataset: 'bigcode/commitpackft' }, 'openChat', 'undetermined'],
    [{ dataset: 'bigcode/commitpackft', license: 'unlicense' }, 'openChat', 'conditional'],
    [{ dataset: 'bigcode/commitpackft', license: 'unknown' }, 'openChat', 'undetermined'],
    // A label without a text refuses what it says, and grants nothing.
    [{ license: 'Non Commercial' }, 'openChat', 'forbidden'],
    [{ license: 'Non Commercial' }, 'freeClassifier', 'undetermined'],
  ] as const)('%j for %s: %s', (source, aim, ruling) => {
    expect(rulingOf(source, aim)).toBe(ruling)
  })

  test('no set that a GPT model wrote passes for a commercial open chat model', () => {
    const ids = [...index.datasets.keys()].filter((id) => modelsOf(id).some((model) => GPT.test(model)))
    expect(ids.length).toBeGreaterThan(100)
    const passed = ids.filter((id) => ['permitted', 'conditional'].includes(rulingOf({ dataset: id }, 'openChat')))
    expect(passed).toEqual([])
  })
})

test('the package ships the credit for the facts', () => {
  const root = new URL('../', import.meta.url)
  const { files } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { files: string[] }
  expect(files).toContain('NOTICE')
  expect(readFileSync(new URL('NOTICE', root), 'utf8')).toContain(
    'Data-Provenance-Initiative/Data-Provenance-Collection',
  )
})

test.each([
  ['a part without any license', { license: [] }, 'part `a#x` has no license and no dataset that it is from'],
  ['a license of the part', { license: 'mit' }, undefined],
  ['a dataset that it is from', { license: [], sources: [{ dataset: 'b' }] }, undefined],
  ['a license of the whole', { license: [] }, undefined, { licenses: [{ license: 'mit' }] }],
  ['a license in each row', { license: [] }, undefined, { row_license: 'license' }],
] as [string, object, string | undefined, object?][])(
  'a part has a license from somewhere: %s',
  (_name, group, problem, whole = {}) => {
    const set = Dataset.parse({ id: 'a', ...whole, rows: { groups: [{ values: ['x'], ...group }] } })
    const make = () => indexCatalog({ ...index.catalog, datasets: [set] })
    if (problem) expect(make).toThrow(problem)
    else expect(make).not.toThrow()
  },
)

test('a dataset that is made from itself is refused, by whatever way', () => {
  const made = (id: string, from: string) =>
    Dataset.parse({ id, licenses: [{ license: 'mit' }], sources: [{ dataset: from }] })
  const of =
    (...datasets: Dataset[]) =>
    () =>
      indexCatalog({ ...index.catalog, datasets })
  expect(of(made('a', 'a'))).toThrow('`a` comes from `a`')
  expect(of(made('a', 'b'), made('b', 'A'))).toThrow('`a` comes from `b` comes from `a`')
  expect(of(made('a', 'b'), made('b', 'c'))).not.toThrow()
})
