import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'

/** What a contribution is in the record: what the model learns to produce, or what led to it. */
export const ROLES = ['output', 'input', 'label', 'judge', 'filter', 'context'] as const

/** Known doors through which a model's output comes. Other strings are accepted and treated as an unnamed host. */
const CHANNELS = ['api', 'chat', 'chat-business', 'weights', 'azure', 'bedrock', 'vertex', 'meta-api', 'host'] as const

/** A day, month or year, or two of them as `from/to`; `..` leaves one end of an interval open. */
const POINT = '\\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01]))?)?'
export const DATE_PATTERN = new RegExp(`^(?:${POINT}|(?:${POINT}|\\.\\.)/(?:${POINT}|\\.\\.))$`)

const text = z.string().max(4096)

export const DateSpan = z
  .string()
  .regex(DATE_PATTERN, 'a date is a day, a month or a year (`2025-08-10`, `2025-08`, `2025`), or two as `from/to`')
  .meta({ description: 'a day, month or year (`2025-08-10`, `2025-08`, `2025`), or `from/to`; `..` is an open end' })

const Signals = z
  .record(z.string().max(256), z.union([z.string().max(1024), z.number(), z.boolean()]))
  .meta({ description: 'machine-readable reservations beside the text, such as `{"tdm-reservation": 1}`' })

const Leaf = lazyObject(() => ({
  role: z.enum(ROLES).optional().meta({ description: 'what this contribution is in the record' }),
  model: text.optional().meta({ description: 'name of the model that wrote it, as the file has it' }),
  channel: text.optional().meta({
    description: 'the door through which the output came: api, chat, weights, azure …',
    examples: [...CHANNELS],
  }),
  account: z.enum(['own', 'other']).optional().meta({ description: 'whose contract made it' }),
  date: DateSpan.optional().meta({ description: 'when the output was made or the content was published' }),
  collected: DateSpan.optional().meta({ description: 'when the content was collected; platform rules bind by it' }),
  dataset: text.optional().meta({ description: 'hub id of the dataset that the contribution comes from' }),
  license: z
    .union([text, z.array(text).max(256)])
    .optional()
    .meta({ description: 'SPDX expression or hub id; a list means all of them apply' }),
  platform: text.optional().meta({ description: 'platform that it was taken from, such as `reddit`' }),
  url: text.optional().meta({ description: 'where it was taken from; rulings read the host only' }),
  author: z.enum(['human', 'model', 'mixed']).optional().meta({ description: 'who wrote it, as the record claims' }),
  features: z.array(text).max(256).optional().meta({ description: 'service features used, such as `web-search`' }),
  collection: text.optional().meta({ description: 'how it was obtained, such as `scraped`' }),
  content: text.optional().meta({ description: 'kind of content, such as `code`' }),
  intent: text.optional().meta({ description: 'what it was made for, such as `training`' }),
  edited_by: z.enum(['human', 'model', 'mixed']).optional().meta({ description: 'a claim that lifts nothing' }),
  signals: Signals.optional(),
}))

/** One contribution to a record. Every field is optional; what is missing is unknown, never assumed. */
export type Source = z.infer<typeof Leaf> & { derived_from?: Source[] | undefined }

export const Source: z.ZodType<Source> = lazyObject(() => ({
  ...Leaf.shape,
  derived_from: z
    .array(Source)
    .max(64)
    .optional()
    .meta({ description: 'sources that this one paraphrases, summarizes, translates or extends' }),
})).meta({ id: 'Source', description: 'one contribution to a record' })

/** What a record says of its origin: one source, or several. */
export const Provenance = z
  .union([Source, lazyObject(() => ({ sources: z.array(Source).min(1).max(256) }))])
  .meta({ id: 'Provenance', description: 'one source, or `{"sources": [source, …]}`' })
export type Provenance = z.infer<typeof Provenance>

/** Field names of a source beside `derived_from`, in the order of the schema. */
export const leafFields = (): (keyof Source)[] => Object.keys(Leaf.shape) as (keyof Source)[]

/** The sources of a parsed provenance value, always as a list. */
export function sourcesOf(provenance: Provenance): readonly Source[] {
  return 'sources' in provenance ? provenance.sources : [provenance]
}
