import fc from 'fast-check'
import { KINDS } from '../schemas/target.ts'
import type { CatalogIndex, Permission, Source, Target } from '../src/index.ts'
import { allowed, builtin, type Options, rank, type rule } from './ruling-kit.ts'

/** Mostly there: what is unknown decides little. */
const maybe = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined, freq: 8 })
const seldom = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, arb)
const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

/** Leaves out what is undefined, as a record would. */
export const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T

const days = fc
  .date({ min: new Date('2022-06-01'), max: new Date('2026-11-22'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const dates = fc.oneof(
  { weight: 3, arbitrary: days },
  days.map((day) => day.slice(0, 7)),
  pick('2023', '2024', '2025', '2024/2025', '2025-06/..', '../2024-03', '2020-01-01'),
  fc.tuple(days, days).map((pair) => pair.sort().join('/')),
)

/** What a source may name, of one catalog. */
interface Names {
  readonly models: readonly string[]
  readonly licenses: readonly string[]
  readonly datasets: readonly string[]
  readonly platforms: readonly string[]
  readonly signals: readonly string[]
  readonly channels: readonly string[]
  readonly features: readonly string[]
}

const { models, datasets, licenses } = builtin.catalog
const BUILTIN: Names = {
  models: models.flatMap(({ family, examples }) => [family[0]!, ...examples]),
  licenses: licenses.map(({ text }) => text).filter((text) => text.trim() !== ''),
  datasets: datasets.map(({ id }) => id),
  platforms: ['x', 'reddit', 'stackoverflow', 'nytimes', 'elsewhere'],
  signals: ['tdm-reservation', 'noai', 'train-ai'],
  channels: [...new Set(models.flatMap(({ doors }) => Object.keys(doors)))],
  features: ['web-search', 'grounded-search', 'citations'],
}

export const namesOf = ({ catalog }: CatalogIndex): Names => ({
  models: catalog.models.flatMap(({ family }) => family),
  licenses: catalog.licenses.map(({ text }) => text),
  datasets: catalog.datasets.map(({ id }) => id),
  platforms: catalog.platforms.map(({ name }) => name),
  signals: catalog.signals.map(({ name }) => name),
  channels: [...new Set(catalog.models.flatMap(({ doors }) => Object.keys(doors)))],
  features: ['f1', 'f2'],
})

export function sources(names: Names = BUILTIN, deep = 1): fc.Arbitrary<Source> {
  const some = (list: readonly string[]) => (list.length === 0 ? fc.constant(undefined) : maybe(pick(...list)))
  const flat = fc
    .record({
      role: maybe(pick('output', 'input', 'label', 'judge', 'filter', 'context')),
      model: fc.oneof({ weight: 2, arbitrary: some(names.models) }, fc.constant(undefined)),
      channel: some(names.channels),
      account: maybe(pick('own', 'other')),
      date: maybe(dates),
      collected: maybe(days),
      dataset: seldom(some(names.datasets)),
      license: fc.oneof(
        fc.constant(undefined),
        some(names.licenses),
        seldom(fc.array(pick(...names.licenses), { minLength: 1, maxLength: 3 })),
      ),
      platform: seldom(some(names.platforms)),
      author: maybe(pick('human', 'model', 'mixed')),
      features: maybe(fc.subarray([...names.features, 'nothing-reads-it'])),
      collection: maybe(pick('scraped', 'dump', 'crawled')),
      content: maybe(pick('code', 'text')),
      intent: maybe(pick('training', 'product')),
      signals: seldom(
        fc.dictionary(pick('tdm-reservation', ...names.signals), pick<number | string>(0, 1, 'yes'), {
          minKeys: 1,
          maxKeys: 2,
        }),
      ),
    })
    .map((source) =>
      // A day of collection before that of publication is a contradiction, which forgetting either resolves.
      source.collected !== undefined && source.date !== undefined ? { ...source, collected: '2026-11-22' } : source,
    ) as fc.Arbitrary<Source>
  if (deep === 0) return flat.map(compact)
  return fc
    .tuple(
      flat,
      fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, fc.array(sources(names, deep - 1), { maxLength: 2 })),
    )
    .map(([source, from]) => compact<Source>(from.length > 0 ? { ...source, derived_from: [...from] } : source))
}

const distributions = pick('internal', 'hosted', 'open-weights', 'public', 'third-party', 'provider-platform' as const)
const listOf = <T>(arb: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: arb }, fc.array(arb, { minLength: 1, maxLength: 2 }))

export const targets: fc.Arbitrary<Target> = fc
  .record({
    name: maybe(pick('Foo-7B', 'Llama-Foo', 'foo')),
    kind: maybe(listOf(fc.oneof(pick(...KINDS), pick('chat', 'classification', 'reward-model' as const)))),
    purpose: maybe(pick('train', 'train', 'evaluate', 'research', 'reverse-engineer', 'none' as const)),
    distribution: maybe(listOf(distributions)),
    commercial: maybe(fc.boolean()),
    base: maybe(pick('mistral-7b', 'llama-3-8b', 'gpt-4.1', 'who-knows', 'm0')),
    serves: maybe(pick('chat', 'classification' as const)),
    tuned_on: maybe(pick('openai', 'bedrock', 'azure')),
    domicile: maybe(pick(['EU'], ['US'], ['DE', 'US'])),
    licensee: maybe(pick('individual', 'company')),
    release_license: maybe(pick('apache-2.0', 'cc-by-sa-4.0')),
    publishes_data: maybe(fc.boolean()),
    monthly_active_users: maybe(pick(1000, 800_000_000)),
    competes_with: maybe(pick({ openai: false }, { maker0: false, anthropic: false }, { maker1: false })),
  })
  .map((target) => {
    const kinds: readonly string[] = [target.kind ?? []].flat()
    return compact({ ...target, serves: kinds.includes('reward-model') ? target.serves : undefined }) as Target
  })

const permissions: fc.Arbitrary<Permission[]> = fc.array(
  fc
    .record({
      grantor: pick('openai', 'anthropic', 'meta', 'maker0', 'maker1'),
      reference: pick('letter-1', 'letter-2'),
      scope: maybe(
        fc
          .record({
            kind: maybe(pick<('chat' | 'reward-model')[]>(['chat'], ['reward-model', 'chat'])),
            distribution: maybe(
              pick<('open-weights' | 'internal' | 'hosted')[]>(['open-weights'], ['internal', 'hosted']),
            ),
            commercial: maybe(fc.boolean()),
            channel: maybe(pick(['api'], ['api', 'weights'])),
          })
          .map(compact),
      ),
      covers: maybe(fc.record({ from: maybe(pick('2024-01-01')), until: maybe(pick('2025-12-31')) }).map(compact)),
    })
    .map((each) => compact(each) as Permission),
  { maxLength: 2 },
)

export const options: fc.Arbitrary<Options> = fc.record({
  permissions,
  settings: fc.record({
    reach: pick('downstream', 'downstream', 'downstream', 'account-holder'),
    lineage: pick('full', 'full', 'direct'),
    or: pick('choose', 'strictest'),
    stale: pick('warn', 'warn', 'warn', 'warn', 'hold'),
  }),
})

/**
 * Every way in which one fact of a source, or of what it is derived from, can be forgotten. A host that is named brings
 * its own terms along beside those of the model's doors; which host it was is nothing that clauses read.
 */
export function forgetSource(source: Source): Source[] {
  const fields = [
    'date',
    'collected',
    'channel',
    'account',
    'role',
    'features',
    'content',
    'intent',
    'collection',
  ] as const
  const shorter = fields
    .filter((field) => source[field] !== undefined && !(field === 'channel' && builtin.hosts.has(source.channel ?? '')))
    .map((field) => ({ ...source, [field]: undefined }))
  const deeper = (source.derived_from ?? []).flatMap((from, i) =>
    forgetSource(from).map((less) => ({
      ...source,
      derived_from: source.derived_from!.map((each, at) => (at === i ? less : each)),
    })),
  )
  return [...shorter, ...deeper].map(compact)
}

/** Every way in which one fact of a target that a forbid or a permit reads can be forgotten. */
export function forgetTarget(target: Target): Target[] {
  const fields = [
    'kind',
    'purpose',
    'distribution',
    'commercial',
    'base',
    'serves',
    'tuned_on',
    'domicile',
    'licensee',
    'publishes_data',
    'competes_with',
  ] as const
  return fields
    .filter((field) => target[field] !== undefined)
    .map(
      (field) => compact({ ...target, [field]: undefined, ...(field === 'kind' && { serves: undefined }) }) as Target,
    )
}

/** What a check alone reads is exempt: a breach that is forgotten becomes an open duty. */
export function heldByForgettingLaw(found: ReturnType<typeof rule>, forgotten: ReturnType<typeof rule>): boolean {
  if (allowed(found) || !allowed(forgotten)) return true
  return found.ruling === 'undetermined' && found.reasons.some(({ code }) => code === 'duty-broken')
}

export const loosens = (before: ReturnType<typeof rule>, after: ReturnType<typeof rule>): boolean =>
  rank(after) < rank(before)
