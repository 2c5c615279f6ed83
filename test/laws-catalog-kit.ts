import fc from 'fast-check'
import { shiftDay } from '../src/dates.ts'
import { Catalog, type CatalogIndex, indexCatalog } from '../src/index.ts'
import { type ClauseIn, forbid, model, oblige, permit, terms, version } from './ruling-kit.ts'

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const times = <T>(n: number, arb: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arb, { minLength: n, maxLength: n })
const split = (...values: readonly string[]) =>
  fc
    .tuple(fc.subarray([...values]), fc.subarray([...values]))
    .filter(([yes]) => yes.length > 0)
    .map(([yes, unclear]) => ({ yes, unclear: unclear.filter((value) => !yes.includes(value)) }))

const parts = {
  purpose: split('train', 'research', 'evaluate'),
  kind: split('chat', 'classification', 'embedding', 'reward-model', 'benchmark'),
  competes: pick('market0', 'market1'),
  distribution: split('internal', 'hosted', 'open-weights', 'public'),
  commercial: fc.boolean(),
  publishes_data: fc.boolean(),
  tuned_on: split('openai', 'bedrock'),
  domicile: split('EU', 'US'),
  licensee: split('individual', 'company'),
  role: split('output', 'label', 'judge'),
  channel: split('api', 'chat', 'weights'),
  features: split('f1', 'f2'),
  content: split('code', 'text'),
  intent: split('training', 'product'),
  collection: split('scraped', 'dump'),
  trait: split('t1', 't2'),
  bound: pick<('outputs' | 'content')[]>(['outputs'], ['content'], ['outputs', 'content']),
}
type Part = keyof typeof parts
const names = Object.keys(parts) as Part[]
const whens = fc
  .subarray(names, { maxLength: 2 })
  .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, parts[name]]))))

const evidence = pick('read', 'read', 'read', 'read', 'read', 'read', 'quoted', 'unread')
const reading = pick('plain', 'plain', 'plain', 'plain', 'plain', 'plain', 'plain', 'contested')
const exceptions = fc.array(
  fc
    .tuple(fc.oneof(whens, fc.constant({ base: 'same-terms' })), evidence)
    .map(([when, known]) => ({ says: 'an exception', when, evidence: known })),
  { maxLength: 2 },
)
export const forbids = fc
  .tuple(whens, evidence, reading, exceptions)
  .map(([when, known, read, except]) => forbid(when, { evidence: known, reading: read, except }))
const checks = pick(
  undefined,
  { op: 'starts-with', field: 'name', value: 'Llama' },
  { op: 'one-of', field: 'release_license', value: ['apache-2.0'] },
  { op: 'excludes', field: 'domicile', value: ['EU'] },
)
const clauses: fc.Arbitrary<ClauseIn> = fc.oneof(
  forbids,
  fc.tuple(whens, evidence).map(([when, known]) => permit(when, { evidence: known })),
  fc.constant(permit()),
  fc.tuple(whens, checks).map(([when, check]) => oblige(when, check ? { check } : {})),
)
/** Clauses of one version, each with an id of its own; a few are in force on some of its days only. */
const clauseLists = fc.array(fc.tuple(clauses, pick(true, ...Array<boolean>(12).fill(false))), { maxLength: 3 })
const dated = (list: readonly (readonly [ClauseIn, boolean])[], from: string): ClauseIn[] =>
  list.map(([clause, part], i) => ({
    ...clause,
    id: `c${i}`,
    ...(part && { from: shiftDay(from, 30), to: shiftDay(from, 60) }),
  }))

const reads = pick<'full' | 'part' | 'none'>('full', 'full', 'full', 'full', 'part', 'none')
const versions = fc
  .tuple(
    fc.subarray(['2023-01-01', '2023-09-01', '2024-05-01', '2025-03-01'], { minLength: 1 }),
    times(4, fc.tuple(clauseLists, reads, pick(true, false, false, false))),
  )
  .map(([starts, stream]) =>
    starts.map((from, i) => {
      const [list, read, gap] = stream[i]!
      // A version may end before the next one starts, so that there is a gap.
      const to = gap ? shiftDay(from, 100) : null
      return version(`v${i}`, i === 0 ? null : from, to, dated(list, from), { read, seen: '2026-01-01' })
    }),
  )

const outsides = pick<'unknown' | 'none' | { terms: string }>('unknown', 'none', 'none', { terms: 'terms0' })
const termsLists = fc
  .tuple(
    times(
      4,
      fc.tuple(
        versions,
        pick<'date' | 'single'>('date', 'date', 'single'),
        pick<'permits' | 'withholds'>('permits', 'permits', 'withholds'),
        outsides,
        outsides,
      ),
    ),
  )
  .map(([stream]) =>
    [0, 1, 2, 3].map((i) => {
      const [list, resolve, silence, before, after] = stream[i]!
      return terms(`terms${i}`, list, {
        issuer: `maker${i % 2}`,
        kind: i < 2 ? 'service' : 'content-license',
        resolve,
        silence,
        before: i === 0 ? 'unknown' : before,
        after: i === 0 ? 'unknown' : after,
      })
    }),
  )

const doors = fc
  .dictionary(
    pick('api', 'chat', 'weights'),
    fc.subarray(['terms0', 'terms1', 'terms2'], { minLength: 1, maxLength: 2 }),
    {
      minKeys: 1,
    },
  )
  .map((found) => ({ ...found }))
const models = times(
  4,
  fc.tuple(
    doors,
    pick(null, '2023-03-01', '2024-02-01'),
    fc.boolean(),
    fc.subarray(['t1', 't2']),
    pick(undefined, undefined, 'finetuned-from', 'trained-on-outputs-of', 'trained-on-data-under' as const),
    pick(undefined, '2024-01-01'),
  ),
)

/** Small catalogs of four terms, three models that descend from one another, licenses and a data set. */
export const catalogs: fc.Arbitrary<Catalog> = fc
  .tuple(termsLists, models, fc.subarray(['benchmark', 'classification']))
  .map(([list, stream, no]) =>
    Catalog.parse({
      version: 'generated',
      issuers: [0, 1].map((i) => ({
        id: `maker${i}`,
        name: `Maker ${i}`,
        markets: [{ id: `market${i}`, yes: i === 0 ? ['chat', 'embedding'] : ['chat'], no }],
      })),
      terms: list,
      models: [0, 1, 2].map((i) => {
        const [found, released, open, traits, relation, until] = stream[i]!
        const lineage =
          i === 0 || relation === undefined
            ? []
            : [{ relation, to: `m${i - 1}`, channel: Object.keys(found)[0], until }]
        return model(`m${i}`, found, { issuer: `maker${i % 2}`, released, open, traits, lineage })
      }),
      licenses: [
        { text: 'l0', terms: ['terms2'] },
        { text: 'l1', terms: ['terms2@v0', 'terms3'] },
        { text: 'l2', terms: ['terms3'], same: 'assumed' },
      ],
      datasets: [
        {
          id: 'd0',
          licenses: [
            { license: 'l0', from: null, to: '2024-01-01' },
            { license: 'l1', from: '2024-02-01' },
          ],
        },
      ],
      platforms: [{ name: 'p0', terms: ['terms1'] }],
      signals: [{ name: 's0', values: [1, 'yes'], free: [0], terms: ['terms1'] }],
    }),
  )

/** Indexes that are made once for each catalog. */
const made = new WeakMap<Catalog, CatalogIndex>()
export function indexed(catalog: Catalog): CatalogIndex {
  const known = made.get(catalog) ?? indexCatalog(catalog)
  made.set(catalog, known)
  return known
}
