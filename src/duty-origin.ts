import type { Curation } from '../schemas/config.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Obligation } from '../schemas/ruling.ts'
import type { Clause } from '../schemas/terms.ts'
import type { Binding } from './binding.ts'
import { termsOf } from './binding-terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { findDataset } from './dataset-name.ts'
import type { Name } from './duty-counts.ts'
import type { SourceFacts } from './facts.ts'
import { identify } from './identify.ts'
import { hostOf } from './identify-place.ts'
import { curate } from './permission.ts'
import type { Scope } from './scope.ts'
import { candidatesOf } from './version.ts'

/** A source of a record, or one that the registry lists for its dataset, and a version of terms that may bind it. */
export interface Reach {
  readonly terms: string
  readonly version: string
  /** The fact that would tell which of several versions it is; undefined of the only one. */
  readonly open: string | undefined
  /** What clauses read of the source on that way. */
  readonly facts: SourceFacts
  readonly of: Part
}

/** Something that a record is made of. */
export interface Part {
  /** As curations leave it. */
  readonly source: Source
  /** Whether a curation gave it its license. */
  readonly curated: boolean
  /** The dataset that was made from it, where the registry says so and the record does not. */
  readonly through: string | undefined
}

/** What the sources of a record are made of, and the versions of terms that each part leads to. */
export interface Reached {
  readonly parts: readonly Part[]
  readonly reaches: readonly Reach[]
}

/**
 * Finds which part of a record leads to which terms. Duties pass by fine-tuning only, so that what a model learned from
 * is not followed.
 */
export function reachOf(sources: readonly Source[], scope: Scope, curations: readonly Curation[]): Reached {
  const parts = new Map<string, Part>()
  const reaches: Reach[] = []
  sources.forEach((source, i) => {
    const at = `sources/${i}`
    const curated = curate(source, curations, scope.asOf, [])
    addParts(at, curated, source, parts, scope.catalog)
    walk(identify(curated, at, scope), scope, ({ at: place, ...reach }) => {
      const of = partAt(place, parts)
      if (of) reaches.push({ ...reach, of })
    })
  })
  return { parts: [...parts.values()], reaches }
}

/** Whether a reach is one by which an obligation came; that of a permission or a setting has no version. */
export function brings(
  { terms, version, facts }: Reach,
  obligation: Pick<Obligation, 'terms' | 'version'>,
  clause: Clause | undefined,
): boolean {
  if (terms !== obligation.terms || (obligation.version !== '-' && version !== obligation.version)) return false
  return clause?.when.bound === undefined || clause.when.bound.includes(facts.bound)
}

/** The closest name that a part has, by how it led to the terms; undefined when it has none. */
export function nameOf({ source, through }: Part, bound: SourceFacts['bound']): Name | undefined {
  const { model, dataset, platform, url, license } = source
  if (bound === 'outputs' && model !== undefined) return { kind: 'model', name: model }
  if (dataset !== undefined) return { kind: 'dataset', name: dataset }
  if (platform !== undefined) return { kind: 'platform', name: platform }
  if (url !== undefined) return { kind: 'host', name: hostOf(url) }
  if (model !== undefined) return { kind: 'model', name: model }
  if (through !== undefined) return { kind: 'dataset', name: through }
  const [text] = [license ?? []].flat()
  return text === undefined ? undefined : { kind: 'license', name: text }
}

/** Each part by its place, as identification names it. */
function addParts(at: string, curated: Source, read: Source, parts: Map<string, Part>, catalog: CatalogIndex): void {
  addPart(at, { source: curated, curated: curated.license !== read.license, through: undefined }, parts, catalog)
  curated.derived_from?.forEach((from, i) => {
    addParts(`${at}/derived_from/${i}`, from, read.derived_from?.[i] ?? from, parts, catalog)
  })
}

function addPart(at: string, part: Part, parts: Map<string, Part>, catalog: CatalogIndex): void {
  parts.set(at, part)
  const { dataset } = part.source
  const entry = dataset === undefined ? undefined : findDataset(dataset, catalog)
  // The parts of a whole dataset stand at the same places, so that these are left to the dataset.
  if (!entry || entry.rows) return
  entry.sources.forEach((source, i) => {
    const { model, dataset: other, platform, url } = source
    // What the registry gives no name of its own is credited with the dataset.
    if (other === undefined && platform === undefined && url === undefined && model === undefined) return
    addPart(`${at}/dataset/${i}`, { source, curated: false, through: part.through ?? dataset }, parts, catalog)
  })
}

/** The part at a place, or the closest one above it. */
function partAt(at: string, parts: ReadonlyMap<string, Part>): Part | undefined {
  for (let place = at; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('/')))) {
    const found = parts.get(place)
    if (found) return found
  }
  return undefined
}

type Met = Omit<Reach, 'of'> & { readonly at: string }

function walk(binding: Binding, scope: Scope, met: (reach: Met) => void): void {
  for (const { terms, pin, context } of termsOf(binding, ({ lineage }) => lineage.relation === 'finetuned-from')) {
    const { at, facts } = context
    const found = candidatesOf(terms, pin, context.span, scope.catalog)
    const candidates = found.length > 0 ? found : candidatesOf(terms, pin, context.wide, scope.catalog)
    const open = candidates.length > 1 ? (terms.resolve === 'date' ? 'date' : 'version') : undefined
    for (const candidate of candidates)
      if (candidate.kind === 'version')
        met({ terms: candidate.terms.id, version: candidate.version.id, open, facts, at })
  }
}
