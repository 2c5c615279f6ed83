import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Case, type CatalogIndex, grade, indexCatalog, type Ruling } from '../src/index.ts'
import { builtin, judgeFor } from './ruling-kit.ts'

const cases = readFileSync(new URL('../../shared/cases/rulings.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => Case.parse(JSON.parse(line)))

const judged = ({ target, permissions, curations, settings }: Case, catalog: CatalogIndex = builtin) =>
  judgeFor(target, { permissions, curations, settings, catalog })
const unsafe = (rule: (item: Case) => Ruling): string[] =>
  cases.filter((item) => grade(item, rule(item)) === 'unsafe').map(({ id }) => id)

/** Rules of which one might think that the rest would do without them; each is taken away here to show that it does not. */
describe('what a rule is needed for', () => {
  test('with every rule in place no worked case is unsafe', () => {
    expect(unsafe((item) => judged(item).rule(judged(item).origin(item.provenance)))).toEqual([])
  })

  test('if silence permitted whatever was looked at, rows would pass on words that nobody read', () => {
    const lax = structuredClone(builtin.catalog)
    for (const { versions } of lax.terms) for (const version of versions) version.read = 'full'
    for (const terms of lax.terms) if (terms.kind !== 'status') terms.silence = 'permits'
    const catalog = indexCatalog(lax)
    const wrong = unsafe((item) => judged(item, catalog).rule(judged(item, catalog).origin(item.provenance)))
    expect(wrong.length).toBeGreaterThan(0)
  })

  test('if words that were not read could forbid for sure, rows would be dropped on a guess', () => {
    const sure = structuredClone(builtin.catalog)
    for (const { versions } of sure.terms)
      for (const { clauses } of versions) for (const clause of clauses) clause.evidence = 'read'
    const catalog = indexCatalog(sure)
    const strict = cases.filter(
      (item) => grade(item, judged(item, catalog).rule(judged(item, catalog).origin(item.provenance))) === 'too strict',
    )
    expect(strict.length).toBeGreaterThanOrEqual(1)
  })

  test('if two targets shared what was ruled, one would pass on the rulings of the other', () => {
    const shared = new Map<string, Ruling>()
    const wrong = unsafe((item) => {
      const judge = judged(item)
      const origin = judge.origin(item.provenance)
      const key = JSON.stringify(origin)
      const known = shared.get(key) ?? judge.rule(origin)
      shared.set(key, known)
      return known
    })
    expect(wrong.length).toBeGreaterThanOrEqual(1)
  })

  test('two runs that differ in the target only share no id', () => {
    const ids = cases.map((item) => judged(item).rule(judged(item).origin(item.provenance)).id)
    const runs = new Set(
      cases.map(({ provenance, target, permissions }) => JSON.stringify([provenance, target, permissions])),
    )
    expect(new Set(ids).size).toBe(runs.size)
  })
})
