import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'
import { DUTIES } from './ruling.ts'

const count = z.number().int().nonnegative()
const obj = z.strictObject

/** What is to be done for a release, in the order of `NOTICE.md`. */
export const SECTIONS = {
  attributions: 'Attributions',
  'license-copies': 'License texts to ship',
  name: 'The name of the model',
  notices: 'Notices to show',
  'notice-files': 'Notices to keep',
  'share-alike': 'The license of the release',
  'flow-down': 'Terms and restrictions to pass on',
  limits: 'Limits on what may be done',
  records: 'Papers to keep or to get',
  others: 'Everything else',
  data: 'Only if the records are published too',
} as const
export type Section = keyof typeof SECTIONS

/** What an origin is called by: the closest name that its record or its dataset's entry has. */
export const NAME_KINDS = ['dataset', 'platform', 'model', 'host', 'license'] as const

const Named = lazyObject(() => ({ kind: z.enum(NAME_KINDS), name: z.string(), rows: count }))

/** Names with their rows, those with the most rows first, and how many others there are. */
export const Names = lazyObject(() => ({ names: z.array(Named), more: count }))
export type Names = z.infer<typeof Names>

/** A clause that asks for a task, with the words that it rests on. */
export const TaskClause = lazyObject(() => ({
  terms: z.string(),
  version: z.string(),
  clause: z.string(),
  name: z.string().meta({ description: 'name of the terms' }),
  says: z.string().optional(),
  quote: z.string().optional().meta({ description: 'the operative words, verbatim' }),
  ref: z.string().optional(),
  link: z.string().optional().meta({ description: 'where the words were read' }),
  evidence: z.enum(['read', 'quoted', 'unread']).optional(),
  contested: z.boolean().meta({ description: 'readers differ about it' }),
  declare: z.array(z.string()).meta({ description: 'fields of the target that would tell whether it applies' }),
  unknown: z.array(z.string()).meta({ description: 'facts that the records do not have' }),
  unclear: z.array(z.string()).meta({ description: 'declared facts of which the words leave open whether they count' }),
  rows: count,
}))
export type TaskClause = z.infer<typeof TaskClause>

/** One thing that a person does for the release, and every clause that asks for it. */
export const Task = lazyObject(() => ({
  section: z.enum(Object.keys(SECTIONS) as [Section, ...Section[]]),
  duty: z.enum(DUTIES),
  does: z.string().meta({ description: 'what to do, as one sentence without its full stop' }),
  state: z.enum(['to-do', 'open', 'kept', 'broken']).meta({
    description: 'open: the target does not declare what it reads; kept, broken: by what the target declares',
  }),
  note: z.string().optional().meta({ description: 'why it is in that state' }),
  rows: count.meta({ description: 'rows that bring it, each counted once; none for what the base brings' }),
  origins: Names,
  clauses: z.array(TaskClause),
})).meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

/** Where rows come from, as a credit names it. */
export const Credit = lazyObject(() => ({
  kind: z.enum(NAME_KINDS).nullable().meta({ description: 'what `name` is; null where the records name nothing' }),
  name: z.string().nullable(),
  through: z.string().nullable().meta({ description: 'the dataset that was made from it, by the registry' }),
  licenses: z.array(z.string()),
  licensed_by: z.enum(['record', 'curation', 'registry']).nullable().meta({ description: 'who says so' }),
  asked_by: z
    .array(obj({ terms: z.string(), link: z.string().optional() }))
    .meta({ description: 'terms@version that ask for the credit, and where their text was read' }),
  indicate_changes: z.boolean(),
  if_published: z.boolean().meta({
    description: 'asked for only if the records themselves are published, which the target does not declare',
  }),
  authors: z.array(z.string()).meta({ description: 'who wrote it, as the records claim: human, model, mixed' }),
  found: Names.meta({ description: 'platforms and hosts that these rows name' }),
  rows: count,
})).meta({ id: 'Credit' })
export type Credit = z.infer<typeof Credit>

/** Those with the most rows first; `more` sums up the others, so that no row is lost. */
export const Credits = lazyObject(() => ({ list: z.array(Credit), more: obj({ credits: count, rows: count }) }))
export type Credits = z.infer<typeof Credits>

/** Rows that pass and rest on something beside the words that were read. */
export const Resting = lazyObject(() => ({
  rest: z.string(),
  rows: count,
  on: z.array(obj({ says: z.string(), rows: count })).meta({ description: 'on what, those with the most rows first' }),
  more: count,
}))
export type Resting = z.infer<typeof Resting>
