import { z } from 'zod'
import { ConventionSpec, JoinSpec } from './convention.ts'
import { lazyObject } from './lazy-object.ts'
import { Source } from './provenance.ts'
import { DISTRIBUTIONS, KINDS, PURPOSES, Target } from './target.ts'

const text = z.string().min(1)
const day = z.iso.date()
const obj = z.strictObject
const some = (items: z.ZodType<string>) => z.array(items).min(1).optional()

/** A grantor's written permission. It lifts this grantor's clauses only; another layer's stand. */
export const Permission = lazyObject(() => ({
  grantor: text.meta({ description: 'issuer of the terms that it lifts, such as `openai`' }),
  reference: text.meta({ description: 'name of the document; kept as an obligation of the rows that rest on it' }),
  scope: obj({
    kind: some(z.enum(KINDS)),
    purpose: some(z.enum(PURPOSES)),
    distribution: some(z.enum(DISTRIBUTIONS)),
    name: some(text),
    base: some(text),
    commercial: z.boolean().optional(),
    channel: some(text),
    dataset: some(text),
  })
    .optional()
    .meta({ description: 'every stated part must match' }),
  covers: obj({ from: day.optional(), until: day.optional() }).optional().meta({ description: 'dates of the outputs' }),
  valid: obj({ from: day.optional(), until: day.optional() }).optional().meta({ description: 'held against `as_of`' }),
  evidence: z
    .union([
      text,
      obj({
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
        url: text.optional(),
      }),
    ])
    .optional(),
}))
export type Permission = z.infer<typeof Permission>

/** A correction of a declared fact. */
export const Curation = lazyObject(() => ({
  match: obj({ dataset: text, model: text, license: z.string(), platform: text, url: text, channel: text })
    .partial()
    .refine((match) => Object.keys(match).length > 0, 'a curation must match on something')
    .meta({ description: 'fields that a source must have, whole and in any case' }),
  set: Source.meta({ description: 'fields that replace what the source declares' }),
  evidence: text,
  owner: text,
  until: day.meta({ description: 'the last day on which it is applied, held against `as_of`' }),
}))
export type Curation = z.infer<typeof Curation>

/** What records leave out: filled, never overwritten, and reported as declared. */
const Default = lazyObject(() => ({
  files: text.meta({ description: "glob over the shards' names" }),
  source: Source,
}))

const AcceptUnlicensed = lazyObject(() => ({
  accept: z.enum(['tdm-exception', 'fair-use', 'public-domain', 'own-content', 'other-basis']),
  basis: text,
  jurisdiction: text.optional(),
}))

/** What experts dispute; each is recorded in every ledger. */
export const Settings = lazyObject(() => ({
  reach: z
    .enum(['downstream', 'account-holder'])
    .default('downstream')
    .meta({ description: "account-holder: a provider's contract binds only `account: own`" }),
  lineage: z.enum(['full', 'direct']).default('full').meta({ description: "direct: the record's own sources only" }),
  or: z.enum(['choose', 'strictest']).default('choose').meta({ description: 'strictest: SPDX OR is read as AND' }),
  authorship: z
    .enum(['optional', 'required'])
    .default('optional')
    .meta({ description: 'required: a licensed source that names no author or model is undetermined' }),
  unlicensed: z.union([z.literal('hold'), AcceptUnlicensed]).default('hold'),
  stale: z
    .enum(['warn', 'hold'])
    .default('warn')
    .meta({ description: "hold: rows dated after the catalog's newest look at their terms" }),
  as_of: day.optional().meta({ description: 'the day from which permissions and versions are seen; default: today' }),
}))
export type Settings = z.infer<typeof Settings>

/** `provgate.yaml` */
export const Config = lazyObject(() => ({
  $schema: z.string().optional(),
  target: Target,
  permissions: z.array(Permission).default([]),
  curations: z.array(Curation).default([]),
  defaults: z.array(Default).default([]),
  settings: Settings.prefault({}),
  actions: obj({
    forbidden: z.enum(['drop', 'quarantine']).default('drop'),
    undetermined: z.enum(['quarantine', 'drop']).default('quarantine'),
  }).prefault({}),
  unit: z.enum(['row', 'shard']).default('row'),
  catalog: text.optional().meta({
    description: 'a compiled catalog (JSON) instead of the one that comes with provgate; relative to this file',
  }),
  catalogs: z
    .array(text)
    .default([])
    .meta({ description: 'folders of catalog files that are added and override by id; relative to this file' }),
  conventions: z
    .array(obj({ files: text, use: z.union([text, ConventionSpec]) }))
    .default([])
    .meta({ description: "glob over the shards' names → id of a convention, or one written out" }),
  joins: z
    .array(JoinSpec.extend({ file: text }))
    .default([])
    .meta({ description: 'files that records refer to; relative to this file' }),
  limits: obj({
    origins: z.number().int().positive().default(1_000_000).meta({ description: 'distinct origins a run may hold' }),
    line_bytes: z.number().int().positive().default(16_777_216),
  }).prefault({}),
}))
export type Config = z.infer<typeof Config>
