import type { Catalog } from '../schemas/catalog.ts'
import { foldLicense } from './license.ts'

/** Adds a user's catalog to another; entries override by id, and each that does is named. */
export function mergeCatalogs(
  base: Catalog,
  added: Catalog,
): { readonly catalog: Catalog; readonly overridden: readonly string[] } {
  const overridden: string[] = []
  const merge = <T>(kind: string, old: readonly T[], more: readonly T[], id: (entry: T) => string): T[] => {
    const byId = new Map(old.map((entry) => [id(entry), entry]))
    for (const entry of more) {
      if (byId.has(id(entry))) overridden.push(`${kind} \`${id(entry)}\``)
      byId.set(id(entry), entry)
    }
    return [...byId.values()]
  }
  for (const name of Object.keys(added.sets)) if (Object.hasOwn(base.sets, name)) overridden.push(`set \`@${name}\``)
  const catalog: Catalog = {
    version: added.version,
    sets: { ...base.sets, ...added.sets },
    issuers: merge('issuer', base.issuers, added.issuers, (entry) => entry.id),
    terms: merge('terms', base.terms, added.terms, (entry) => entry.id),
    models: merge('model', base.models, added.models, (entry) => entry.id),
    licenses: merge('license', base.licenses, added.licenses, (entry) => foldLicense(entry.text)),
    datasets: merge('dataset', base.datasets, added.datasets, (entry) => entry.id.toLowerCase()),
    platforms: merge('platform', base.platforms, added.platforms, (entry) => entry.name),
    signals: merge('signal', base.signals, added.signals, (entry) => entry.name),
    conventions: merge('convention', base.conventions, added.conventions, (entry) => entry.id),
  }
  return { catalog, overridden }
}
