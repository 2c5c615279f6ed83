import type { Source } from '../schemas/provenance.ts'
import type { Model } from '../schemas/terms.ts'
import { baseTerms } from './base.ts'
import type { CatalogIndex } from './catalog.ts'

/** Fields of a source that lead to nothing in a catalog but by way of its model. */
const PLAIN: ReadonlySet<string> = new Set([
  'role',
  'model',
  'channel',
  'account',
  'date',
  'collected',
  'features',
  'collection',
  'content',
  'intent',
])

/**
 * Tells sources for which two catalogs hold the very same words, so that no ruling needs to be made anew. Only what a
 * model leads to is followed; of anything else the answer is no.
 */
export function createSameness(
  from: CatalogIndex,
  to: CatalogIndex,
  base: string | undefined,
): (source: Source) => boolean {
  // Entries that are the same but for the order of their fields count as others: they are ruled anew, that is all.
  const text = (value: unknown) => JSON.stringify(value ?? null)
  const bases = [from, to].map((catalog) => {
    const { ids } = baseTerms(base, catalog)
    return typeof ids === 'string' ? ids : text([...ids].sort())
  })
  const shared = ({ catalog }: CatalogIndex) => text([catalog.sets, catalog.issuers])
  // Hosts, markets and sets are read by all.
  if (bases[0] !== bases[1] || shared(from) !== shared(to)) return () => false

  const terms = new Map<string, boolean>()
  const sameTerms = (ref: string): boolean => {
    const id = ref.split('@')[0] ?? ''
    const known = terms.get(id)
    if (known !== undefined) return known
    // One that comes back to itself counts as another: it is ruled anew then.
    terms.set(id, false)
    const [old, now] = [from.terms.get(id), to.terms.get(id)]
    const outside = [old?.before, old?.after].flatMap((rule) => (typeof rule === 'object' ? [rule.terms] : []))
    const same = text(old) === text(now) && outside.every(sameTerms)
    terms.set(id, same)
    return same
  }
  // Hosts are reached by any channel.
  const hosts = from.catalog.issuers.flatMap((issuer) => Object.values(issuer.hosts).flat()).every(sameTerms)
  const names = new Map<string, boolean>()
  const sameName = (name: string): boolean => {
    const known = names.get(name)
    if (known !== undefined) return known
    names.set(name, false)
    const parts = name.split('+').map((part) => part.trim())
    const same =
      parts.length > 1 && parts.every((part) => part !== '')
        ? parts.map(sameName).every(Boolean)
        : sameModel(from.names.resolve(name), to.names.resolve(name))
    names.set(name, same)
    return same
  }
  const models = new Map<Model, boolean>()
  type Resolved = ReturnType<CatalogIndex['names']['resolve']>
  const sameModel = (old: Resolved, now: Resolved): boolean => {
    if (old.kind === 'unknown' || now.kind === 'unknown') return old.kind === now.kind
    if (old.unlisted !== now.unlisted || old.implies !== now.implies || old.host !== now.host) return false
    const known = models.get(old.model)
    if (known !== undefined && old.model.id === now.model.id) return known
    const { model } = old
    models.set(model, false)
    const refs = Object.entries(model.doors).flatMap(([door, listed]) =>
      listed === 'issuer' ? (from.issuers.get(model.issuer ?? '')?.channels[door] ?? []) : listed,
    )
    const up = model.lineage
    const same =
      text(model) === text(now.model) &&
      [...refs, ...up.flatMap((one) => one.terms ?? [])].every(sameTerms) &&
      [...model.parts, ...up.flatMap((one) => one.to ?? [])].every(sameName)
    models.set(model, same)
    return same
  }
  return (source) => {
    if (!hosts || source.model === undefined) return false
    for (const field in source) if (!PLAIN.has(field) && source[field as keyof Source] !== undefined) return false
    return sameName(source.model)
  }
}
