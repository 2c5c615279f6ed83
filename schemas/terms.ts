import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'
import { fileReviewed, reviewed } from './review.ts'
import { DUTIES } from './ruling.ts'

const text = z.string().min(1)
const day = z.iso.date()
const obj = z.strictObject

/** Names a version: `terms` (the version is found by date, or every one is a candidate) or `terms@version`. */
const Ref = text.meta({ description: '`terms`, or `terms@version` to pin one' })

/**
 * A set of values. Members are true, `unclear` ones unknown, all others false; a missing fact is unknown.
 * `@llm` names a set of `sets.yaml`. A fact that is a list holds in `when` if any member does, in `except` if all do.
 */
export const Among = z.union([
  z.array(text).min(1),
  lazyObject(() => ({ yes: z.array(text).default([]), unclear: z.array(text).default([]) })),
])
export type Among = z.infer<typeof Among>

/** A condition: every part that is named must hold. An empty one always holds. */
export const When = lazyObject(() => ({
  purpose: Among.optional(),
  kind: Among.optional(),
  competes: text.optional().meta({ description: "id of one of the issuer's markets" }),
  distribution: Among.optional(),
  commercial: z.boolean().optional(),
  publishes_data: z.boolean().optional(),
  base: z.literal('same-terms').optional().meta({ description: "the target's base model is under these same terms" }),
  tuned_on: Among.optional(),
  domicile: Among.optional(),
  licensee: Among.optional(),
  role: Among.optional(),
  channel: Among.optional(),
  features: Among.optional(),
  content: Among.optional(),
  intent: Among.optional(),
  collection: Among.optional(),
  trait: Among.optional().meta({ description: 'traits of the model that the terms were reached through' }),
  bound: z
    .array(z.enum(['outputs', 'content']))
    .min(1)
    .optional()
    .meta({ description: 'how the terms were reached: through the outputs of a model, or as the license of content' }),
}))
export type When = z.infer<typeof When>

const words = () => ({
  quote: text.optional().meta({ description: 'the operative words, verbatim, at most 40 words' }),
  ref: text.optional().meta({ description: 'section of the document' }),
  source: text.optional().meta({ description: 'where the words were read: URL or repository path with commit' }),
  evidence: z
    .enum(['read', 'quoted', 'unread'])
    .default('read')
    .meta({ description: 'read in the document, known by a quotation, or not read (decides nothing)' }),
})

/** What lifts a prohibition, when it is known to hold. */
export const Exception = lazyObject(() => ({ says: text, when: When.default({}), ...words() }))

/** What can be seen of a duty in the declared target. */
export const Check = z.discriminatedUnion('op', [
  lazyObject(() => ({ op: z.literal('starts-with'), field: z.literal('name'), value: text })),
  lazyObject(() => ({ op: z.literal('one-of'), field: z.literal('release_license'), value: z.array(text).min(1) })),
  lazyObject(() => ({
    op: z.literal('at-most'),
    field: z.enum(['monthly_active_users', 'annual_revenue_usd']),
    value: z.number(),
  })),
  lazyObject(() => ({ op: z.literal('excludes'), field: z.literal('domicile'), value: z.array(text).min(1) })),
  lazyObject(() => ({ op: z.literal('is'), field: z.literal('publishes_data'), value: z.boolean() })),
])
export type Check = z.infer<typeof Check>

const base = () => ({
  id: text,
  says: text.meta({ description: 'one plain sentence of our own' }),
  when: When.default({}),
  reading: z
    .enum(['plain', 'contested'])
    .default('plain')
    .meta({ description: 'contested: readers differ, so that it might hold at most' }),
  from: day.optional(),
  to: day.optional(),
  ...words(),
})
const duty = z.enum(DUTIES)

