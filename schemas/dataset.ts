import { z } from 'zod'
import { Source } from './provenance.ts'

const text = z.string().min(1)
const day = z.iso.date()

/** A license that a dataset had from one day to another; null is unknown or open. */
const LicensePeriod = z.strictObject({
  license: z.union([z.string(), z.array(z.string())]),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  source: text.optional(),
})

/** A dataset of the registry: its licenses over time and what it was made from. */
export const Dataset = z.strictObject({
  id: text.meta({ description: 'hub id; compared in lower case' }),
  aliases: z.array(text).default([]),
  name: text.optional(),
  licenses: z.array(LicensePeriod).default([]),
  sources: z.array(Source).default([]).meta({ description: 'what its records were made from, beside its own license' }),
  says: text.optional(),
  evidence: text.optional(),
})
export type Dataset = z.infer<typeof Dataset>

/** `datasets.yaml` */
export const DatasetsFile = z.strictObject({ datasets: z.array(Dataset) })
