import type { Catalog } from '../schemas/catalog.ts'
import type { Issuer, Model, Terms } from '../schemas/terms.ts'
import { doorRefs, type Ways, waysTo } from './ask-doors.ts'
import { type CatalogIndex, findVersion } from './catalog.ts'
import { END, START } from './dates.ts'
import { foldLicense, type LicenseTree, readLicense } from './license.ts'
import { candidatesOf } from './version.ts'

/** A stretch of the time of some terms: a version, or days of which nobody read the words. */
export interface Stretch {
  readonly version: string | null
  readonly from: string | null
  readonly to: string | null
  readonly seen: string | null
  readonly read: Terms['versions'][number]['read'] | null
  /** Of a gap: which days. Of days under other terms: their id. */
  readonly says?: string
}

/** What an id or a name stands for in a catalog. */
export type Entry =
  | {
      readonly kind: 'terms'
      readonly terms: Terms
      readonly version: string | undefined
      readonly timeline: readonly Stretch[]
      readonly ways: Ways
    }
  | { readonly kind: 'issuer'; readonly issuer: Issuer }
  | {
      readonly kind: 'model'
      readonly name: string
      readonly model: Model
      readonly unlisted: string | null
      readonly implies: string | null
      readonly host: string | null
      readonly doors: Readonly<Record<string, readonly string[]>>
    }
  | { readonly kind: 'license'; readonly text: string; readonly license: LicenseTree }
  | { readonly kind: 'dataset'; readonly dataset: Catalog['datasets'][number] }
  | { readonly kind: 'convention'; readonly convention: Catalog['conventions'][number] }
  | { readonly kind: 'platform' | 'signal'; readonly binding: Catalog['platforms'][number] }

/** All that an id, a license or a model's name in the wild stands for; nothing when the catalog does not know it. */
export function findEntries(text: string, index: CatalogIndex): Entry[] {
  const { catalog } = index
  const found: Entry[] = []
  const lower = text.toLowerCase()
  const at = text.indexOf('@')
  const terms = index.terms.get(at > 0 ? text.slice(0, at) : text)
  const version = terms && at > 0 ? findVersion(terms, text.slice(at + 1)) : undefined
  if (terms && (at < 0 || version)) found.push(termsEntry(terms, version?.id, index))
  const issuer = catalog.issuers.find(({ id, aliases }) => id === lower || aliases.includes(lower))
  if (issuer) found.push({ kind: 'issuer', issuer })
  const byId = catalog.models.find(({ id }) => id === text)
  if (byId) found.push(modelEntry(text, byId, index))
  const dataset = index.datasets.get(lower)
  if (dataset) found.push({ kind: 'dataset', dataset })
  const convention = catalog.conventions.find(({ id }) => id === text)
  if (convention) found.push({ kind: 'convention', convention })
  if (index.licenses.has(foldLicense(text)))
    found.push({ kind: 'license', text, license: readLicense(text, index.licenses) })
  const platform = index.platforms.get(lower) ?? index.platformHosts.get(lower)
  if (platform) found.push({ kind: 'platform', binding: platform })
  const signal = index.signals.get(lower)
  if (signal) found.push({ kind: 'signal', binding: signal })

  const named = index.names.resolve(text)
  // A name that goes beyond what is listed is worth showing only where nothing else has it.
  if (named.kind === 'model' && named.model !== byId && (named.unlisted === undefined || found.length === 0))
    found.push(modelEntry(text, named.model, index, named))
  if (found.length > 0) return found
  const license = readLicense(text, index.licenses)
  return knows(license) ? [{ kind: 'license', text, license }] : []
}

function modelEntry(
  name: string,
  model: Model,
  index: CatalogIndex,
  named: { unlisted?: string | undefined; implies?: string | undefined; host?: string | undefined } = {},
): Entry {
  const doors = Object.fromEntries(Object.keys(model.doors).map((door) => [door, doorRefs(model, door, index)]))
  const { unlisted = null, implies = null, host = null } = named
  return { kind: 'model', name, model, unlisted, implies, host, doors }
}

const termsEntry = (terms: Terms, version: string | undefined, index: CatalogIndex): Entry => ({
  kind: 'terms',
  terms,
  version,
  timeline: timelineOf(terms, index),
  ways: waysTo(terms.id, index),
})

/** Every version of some terms, and the days between and around them of which nobody read the words. */
function timelineOf(terms: Terms, index: CatalogIndex): Stretch[] {
  return candidatesOf(terms, undefined, { lo: START, hi: END }, index).map((candidate) => {
    if (candidate.kind === 'gap')
      return { version: null, from: null, to: null, seen: null, read: null, says: candidate.where }
    const { id, from, to, seen, read } = candidate.version
    const other = candidate.terms.id === terms.id ? {} : { says: `\`${candidate.terms.id}\`` }
    return { version: id, from, to, seen, read, ...other }
  })
}

function knows(tree: LicenseTree): boolean {
  if (tree.op === 'alias') return true
  return tree.op !== 'unknown' && tree.of.some(knows)
}
