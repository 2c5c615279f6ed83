import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'
import { Source } from './provenance.ts'

/** Rulings from the most to the least permissive. */
export const RULINGS = ['permitted', 'conditional', 'undetermined', 'forbidden'] as const
export type RulingName = (typeof RULINGS)[number]

export const ACTIONS = ['pass', 'quarantine', 'drop'] as const
export type Action = (typeof ACTIONS)[number]

/** What a ruling rests on beside the words of terms that were read. */
const RESTS = ['authorship', 'permission', 'assertion', 'curation', 'quotation', 'stale', 'declared'] as const
export type Rest = (typeof RESTS)[number]

/** What passing rows oblige the user to do: a closed list. */
export const DUTIES = [
  'attribution',
  'name-prefix',
  'built-with-notice',
  'license-copy',
  'notice-file',
  'indicate-changes',
  'share-alike',
  'flow-down-use-restrictions',
  'flow-down-terms',
  'noncommercial-only',
  'research-only',
  'evaluation-only',
  'internal-only',
  'no-redistribution-of-data',
  'record-permission',
  'record-assertion',
  'mau-license',
  'revenue-license',
  'commercial-registration',
  'aup-compliance',
  'honor-removals',
  'ui-display',
  'maas-agreement',
  'region',
] as const
export type Duty = (typeof DUTIES)[number]

/** Why a ruling is what it is: a closed list, so that every report can say it in words. */
export const REASON_CODES = {
  'forbidden-by-clause': 'a clause forbids it',
  'might-forbid': 'a clause might forbid it',
  'permitted-by-clause': 'a clause permits it',
  'permitted-by-silence': 'the terms were read in full and leave it to the customer',
  'not-granted': 'nothing in the terms grants it',
  'might-grant': 'a clause might grant it',
  'not-read': 'the words of the terms were not read',
  'early-date': 'the date is before the release of the model',
  'version-gap': 'no version that was read binds at that time',
  'candidates-differ': 'what might bind leads to different rulings',
  'exception-holds': 'an exception of the clause holds',
  assertion: 'it rests on an assertion of the user',
  duty: 'a duty that passing rows bring with them',
  'open-duty': 'a duty that the target leaves open',
  'duty-broken': 'the declared target breaks a duty',
  'unknown-model': 'the model is not known',
  'unlisted-variant': 'the name goes beyond what the catalog lists',
  'unknown-behind': 'the product does not publish which model answers',
  'unknown-upstream': 'what the model was made from is not known',
  'unnamed-host': 'a host whose own terms are not known',
  'unknown-license': 'the license text is not known',
  'assumed-license': 'the license is only assumed to be like the one that was read',
  'absent-license': 'the content has no license',
  'unknown-dataset': 'the dataset is not in the registry',
  'unknown-platform': 'the platform is not known',
  'unknown-signal': 'a signal that is not known',
  'signal-against-license': 'a reservation stands against an express license',
  'accepted-unlicensed': 'unlicensed content is accepted by a setting',
  authorship: 'no author or model is named',
  permission: 'a written permission applies',
  'permission-unknown': 'a written permission might apply',
  curation: 'a declared fact was corrected',
  lineage: 'it comes from a model under other terms',
  'not-bound': 'the contract binds its account holder only',
  'might-not-bind': 'whether the contract binds depends on whose account it was',
  stale: "the row is newer than the catalog's last look at the terms",
  'or-choice': 'the licensee may choose a license',
  'absent-provenance': 'the record says nothing of its origin',
  'unreadable-provenance': 'the provenance could not be read',
  'rejected-record': 'the bytes are not a record',
  overflow: 'more distinct origins than the run may hold',
} as const
export type ReasonCode = keyof typeof REASON_CODES

/** One reason of a ruling, with the words that it rests on. */
export const Reason = lazyObject(() => ({
  code: z.enum(Object.keys(REASON_CODES) as [ReasonCode, ...ReasonCode[]]),
  source: z.string().meta({ description: 'where in the record: `sources/0`, with the path of lineage behind it' }),
  says: z.string().meta({ description: 'one sentence' }),
  terms: z.string().optional(),
  version: z.string().optional(),
  clause: z.string().optional(),
  quote: z.string().optional().meta({ description: 'the operative words, verbatim' }),
  ref: z.string().optional(),
  link: z.string().optional().meta({ description: 'where the words were read' }),
  evidence: z.enum(['read', 'quoted', 'unread']).optional(),
  facts: z.array(z.string()).optional().meta({ description: 'what the target declares that made it hold' }),
  missing: z.array(z.string()).optional().meta({ description: 'facts that are not known' }),
  seen: z.string().optional().meta({ description: 'the newest look at these terms, where the row is newer' }),
  catalog: z.string().optional().meta({ description: 'version of the catalog, where its age matters' }),
  fix: z.string().optional(),
})).meta({ id: 'Reason' })
export type Reason = z.infer<typeof Reason>

/** A duty of passing rows, with the clause that it rests on. */
export const Obligation = lazyObject(() => ({
  duty: z.enum(DUTIES),
  terms: z.string(),
  version: z.string(),
  clause: z.string(),
  open: z.boolean().meta({ description: 'the target does not declare what the duty reads' }),
})).meta({ id: 'Obligation' })
export type Obligation = z.infer<typeof Obligation>

/** What was decided of an origin. */
export const Ruling = lazyObject(() => ({
  id: z
    .string()
    .regex(/^r-[0-9a-f]{16}$/)
    .meta({ description: 'short digest of what was decided on' }),
  ruling: z.enum(RULINGS),
  action: z.enum(ACTIONS),
  obligations: z.array(Obligation),
  rests: z.array(z.enum(RESTS)).meta({ description: 'what it rests on beside the words that were read' }),
})).meta({ id: 'Ruling' })
export type Ruling = z.infer<typeof Ruling>

/** One change that would let a held record pass, everything else as it is. It was ruled on, and is no advice. */
export const Remedy = lazyObject(() => ({
  kind: z.enum(['target', 'record', 'teacher', 'permission']).meta({
    description: 'what would have to be another: the target, a fact of the record, its model, or a permission',
  }),
  field: z.string().meta({ description: 'such as `distribution`, `sources/0/channel`, or the grantor' }),
  values: z.array(z.string()).meta({ description: 'values of which each alone would do' }),
  ruling: z.enum(RULINGS).meta({ description: 'the most lenient ruling that one of them leads to' }),
  says: z.string(),
})).meta({ id: 'Remedy' })
export type Remedy = z.infer<typeof Remedy>

/** A ruling with its reasons: what `explain` gives. */
export const Explanation = lazyObject(() => ({
  ...Ruling.shape,
  origin: z.string().meta({ description: 'sources, absent, unreadable, rejected or overflow' }),
  sources: z.array(Source),
  declared: z.array(z.string()).meta({ description: 'fields that a default filled, not the record' }),
  reasons: z.array(Reason),
  remedies: z.array(Remedy).optional().meta({
    description: 'single changes that would let it pass; `explain` looks for them, a ledger does not have them',
  }),
})).meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof Explanation>
