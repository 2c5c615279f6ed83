import { z } from 'zod'
import { ConventionSpec } from './convention.ts'
import { Dataset, DatasetsFile } from './dataset.ts'
import { lazyObject } from './lazy-object.ts'
import { fileReviewed, reviewed } from './review.ts'
import { Issuer, LicenseAlias, LicensesFile, Model, ModelsFile, Terms, TermsFile } from './terms.ts'

/** Named sets of kinds and other values, used as `@name` where a clause lists values. */
export const Sets = z.record(
  z.string(),
  lazyObject(() => ({
    yes: z.array(z.string()),
    unclear: z.array(z.string()).default([]),
    no: z
      .array(z.string())
      .optional()
      .meta({ description: 'words that are known to be something else; with them, a word in no list is unclear' }),
    reviewed,
  })),
)

/** `sets.yaml` */
export const SetsFile = lazyObject(() => ({ reviewed: fileReviewed, sets: Sets }))

/** How the text of a signal that may hold more than one value is written. */
export const SIGNAL_GRAMMARS = {
  words: 'words with commas or new lines between them, as in a robots meta tag',
  aipref: 'a dictionary of `label=value`, as in a Content-Usage header',
  cawg: 'JSON of a training and data mining assertion, or of one of its entries',
  tdmrep: 'JSON of a tdmrep.json file, or of one of its rules',
  robots: 'lines of a robots.txt file, or a word for what they come to',
} as const
export type SignalGrammar = keyof typeof SIGNAL_GRAMMARS

const values = z.array(z.union([z.string(), z.number(), z.boolean()])).default([])

/** Bindings of a platform or a signal to the terms that they bring with them. */
export const Binding = lazyObject(() => ({
  name: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  hosts: z.array(z.string()).default([]).meta({ description: 'hosts of URLs that are this platform' }),
  values: values.meta({ description: 'for a signal: the values that reserve' }),
  free: values.meta({ description: 'for a signal: the values that reserve nothing; any other value is unknown' }),
  constrained: values.meta({
    description: 'for a signal: the values that allow it under terms of their own; where none are told, they reserve',
  }),
  grammar: z
    .enum(Object.keys(SIGNAL_GRAMMARS) as [SignalGrammar, ...SignalGrammar[]])
    .optional()
    .meta({ description: 'for a signal: how its text is read, where that is more than one value' }),
  terms_at: z
    .array(z.string())
    .default([])
    .meta({ description: 'for a signal: names of signals beside it that tell where, or what, its terms are' }),
  terms: z
    .array(z.string())
    .default([])
    .meta({ description: 'what they bring with them; a signal that reserves nothing by itself has none' }),
  reviewed,
}))
export type Binding = z.infer<typeof Binding>

/** `bindings.yaml` */
export const BindingsFile = lazyObject(() => ({
  reviewed: fileReviewed,
  platforms: z.array(Binding).default([]),
  signals: z.array(Binding).default([]),
}))

/** All that provgate knows, as one value: what the build compiles the YAML files into. */
export const Catalog = lazyObject(() => ({
  version: z.string().min(1),
  sets: Sets.default({}),
  issuers: z.array(Issuer).default([]),
  terms: z.array(Terms).default([]),
  models: z.array(Model).default([]),
  licenses: z.array(LicenseAlias).default([]),
  datasets: z.array(Dataset).default([]),
  platforms: z.array(Binding).default([]),
  signals: z.array(Binding).default([]),
  conventions: z.array(ConventionSpec).default([]),
}))
export type Catalog = z.infer<typeof Catalog>

/** What stands in the files of a catalog folder: `terms/*.yaml` and so on, and `licenses.yaml` and so on. */
export const CATALOG_FILES = {
  terms: TermsFile,
  models: ModelsFile,
  conventions: ConventionSpec,
  licenses: LicensesFile,
  datasets: DatasetsFile,
  bindings: BindingsFile,
  sets: SetsFile,
} as const
