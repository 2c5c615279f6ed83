import { describe, expect, test } from 'vitest'
import builtin from '../schemas/builtin.js'
import { DISTRIBUTIONS, KINDS, PURPOSES } from '../schemas/target.ts'
import type { Clause, Terms } from '../schemas/terms.ts'
import { indexCatalog, prepare, Settings, type Target } from '../src/index.ts'
import { catalog, index, TODAY } from './catalog-kit.ts'

test('what the build compiled is what the YAML says', () => {
  expect(builtin).toEqual(catalog)
})

const after = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

describe.each(catalog.terms.map((terms): [string, Terms] => [terms.id, terms]))('%s', (_, terms) => {
  test('has names that are told apart', () => {
    const names = terms.versions.flatMap(({ id, aliases }) => [id, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const { id, clauses } of terms.versions)
      expect(new Set(clauses.map((clause) => clause.id)).size, id).toBe(clauses.length)
  })

  test('has days in order that do not overlap', () => {
    for (const { id, from, to, clauses } of terms.versions) {
      if (from !== null && to !== null) expect(from <= to, id).toBe(true)
      for (const clause of clauses)
        for (const day of [clause.from, clause.to].filter((day) => day !== undefined)) {
          if (from !== null) expect(day >= from, `${id}#${clause.id}`).toBe(true)
          if (to !== null) expect(day <= to, `${id}#${clause.id}`).toBe(true)
        }
    }
    if (terms.resolve !== 'date') return
    terms.versions.forEach((version, i) => {
      const next = terms.versions[i + 1]
      if (!next) return
      expect(version.to, 'only the last version has an open end').not.toBeNull()
      expect(next.from, 'only the first version has an open start').not.toBeNull()
      expect(next.from! > version.to!, `${version.id} and ${next.id}`).toBe(true)
      // No terms have a gap between two texts that were read; where one appears, the facts have to say so.
      expect(next.from).toBe(after(version.to!))
    })
  })

  test('says each clause in one sentence of its own, with the words or the place where they stand', () => {
    for (const version of terms.versions)
      for (const clause of version.clauses) {
        const at = `${version.id}#${clause.id}`
        for (const part of [clause, ...(clause.effect === 'forbid' ? clause.except : [])]) {
          expect(part.says, at).toMatch(/^["'A-Z].*\.$/)
          expect(part.quote === undefined || !part.says.includes(part.quote), at).toBe(true)
          if (part.evidence === 'unread') expect(part.quote, `${at} quotes words that were not read`).toBeUndefined()
        }
        const worded = clause.quote !== undefined || clause.ref !== undefined
        const status = terms.kind === 'status'
        if (clause.effect === 'forbid' && clause.evidence !== 'unread' && clause.reading === 'plain' && !status)
          expect(worded, `${at} decides, and shows neither words nor place`).toBe(true)
        if (clause.evidence === 'unread')
          expect(clause.says, at).toMatch(
            /not read|not verified|assumed|probabl|reported|might|may|says|searched|likely/,
          )
      }
  })

  test('was read as far as its clauses claim', () => {
    for (const { id, read, clauses, seen, ambiguity } of terms.versions) {
      if (read === 'none') for (const { id: of, evidence } of clauses) expect(evidence, `${id}#${of}`).toBe('unread')
      if (read === 'quoted')
        for (const { id: of, evidence } of clauses) expect(evidence, `${id}#${of}`).not.toBe('read')
      if (seen !== null) expect(seen <= TODAY, id).toBe(true)
      if (read === 'none' && clauses.length === 0 && terms.kind === 'status') expect(ambiguity, id).toBeDefined()
    }
  })
})

/** The catalog with only some clauses, and one model that comes through a door of every version of all terms. */
function probe(keep: (clause: Clause) => boolean, silence?: Terms['silence']) {
  const terms = catalog.terms.map((entry) => ({
    ...entry,
    ...(silence && { silence }),
    versions: entry.versions.map((version) => ({ ...version, clauses: version.clauses.filter(keep) })),
  }))
  const refs = terms.flatMap(({ id, versions }) => versions.map((version) => `${id}@${version.id}`))
  const models = refs.map((ref, i) => ({
    ...catalog.models[0]!,
    id: `probe-${i}`,
    family: [`probe${i}`],
    named_by: {},
    lineage: [],
    parts: [],
    examples: [],
    released: null,
    traits: ['multimodal', 'classifier', 'cosmos'],
    doors: Object.fromEntries(
      ['api', 'chat', 'chat-business', 'weights', 'together', 'openrouter'].map((door) => [door, [ref]]),
    ),
  }))
  const probed = indexCatalog({ ...catalog, terms, models: [...catalog.models, ...models] })
  return {
    refs,
    rule: (target: Target, channel: string) => {
      const judge = prepare(probed, { target, settings: { ...Settings.parse({}), as_of: TODAY } })
      return refs.map((ref, i) => [
        ref,
        judge.rule(judge.origin({ model: `probe${i}`, channel, role: 'output', date: '2026-08-20' })).ruling,
      ])
    },
  }
}

const targets: Target[] = KINDS.flatMap((kind) =>
  PURPOSES.flatMap((purpose) =>
    [DISTRIBUTIONS[0], DISTRIBUTIONS[2], DISTRIBUTIONS[4]].map((distribution, i) => ({
      kind,
      purpose,
      distribution,
      commercial: i % 2 === 0,
      publishes_data: i % 2 === 1,
      domicile: ['DE'],
    })),
  ),
)

describe('words that nobody read', () => {
  test('decide nothing: alone they neither forbid nor permit', () => {
    const { rule } = probe((clause) => clause.evidence === 'unread', 'withholds')
    for (const target of targets)
      for (const channel of ['api', 'weights'])
        for (const [ref, ruling] of rule(target, channel))
          expect(ruling, `${ref} ${JSON.stringify(target)}`).toBe('undetermined')
  })

  test('permit nothing by their silence', () => {
    const { rule, refs } = probe(() => true)
    const unread = new Set(
      catalog.terms.flatMap(({ id, versions }) =>
        versions.filter(({ read }) => read === 'none').map((version) => `${id}@${version.id}`),
      ),
    )
    expect(refs.filter((ref) => unread.has(ref)).length).toBeGreaterThan(15)
    for (const target of targets)
      for (const [ref, ruling] of rule(target, 'api')) if (unread.has(ref!)) expect(ruling, ref).toBe('undetermined')
  })
})

test('a clause on which readers differ never forbids by itself', () => {
  const { rule } = probe((clause) => clause.reading === 'contested')
  for (const target of targets)
    for (const [ref, ruling] of rule(target, 'chat')) expect(ruling, ref).not.toBe('forbidden')
})

describe('every issuer', () => {
  test.each(catalog.issuers.map((issuer): [string, typeof issuer] => [issuer.id, issuer]))(
    '%s has channels that lead to terms',
    (_, issuer) => {
      for (const [door, refs] of Object.entries({ ...issuer.channels, ...issuer.hosts })) {
        expect(refs.length, door).toBeGreaterThan(0)
        for (const ref of refs) expect(index.terms.has(ref.split('@')[0] ?? ''), `${door}: ${ref}`).toBe(true)
      }
      for (const market of issuer.markets) expect(market.yes.filter((kind) => market.no.includes(kind))).toEqual([])
    },
  )

  test('has terms that something leads to', () => {
    const reached = new Set(
      [
        ...catalog.issuers.flatMap(({ channels, hosts }) =>
          [...Object.values(channels), ...Object.values(hosts)].flat(),
        ),
        ...catalog.models.flatMap(({ doors, lineage }) => [
          ...Object.values(doors).flatMap((refs) => (refs === 'issuer' ? [] : refs)),
          ...lineage.flatMap(({ terms }) => terms ?? []),
        ]),
        ...[...catalog.licenses, ...catalog.platforms, ...catalog.signals].flatMap(({ terms }) => terms),
        ...catalog.terms.flatMap(({ before, after }) =>
          [before, after].flatMap((outside) => (typeof outside === 'object' ? [outside.terms] : [])),
        ),
      ].map((ref) => ref.split('@')[0]),
    )
    expect([...index.terms.keys()].filter((id) => !reached.has(id))).toEqual([])
  })
})
