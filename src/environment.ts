import type { Permission, Settings } from '../schemas/config.ts'
import type { CatalogIndex } from './catalog.ts'
import type { TargetFacts } from './facts.ts'

/** All that a ruling depends on beside the source. Fixed for a run. */
export interface Environment {
  readonly catalog: CatalogIndex
  readonly target: TargetFacts
  readonly permissions: readonly Permission[]
  readonly settings: Settings & { readonly as_of: string }
  /** Inside a model's lineage: whether duties of these terms reach what is made from its outputs. */
  readonly upstream?: { readonly duties: boolean }
}
