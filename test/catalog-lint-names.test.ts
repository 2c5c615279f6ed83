import { describe, expect, test } from 'vitest'
import { builtinCatalog, lintCatalog } from '../src/index.ts'
import { MODELS } from './catalog-folder-kit.ts'
import { change, expectOne, lint, MODEL, NAME, RIGHT, type Row } from './catalog-lint-kit.ts'

const EXAMPLE = 'move the example to the entry that it means, or mend the names and tails'
const models = (from: string, to: string) => change('models/acme.yaml', from, to)

describe('one thing changed in a model is one finding, with its file and line', () => {
  test.each<Row>([
    [
      'an example of another model',
      models('examples: [acme-one]', 'examples: [acme-one, gpt-4o]'),
      'error',
      MODEL,
      'model `acme-one` has example `gpt-4o`, which is of model `gpt-4o`',
      EXAMPLE,
    ],
    [
      'an example of no model',
      models('examples: [acme-one]', 'examples: [acme-one-xl]'),
      'error',
      MODEL,
      /^model `acme-one` has example `acme-one-xl`, which is unknown: `xl` is no variant/,
      EXAMPLE,
    ],
    [
      'no example',
      models('examples: [acme-one]', 'examples: []'),
      'note',
      MODEL,
      'model `acme-one` has no examples of names in the wild',
      'add names as files have them',
    ],
    [
      'a name that no name folds to',
      models('family: [acme-one]', 'family: [acme-one, Acme_1]'),
      'error',
      MODEL,
      'model `acme-one` has family `Acme_1`, which is not written as names are compared: `acme-1`',
      'write `acme-1`',
    ],
    [
      'the name of another model',
      models('family: [acme-one]', 'family: [acme-one, gpt-4o]'),
      'error',
      MODEL,
      'family `gpt-4o` stands twice',
      NAME,
    ],
    [
      'a door that a name implies',
      models('    released', '    named_by: { azure: [acme-az] }\n    released'),
      'error',
      MODEL,
      'model `acme-one`: `acme-az` in `named_by` implies door `azure`, through which the model does not come',
      'remove it, or add the door',
    ],
    [
      'a name that implies nothing',
      models('    released', '    named_by: { api: [acme-one] }\n    released'),
      'error',
      MODEL,
      'model `acme-one`: `acme-one` in `named_by` is a family of the model too, so that it implies no door',
      'remove it, or add the door',
    ],
  ])('%s', async (...row) => expectOne(row))
})

describe('names that two models fit', () => {
  const mit = (id: string, names: string, more = '') =>
    `  - {id: ${id}, family: [${names}], ${more}released: null, open: true, doors: {weights: [mit]}, examples: [${names.split(',')[0]}]}\n`
  const found = async (models: string) =>
    (await lint({ ...RIGHT, 'models/acme.yaml': MODELS + models })).map(
      ({ level, place, says }) => `${level} ${place}: ${says}`,
    )
  const tails = (list: string) => `tails: [${list}], `

  test.each<[what: string, models: string, expected: readonly string[]]>([
    [
      'by a class of words behind the shorter one',
      mit('acme-two', 'acme-2', tails("'@n', '@size'")) +
        mit('acme-two-five', 'acme-2-5').replace('[mit]', '[acme-terms]'),
      [
        'note mine/models/acme.yaml line 10: `acme-2-5` fits `acme-two` and `acme-two-five`, which are not ruled alike: it counts as `acme-two-five`',
      ],
    ],
    [
      'by several words, some of which lead to the longer one only',
      mit('acme-two', 'acme-2', tails('small, fast-one')) +
        mit('acme-small', 'acme-2-small, acme-2-fast', tails('one')).replace('[mit]', '[acme-terms]'),
      [
        'note mine/models/acme.yaml line 10: `acme-2-small` (and 1 more of its names) fits `acme-two` and `acme-small`, which are not ruled alike: it counts as `acme-small`',
        'note mine/models/acme.yaml line 9: tail `small` of model `acme-two` is never reached right behind its name: other models have those names',
        'note mine/models/acme.yaml line 9: tail `fast-one` of model `acme-two` is never reached right behind its name: other models have those names',
      ],
    ],
    [
      'which bind alike, but came out on different days',
      mit('acme-two', 'acme-2', tails("'@n'")) +
        mit('acme-two-five', 'acme-2-5').replace('released: null', 'released: 2026-01-01'),
      [
        'note mine/models/acme.yaml line 10: `acme-2-5` fits `acme-two` and `acme-two-five`, which are not ruled alike: it counts as `acme-two-five`',
      ],
    ],
    ['which bind alike', mit('acme-two', 'acme-2', tails("'@n'")) + mit('acme-two-five', 'acme-2-5'), []],
    [
      'where the words behind do not fit',
      mit('acme-two', 'acme-2') + mit('acme-two-five', 'acme-2-5').replace('[mit]', '[acme-terms]'),
      [],
    ],
    [
      'of which one is in the catalog that it is added to',
      mit('acme-gpt', 'gpt-4o-acme').replace('[mit]', '[acme-terms]') + mit('acme-llama', 'llama-3.1-8b'),
      [
        'note mine/models/acme.yaml line 10: `llama-3.1-8b` fits `llama-3.1` and `acme-llama`, which are not ruled alike: it counts as `acme-llama`',
      ],
    ],
  ])('%s', async (_, models, expected) => {
    expect((await found(models)).sort()).toEqual([...expected].sort())
  })
})

test('what is shipped has no errors, and each note tells what to do', () => {
  const findings = lintCatalog(builtinCatalog)
  expect(findings.filter(({ level }) => level === 'error')).toEqual([])
  for (const { says, fix } of findings)
    expect(
      [says, fix].every((text) => /^\S.{10,}[^.]$/.test(text)),
      says,
    ).toBe(true)
})
