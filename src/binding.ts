import type { Source } from '../schemas/provenance.ts'
import type { ReasonCode } from '../schemas/ruling.ts'
import type { LicenseAlias, Lineage, Terms } from '../schemas/terms.ts'
import type { Span } from './dates.ts'
import type { SourceFacts } from './facts.ts'

/** The circumstances under which terms were reached. */
export interface Context {
  /** Where in the record: `sources/0`, or a path of lineage behind it. */
  readonly at: string
  readonly source: Source
  readonly facts: SourceFacts
  /** Days on which it may have been made. */
  readonly span: Span
  /** Days on which it may have been made if its date were not known. */
  readonly wide: Span
  /** Whether the source says so itself; an undated one has the widest span. */
  readonly dated: boolean
}

/** What binds a source: layers that add up, choices, and what nobody knows. */
export type Binding =
  | { readonly op: 'all'; readonly of: readonly Binding[] }
  /** The licensee's choice: an SPDX OR. */
  | { readonly op: 'choose'; readonly of: readonly Candidate[]; readonly at: string }
  /** One of these binds, and `fact` would tell which. */
  | { readonly op: 'candidates'; readonly of: readonly Candidate[]; readonly fact: string; readonly at: string }
  | { readonly op: 'terms'; readonly terms: Terms; readonly pin: string | undefined; readonly context: Context }
  | {
      readonly op: 'upstream'
      readonly lineage: Lineage
      readonly model: string
      /** How many steps of lineage lead here; a catalog that names itself ends at some. */
      readonly steps: number
      /** Made when it is asked for: it is the same for every source that leads to it. */
      readonly of: () => Binding
      readonly at: string
    }
  /** A signal beside an express license: forbidden becomes undetermined. */
  | { readonly op: 'disputed'; readonly of: Binding; readonly signal: string; readonly at: string }
  /** A license that is only assumed to read like its class: undetermined at most. */
  | { readonly op: 'assumed'; readonly of: Binding; readonly alias: LicenseAlias; readonly at: string }
  | {
      readonly op: 'unknown'
      readonly code: ReasonCode
      readonly says: string
      readonly at: string
      readonly fix?: string
      readonly missing?: string
    }
  /** Something worth saying that decides nothing. */
  | { readonly op: 'note'; readonly code: ReasonCode; readonly says: string; readonly at: string }
  /** `held` is what a label that grants nothing comes to, where no basis for unlicensed content is accepted. */
  | { readonly op: 'unlicensed'; readonly at: string; readonly missing: string; readonly held?: Binding }
  | { readonly op: 'authorship'; readonly at: string }

export interface Candidate {
  readonly label: string
  readonly of: Binding
}
