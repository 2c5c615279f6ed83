import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Catalog, type Source } from '../src/index.ts'
import { catalogs, forbids, indexed } from './laws-catalog-kit.ts'
import {
  compact,
  forgetSource,
  forgetTarget,
  heldByForgettingLaw,
  loosens,
  namesOf,
  options,
  sources,
  targets,
} from './laws-kit.ts'
import { allowed, rule } from './ruling-kit.ts'

const runs = { numRuns: 400 }
const show = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n')

/** A catalog and sources that name what it has. */
const worlds = catalogs.chain((catalog) =>
  fc.record({
    catalog: fc.constant(catalog),
    source: sources(namesOf(indexed(catalog))),
    other: sources(namesOf(indexed(catalog))),
    target: targets,
    run: options,
  }),
)

describe('over generated catalogs', () => {
  test('forgetting a fact never lets a record pass', () => {
    fc.assert(
      fc.property(worlds, ({ catalog, source, target, run }) => {
        const found = rule(source, target, { ...run, catalog: indexed(catalog) })
        if (allowed(found)) return
        for (const less of forgetSource(source)) {
          const forgotten = rule(less, target, { ...run, catalog: indexed(catalog) })
          expect(heldByForgettingLaw(found, forgotten), show(source, less, target, run)).toBe(true)
        }
        for (const less of forgetTarget(target)) {
          const forgotten = rule(source, less, { ...run, catalog: indexed(catalog) })
          expect(heldByForgettingLaw(found, forgotten), show(source, target, less, run)).toBe(true)
        }
      }),
      runs,
    )
  })

  test('an added prohibition never loosens', () => {
    fc.assert(
      fc.property(worlds, forbids, fc.nat(), fc.nat(), ({ catalog, source, target, run }, clause, t, v) => {
        const more = structuredClone(catalog)
        const { versions } = more.terms[t % more.terms.length]!
        const { clauses } = versions[v % versions.length]!
        const added = Catalog.shape.terms
          .unwrap()
          .element.shape.versions.element.shape.clauses.unwrap()
          .element.parse(clause)
        clauses.splice(v % (clauses.length + 1), 0, { ...added, id: 'added' })
        const before = rule(source, target, { ...run, catalog: indexed(catalog) })
        const after = rule(source, target, { ...run, catalog: indexed(more) })
        expect(loosens(before, after), show(source, target, run, clause)).toBe(false)
      }),
      runs,
    )
  })

  test('an added source or layer never loosens', () => {
    fc.assert(
      fc.property(worlds, ({ catalog, source, other, target, run }) => {
        const by = (provenance: Source | { sources: Source[] }) =>
          rule(provenance, target, { ...run, catalog: indexed(catalog) })
        const licensed = { ...source, license: source.license ?? 'l0' }
        const before = by(licensed)
        expect(loosens(before, by({ sources: [licensed, other] }))).toBe(false)
        for (const layer of [
          { derived_from: [...(source.derived_from ?? []), other] },
          { license: [licensed.license, 'l1'].flat() },
          { platform: source.platform ?? 'p0' },
          { dataset: source.dataset ?? 'd0' },
          { signals: { s0: 1, ...source.signals } },
          source.author === undefined && { model: source.model ?? 'm2' },
        ])
          expect(loosens(before, by(compact({ ...licensed, ...layer }))), show(licensed, layer, target, run)).toBe(
            false,
          )
      }),
      runs,
    )
  })

  test('the order of clauses, versions, terms, models and permissions never matters', () => {
    fc.assert(
      fc.property(worlds, ({ catalog, source, target, run }) => {
        const turned = structuredClone(catalog)
        for (const list of [turned.terms, turned.models, turned.licenses, turned.issuers]) list.reverse()
        for (const { versions } of turned.terms) {
          versions.reverse()
          for (const { clauses } of versions) clauses.reverse()
        }
        const { ruling, obligations, rests } = rule(source, target, { ...run, catalog: indexed(catalog) })
        const permissions = run.permissions?.toReversed() ?? []
        expect(rule(source, target, { ...run, catalog: indexed(turned) })).toMatchObject({ ruling, obligations, rests })
        expect(rule(source, target, { ...run, permissions, catalog: indexed(catalog) }).ruling).toBe(ruling)
      }),
      runs,
    )
  })
})