export const Clause = z.discriminatedUnion('effect', [
  lazyObject(() => ({ ...base(), effect: z.literal('forbid'), except: z.array(Exception).default([]) })),
  lazyObject(() => ({ ...base(), effect: z.literal('permit') })),
  lazyObject(() => ({ ...base(), effect: z.literal('oblige'), duty, check: Check.optional() })),
  lazyObject(() => ({ ...base(), effect: z.literal('limit'), duty, check: Check })),
])
export type Clause = z.infer<typeof Clause>
export type Exception = z.infer<typeof Exception>

/** What a document says beside what it forbids and grants: answers that a reader compares, and no ruling reads. */
export const TOPICS = {
  ownership: 'who owns the outputs',
  inputs: 'who may train on what customers send',
} as const
export type Topic = keyof typeof TOPICS

const TopicWords = lazyObject(() => ({ says: text.meta({ description: 'one plain sentence of our own' }), ...words() }))

/** One dated text of terms. `from` and `to` are inclusive days; null is unknown or open. */
export const Version = lazyObject(() => ({
  id: text,
  aliases: z.array(text).default([]).meta({ description: 'older names of this version' }),
  from: day.nullable(),
  to: day.nullable(),
  date_basis: text.meta({ description: 'how the dates are known: stated, observed, inferred …' }),
  seen: day.nullable().meta({ description: 'the newest day on which somebody looked at these words' }),
  read: z.enum(['full', 'part', 'quoted', 'none']).meta({ description: 'how much of the document was read' }),
  sources: z.array(text).default([]),
  ambiguity: text.optional().meta({ description: 'what a person has to decide' }),
  reviewed,
  topics: obj({ ownership: TopicWords.optional(), inputs: TopicWords.optional() })
    .optional()
    .meta({ description: 'what it says of matters that no ruling reads' }),
  clauses: z.array(Clause).default([]),
}))
export type Version = z.infer<typeof Version>

/** What bound before the first or after the last version: unknown terms, none, or others. */
export const Outside = z.union([z.enum(['unknown', 'none']), lazyObject(() => ({ terms: Ref }))])
export type Outside = z.infer<typeof Outside>

const TERMS_KINDS = [
  'service',
  'usage-policy',
  'guidance',
  'model-license',
  'content-license',
  'code-license',
  'platform',
  'signal',
  'status',
] as const

/** A license, contract or platform rule in its versions. */
export const Terms = lazyObject(() => ({
  id: text,
  issuer: text.optional().meta({ description: 'filled from the file' }),
  name: text,
  kind: z.enum(TERMS_KINDS),
  resolve: z
    .enum(['date', 'pinned', 'single'])
    .meta({ description: 'how a version is found: by date, by name (else all are candidates), or there is one' }),
  before: Outside.default('unknown'),
  after: Outside.default('unknown'),
  silence: z
    .enum(['permits', 'withholds'])
    .meta({ description: 'what is neither forbidden nor permitted: left to the customer, or not granted' }),
  notes: text.optional(),
  versions: z.array(Version).min(1),
}))
export type Terms = z.infer<typeof Terms>

/** What an issuer offers itself; kinds not named are unclear. */
export const Market = lazyObject(() => ({
  id: text,
  yes: z.array(text),
  no: z.array(text).default([]),
  says: text.optional(),
  reviewed,
}))
export type Market = z.infer<typeof Market>

export const Issuer = lazyObject(() => ({
  id: text,
  name: text,
  aliases: z.array(text).default([]),
  steward: z
    .boolean()
    .default(false)
    .meta({ description: "keeps texts that others put on works of their own: it can't permit what they reserve" }),
  channels: z.record(text, z.array(Ref)).default({}).meta({ description: 'a door → the terms of all that bind at it' }),
  hosts: z
    .record(text, z.array(Ref))
    .default({})
    .meta({ description: "a door that it keeps for others' models → its own terms, which bind beside the model's" }),
  tuning: z.array(text).default([]).meta({ description: 'names of its own fine-tuning services' }),
  markets: z.array(Market).default([]),
  reviewed,
}))
export type Issuer = z.infer<typeof Issuer>

