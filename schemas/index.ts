import { z } from 'zod'
import { Catalog } from './catalog.ts'
import { Config } from './config.ts'
import { ConventionSpec } from './convention.ts'
import { DatasetsFile } from './dataset.ts'
import { HeldRow, LedgerEntry, LedgerHeader, Summary } from './ledger.ts'
import { Provenance } from './provenance.ts'
import { Explanation, Ruling } from './ruling.ts'
import { Target } from './target.ts'
import { LicensesFile, ModelsFile, TermsFile } from './terms.ts'

/** The words of provgate by name, as `provgate schema NAME` prints them. */
export const SCHEMAS = {
  config: Config,
  target: Target,
  provenance: Provenance,
  ruling: Ruling,
  explanation: Explanation,
  'ledger-header': LedgerHeader,
  'ledger-entry': LedgerEntry,
  'held-row': HeldRow,
  summary: Summary,
  convention: ConventionSpec,
  catalog: Catalog,
  'catalog-terms': TermsFile,
  'catalog-models': ModelsFile,
  'catalog-licenses': LicensesFile,
  'catalog-datasets': DatasetsFile,
} as const satisfies Record<string, z.ZodType>
export type SchemaName = keyof typeof SCHEMAS

/** The JSON Schema (draft 2020-12) of a word, for what a user writes. */
export function jsonSchema(name: SchemaName): object {
  return z.toJSONSchema(SCHEMAS[name], { io: 'input', unrepresentable: 'any' })
}
