import { z } from 'zod'
import type { Source } from '../schemas/provenance.ts'
import { USE_CLASSES } from '../src/index.ts'

/** One dataset of an audit: what it says of licenses and models, and the class that its own rules lead to. */
const AuditedDataset = z.object({
  id: z.string().min(1),
  collection: z.string(),
  hf_id: z.string().nullable().default(null),
  licenses: z.array(z.object({ name: z.string().min(1), url: z.string().nullable() })),
  models: z.array(z.string()).default([]),
  filter_ids: z.array(z.string()).default([]),
  expected: z.object({ use: z.enum(USE_CLASSES) }),
})
export type AuditedDataset = z.infer<typeof AuditedDataset>

/** A file of the shape of `dpi-datasets.json`. */
export const AuditFile = z.object({
  row_keys: z.record(z.string(), z.object({ keys: z.array(z.string()), hub: z.array(z.string()) })).default({}),
  datasets: z.array(AuditedDataset),
})
export type AuditFile = z.infer<typeof AuditFile>

/** Labels of the audit whose words mean something else in one collection. */
const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Its rows have twelve licenses and `unknown`, which the audit lists in the order of their ids: what stands behind
  // `unknown` is `unlicense`, a dedication to the public, and not a missing license. `agpl-3.0` is written as GPL.
  CommitPackFT: { 'No License': 'unlicense' },
  // Its card: from 2024-06-26 under ODC-By, for earlier downloads too.
  WildChat: { 'AI2 ImpACT License - Low Risk': 'odc-by' },
}

/** What the audit lists under models and is none: a template, or the dataset that something was made from. */
const NO_MODELS: ReadonlySet<string> = new Set(['templates', 'wikisql'])

/** What an audited dataset says, in the words of provenance: all its licenses apply, and each model wrote a part. */
export function sourcesOf({ collection, licenses, models }: AuditedDataset): { license: string[]; sources: Source[] } {
  const named = LABELS[collection] ?? {}
  const license = [...new Set(licenses.map(({ name }) => named[name] ?? name))]
  const sources = models
    .filter((model) => !NO_MODELS.has(model))
    // `Other` is a model that the audit has no name for.
    .map((model): Source => (model === 'Other' ? { role: 'output', author: 'model' } : { role: 'output', model }))
  return { license, sources }
}
