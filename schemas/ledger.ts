import { z } from 'zod'
import { Settings } from './config.ts'
import { lazyObject } from './lazy-object.ts'
import { ACTIONS, Explanation, Obligation, Reason, RULINGS } from './ruling.ts'
import { Target } from './target.ts'
import { Credits, Resting, Task } from './task.ts'

const count = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const obj = z.strictObject

/** Row `row` (from 1) of an input, by the input's name. */
const Place = lazyObject(() => ({ file: z.string(), row: z.number().int().positive() }))

/** Rows of an input or of a run: `in` is the sum of the others. */
export const RowCounts = lazyObject(() => ({
  in: count,
  pass: count,
  quarantine: count,
  drop: count,
  reject: count,
})).meta({
  id: 'RowCounts',
  description: '`reject` counts records that could not be read as records; their bytes go to quarantine',
})
export type RowCounts = z.infer<typeof RowCounts>

/** A file that records refer to, and the digest of its bytes. */
export const JoinedFile = lazyObject(() => ({ name: z.string(), file: z.string(), sha256 }))
export type JoinedFile = z.infer<typeof JoinedFile>

/** First line of `ledger.jsonl`. */
export const LedgerHeader = lazyObject(() => ({
  ledger: z.literal('provgate/1'),
  tool: obj({ name: z.literal('provgate'), version: z.string() }),
  catalog: obj({ version: z.string(), digest: sha256 }),
  run: sha256.meta({ description: 'digest of the catalog, target, permissions, curations, settings and actions' }),
  target: Target,
  settings: Settings,
  inputs: z.array(obj({ name: z.string(), format: z.string(), convention: z.string().nullable() })),
  joins: z.array(JoinedFile).meta({ description: 'files that records refer to, as they were read' }),
})).meta({ id: 'LedgerHeader' })
export type LedgerHeader = z.infer<typeof LedgerHeader>

/** One distinct provenance and its ruling. */
export const LedgerEntry = lazyObject(() => ({ ...Explanation.shape, rows: count, first: Place, last: Place })).meta({
  id: 'LedgerEntry',
})
export type LedgerEntry = z.infer<typeof LedgerEntry>

/** A line of `FILE.reasons.jsonl`, beside a quarantined file: line `n` speaks of record `n` of that file. */
export const HeldRow = lazyObject(() => ({
  row: z.number().int().positive().meta({ description: 'row in the input' }),
  ruling: z.string().meta({ description: 'id for `provgate explain`' }),
})).meta({ id: 'HeldRow' })
export type HeldRow = z.infer<typeof HeldRow>

/** Rows by ruling, for one model, license, dataset or terms. */
export const Tally = lazyObject(() => ({
  ...(Object.fromEntries(RULINGS.map((name) => [name, count])) as Record<(typeof RULINGS)[number], typeof count>),
  rows: count,
}))
export type Tally = z.infer<typeof Tally>

const tallies = z.record(z.string(), Tally)

export const FileSummary = lazyObject(() => ({
  name: z.string(),
  format: z.string().nullable(),
  convention: z.string().nullable(),
  fields: z.array(z.string()).meta({ description: 'fields that were read' }),
  rows: RowCounts,
  input: obj({ bytes: count, sha256: sha256.nullable() }).nullable(),
  outputs: z.array(obj({ path: z.string(), rows: count.nullable(), bytes: count, sha256 })),
  tainted: z
    .boolean()
    .optional()
    .meta({ description: 'with `unit: shard`: a row may not pass, so that the file went whole to quarantine' }),
  error: z.string().optional(),
}))
export type FileSummary = z.infer<typeof FileSummary>

/** `summary.json` */
export const Summary = lazyObject(() => ({
  summary: z.literal('provgate/1'),
  legal: z.string(),
  tool: LedgerHeader.shape.tool,
  catalog: LedgerHeader.shape.catalog,
  run: sha256,
  target: Target,
  settings: Settings,
  unit: z.enum(['row', 'shard']),
  rows: RowCounts,
  rulings: z.record(z.enum(RULINGS), count),
  actions: z.record(z.enum(ACTIONS), count),
  terms: tallies,
  models: tallies,
  licenses: tallies,
  datasets: tallies,
  dates: tallies.meta({ description: 'interval between versions of terms → rows' }),
  obligations: z.array(Obligation.extend({ rows: count })),
  tasks: z.array(Task).meta({ description: 'what these obligations ask a person to do, as `NOTICE.md` lists it' }),
  credits: obj({ owed: Credits, others: Credits }).meta({
    description: 'where rows that pass come from: origins that some terms ask to credit, and the others',
  }),
  base_obligations: z.array(Obligation).meta({ description: "duties of the target's own base, once a run" }),
  base_tasks: z.array(Task).meta({ description: 'what these ask a person to do' }),
  resting: z
    .array(Resting)
    .meta({ description: 'rows that pass and rest on something beside the words that were read, and on what' }),
  rests: z
    .record(z.string(), count)
    .meta({ description: 'rows that rest on something beside the words that were read' }),
  stale: z
    .record(z.string(), obj({ seen: z.string(), rows: count }))
    .meta({ description: 'terms whose newest look (`seen`) is older than rows → those rows' }),
  reasons: z.array(Reason.pick({ code: true, says: true, fix: true }).extend({ rows: count, ruling: z.string() })),
  origins: count.meta({ description: 'distinct provenances' }),
  files: z.array(FileSummary),
})).meta({ id: 'Summary' })
export type Summary = z.infer<typeof Summary>

export const LEGAL =
  'provgate is no legal advice: every ruling names the words that it rests on, so that a lawyer can disagree.'
