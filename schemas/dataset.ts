import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'
import { Source } from './provenance.ts'
import { fileReviewed, reviewed } from './review.ts'

const text = z.string().min(1)
const day = z.iso.date()

/** A license that a dataset had from one day to another; null is unknown or open. */
const LicensePeriod = lazyObject(() => ({
  license: z.union([z.string(), z.array(z.string())]),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  source: text.optional(),
}))

/**
 * The day that decides between the licenses that a dataset had: that of the content, that on which the copy was taken,
 * or, where a change holds for earlier copies too, that of the run.
 */
const LICENSE_DAYS = ['date', 'collected', 'as_of'] as const

/** Parts of a dataset with the same facts: `values` are what the column holds for their rows. */
const RowGroup = lazyObject(() => ({
  values: z.array(text).min(1),
  license: z.union([text, z.array(text)]).meta({
    description: 'all of a list apply; an empty list leaves it to the datasets that `sources` name',
  }),
  sources: z.array(Source).default([]),
}))

/** The parts of a dataset, told apart by a column. A record names one as `ORG/NAME#VALUE`. */
const Rows = lazyObject(() => ({
  column: text
    .optional()
    .meta({ description: 'column whose value names the part; without one, the config or file does' }),
  whole: z.boolean().default(false).meta({ description: 'whether every part of the dataset is listed' }),
  in_each: z
    .boolean()
    .default(false)
    .meta({ description: 'whether each record has all of the parts, as what people and what models wrote' }),
  groups: z.array(RowGroup).min(1),
}))

/** A dataset of the registry: its licenses over time and what it was made from. */
export const Dataset = lazyObject(() => ({
  id: text.meta({ description: 'hub id; compared in lower case' }),
  aliases: z.array(text).default([]),
  name: text.optional(),
  licenses: z.array(LicensePeriod).default([]),
  decided_by: z.enum(LICENSE_DAYS).optional().meta({
    description:
      'of several licenses, the day that decides: `date` of the content (the default), `collected` of the copy, or `as_of` of the run where a change holds for earlier copies too',
  }),
  sources: z.array(Source).default([]).meta({ description: 'what its records were made from, beside its own license' }),
  rows: Rows.optional().meta({ description: 'parts with facts of their own, beside those of the whole' }),
  row_license: text
    .optional()
    .meta({ description: 'column with the license of each row; a record that leaves it out has none' }),
  says: text.optional(),
  evidence: text.optional(),
  reviewed,
}))
export type Dataset = z.infer<typeof Dataset>

/** `datasets.yaml` */
export const DatasetsFile = lazyObject(() => ({ reviewed: fileReviewed, datasets: z.array(Dataset) }))
