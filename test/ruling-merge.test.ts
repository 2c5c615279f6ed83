import { describe, expect, test } from 'vitest'
import { Catalog, indexCatalog, mergeCatalogs } from '../src/index.ts'
import { chat, forbid, fromM, model, permit, rule, terms, underTerms, version } from './ruling-kit.ts'

const { catalog: base } = underTerms([version('1', null, null, [permit()])], {}, { tails: ['mini'] })
const added = (parts: object): Catalog => Catalog.parse({ version: 'own', ...parts })
const by = (parts: object) => {
  const { catalog, overridden } = mergeCatalogs(base, added(parts))
  return { overridden, found: rule(fromM, chat, { catalog: indexCatalog(catalog) }) }
}

describe("a user's catalog", () => {
  test('overrides by id, and each entry that does is named', () => {
    const { overridden, found } = by({ terms: [terms('t', [version('1', null, null, [forbid({})])])] })
    expect(overridden).toEqual(['terms `t`'])
    expect(found.ruling).toBe('forbidden')
  })

  test('adds what was not there', () => {
    const { overridden, found } = by({ models: [model('n', { api: ['t'] })] })
    expect(overridden).toEqual([])
    expect(found.ruling).toBe('permitted')
  })

  test('licenses and data sets are the same in any case', () => {
    const one = mergeCatalogs(
      base,
      added({ licenses: [{ text: 'MIT', terms: ['t'] }], datasets: [{ id: 'A/b' }] }),
    ).catalog
    const two = mergeCatalogs(
      one,
      added({
        licenses: [{ text: 'mit', terms: ['t'] }],
        datasets: [{ id: 'a/B' }],
        sets: { constructor: { yes: ['chat'] } },
      }),
    )
    expect(two.overridden).toEqual(['license `mit`', 'dataset `a/b`'])
    expect(two.catalog.licenses).toHaveLength(1)
  })

  test('another catalog is another run', () => {
    const id = (catalog: Catalog) => rule(fromM, chat, { catalog: indexCatalog(catalog) }).id
    expect(id(mergeCatalogs(base, added({ datasets: [{ id: 'x' }] })).catalog)).not.toBe(id(base))
  })

  test('leaves both as they are', () => {
    const before = JSON.stringify(base)
    mergeCatalogs(base, added({ terms: [terms('t', [version('2', null, null)])] }))
    expect(JSON.stringify(base)).toBe(before)
  })
})
