import { z } from 'zod'
import { ConventionSpec } from './convention.ts'
import { Dataset, DatasetsFile } from './dataset.ts'
import { Issuer, LicenseAlias, LicensesFile, Model, ModelsFile, Terms, TermsFile } from './terms.ts'

/** Named sets of kinds and other values, used as `@name` where a clause lists values. */
export const Sets = z.record(
  z.string(),
  z.strictObject({ yes: z.array(z.string()), unclear: z.array(z.string()).default([]) }),
)

/** `sets.yaml` */
export const SetsFile = z.strictObject({ sets: Sets })

/** Bindings of a platform or a signal to the terms that they bring with them. */
export const Binding = z.strictObject({
  name: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  hosts: z.array(z.string()).default([]).meta({ description: 'hosts of URLs that are this platform' }),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .default([])
    .meta({ description: 'for a signal: the values that reserve; others of the same signal do not' }),
  free: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .default([])
    .meta({ description: 'for a signal: the values that reserve nothing; any other value is unknown' }),
  terms: z.array(z.string()).min(1),
})
export type Binding = z.infer<typeof Binding>

/** `bindings.yaml` */
export const BindingsFile = z.strictObject({
  platforms: z.array(Binding).default([]),
  signals: z.array(Binding).default([]),
})

/** All that provgate knows, as one value: what the build compiles the YAML files into. */
export const Catalog = z.strictObject({
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
})
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