/** A version in a file names its clauses: of one that was cut off before them, silence would permit everything. */
const WrittenVersion = lazyObject(() => ({
  ...Version.shape,
  clauses: z.array(Clause).meta({ description: 'what it says; `[]` where nothing was read, or nothing is said' }),
}))
const WrittenTerms = lazyObject(() => ({ ...Terms.shape, versions: z.array(WrittenVersion).min(1) }))

/** `terms/*.yaml`: an issuer and its terms. An issuer that another catalog has is named by its id. */
export const TermsFile = lazyObject(() => ({
  reviewed: fileReviewed,
  issuer: z.union([text, Issuer]).meta({ description: 'an issuer, or the id of one that is known' }),
  terms: z.array(WrittenTerms).default([]),
}))

/** A model that this one was made from, with the date and channel of that upstream, never the record's. */
export const Lineage = lazyObject(() => ({
  relation: z.enum(['finetuned-from', 'trained-on-outputs-of', 'trained-on-data-under']),
  to: text.optional().meta({ description: 'name of the upstream model' }),
  terms: Ref.optional().meta({ description: 'terms of the upstream, where no model names them' }),
  channel: text.optional(),
  from: day.optional(),
  until: day.optional(),
  says: text.optional(),
}))
export type Lineage = z.infer<typeof Lineage>

/** Classes of words that may follow the name of a family, beside the words that are listed. */
const TAIL_CLASSES = ['@date', '@size', '@version', '@format', '@tune', '@context', '@n'] as const

/** A family of models: whole names, then the words that may follow. */
export const Model = lazyObject(() => ({
  id: text,
  issuer: text.optional().meta({ description: 'filled from the file' }),
  family: z.array(text).min(1).meta({ description: 'names as folded: lower case, `-` for spaces and `_`' }),
  tails: z
    .array(
      z.union([z.enum(TAIL_CLASSES), z.string().regex(/^[^@\sA-Z][^\sA-Z]*$/, 'a word in lower case, or a class')]),
    )
    .default([])
    .meta({ description: `words that may follow, or classes of words: ${TAIL_CLASSES.join(' ')}` }),
  orgs: z.array(text).default([]).meta({ description: 'accounts that publish it; a name without one matches too' }),
  released: day.nullable(),
  open: z.boolean().meta({ description: 'whether weights are published' }),
  doors: z
    .record(text, z.union([z.literal('issuer'), z.array(Ref)]))
    .meta({ description: 'a door → its terms; `issuer` takes those of the issuer for that channel' }),
  named_by: z
    .record(text, z.array(text))
    .default({})
    .meta({ description: 'a door → family names that imply it, such as `gpt-35-turbo` for azure' }),
  behind: z
    .enum(['self', 'unknown'])
    .default('self')
    .meta({ description: 'unknown: a product that does not publish which model answers' }),
  traits: z.array(text).default([]),
  parts: z.array(text).default([]).meta({ description: 'names of the models that a composite calls' }),
  lineage: z.array(Lineage).default([]),
  says: text.optional(),
  examples: z.array(text).default([]).meta({ description: 'names in the wild that resolve to this entry' }),
  reviewed,
}))
export type Model = z.infer<typeof Model>

/** `models/*.yaml` */
export const ModelsFile = lazyObject(() => ({ reviewed: fileReviewed, issuer: text, models: z.array(Model) }))

/** A spelling of a license. `class`: read as another text of its class; `assumed`: leads to undetermined at most. */
export const LicenseAlias = lazyObject(() => ({
  text: z.string(),
  spdx: text.nullable().default(null),
  terms: z.array(Ref).min(1),
  same: z.enum(['text', 'class', 'assumed']).default('text'),
  grants: z
    .literal('nothing')
    .optional()
    .meta({ description: 'a label that says that no license is given: `settings.unlicensed` may accept it' }),
  reviewed,
  says: text.optional(),
}))
export type LicenseAlias = z.infer<typeof LicenseAlias>

/** `licenses.yaml` */
export const LicensesFile = lazyObject(() => ({ reviewed: fileReviewed, licenses: z.array(LicenseAlias) }))
