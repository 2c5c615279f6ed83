import type { Permission, Settings } from '../schemas/config.ts'
import type { Lineage } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'
import type { TargetFacts } from './facts.ts'
import type { Outcome } from './outcome.ts'
import type { Readings } from './reading.ts'

interface Quick {
  readonly read: Readings
  /** Outcomes of steps of lineage, which have a day and channel of their own; see `decideUpstream`. */
  readonly upstream: Map<Lineage, Map<string, Outcome>>
}

/** All that a ruling depends on beside the source. Fixed for a run. */
export interface Environment {
  readonly catalog: CatalogIndex
  readonly target: TargetFacts
  readonly permissions: readonly Permission[]
  readonly settings: Settings & { readonly as_of: string }
  /** Where only the ruling is asked for: what is the same for many sources, decided once a run. No notes are made. */
  readonly quick?: Quick
  /** Inside a model's lineage: whether duties of these terms reach what is made from its outputs. */
  readonly upstream?: { readonly duties: boolean }
}
