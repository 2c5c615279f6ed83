import type { Catalog, Binding as PlatformBinding } from '../schemas/catalog.ts'
import type { Dataset } from '../schemas/dataset.ts'
import type { Among, Issuer, LicenseAlias, Market, Terms, When } from '../schemas/terms.ts'
import { digestOf } from './digest.ts'
import { ProvgateError } from './errors.ts'
import { foldLicense } from './license.ts'
import { indexNames, type NameIndex } from './name.ts'

/** A set of values after `@sets` are written out. */
export interface AmongSet {
  readonly yes: ReadonlySet<string>
  readonly unclear: ReadonlySet<string>
}

/** The catalog with the ways to look things up. Immutable. */
export interface CatalogIndex {
  readonly catalog: Catalog
  readonly digest: string
  readonly terms: ReadonlyMap<string, Terms>
  readonly issuers: ReadonlyMap<string, Issuer>
  readonly markets: ReadonlyMap<string, Market & { readonly issuer: string }>
  readonly licenses: ReadonlyMap<string, LicenseAlias>
  readonly datasets: ReadonlyMap<string, Dataset>
  readonly platforms: ReadonlyMap<string, PlatformBinding>
  readonly platformHosts: ReadonlyMap<string, PlatformBinding>
  readonly signals: ReadonlyMap<string, PlatformBinding>
  /** A door → the terms of the host that keeps it for others' models. */
  readonly hosts: ReadonlyMap<string, readonly string[]>
  readonly names: NameIndex
  among(spec: Among): AmongSet
}

/**
 * Indexes a catalog and checks that what it names is there.
 * @throws ProvgateError `catalog` that lists every dangling reference and doubled id
 */
export function indexCatalog(catalog: Catalog): CatalogIndex {
  const problems: string[] = []
  const byId = <T>(kind: string, entries: readonly T[], ids: (entry: T) => readonly string[]): Map<string, T> => {
    const map = new Map<string, T>()
    for (const entry of entries)
      for (const id of ids(entry)) {
        if (map.has(id) && map.get(id) !== entry) problems.push(`${kind} \`${id}\` stands twice`)
        map.set(id, entry)
      }
    return map
  }
  const terms = byId('terms', catalog.terms, (entry) => [entry.id])
  const issuers = byId('issuer', catalog.issuers, (entry) => [entry.id])
  const markets = new Map<string, Market & { issuer: string }>()
  for (const issuer of catalog.issuers)
    for (const market of issuer.markets) markets.set(market.id, { ...market, issuer: issuer.id })
  byId('model', catalog.models, (entry) => [entry.id])
  const licenses = byId('license', catalog.licenses, (entry) => [foldLicense(entry.text)])
  const datasets = byId('dataset', catalog.datasets, (entry) =>
    [entry.id, ...entry.aliases].map((id) => id.toLowerCase()),
  )
  const platforms = byId('platform', catalog.platforms, (entry) =>
    [entry.name, ...entry.aliases].map((id) => id.toLowerCase()),
  )
  const platformHosts = byId('host', catalog.platforms, (entry) => entry.hosts)
  const signals = byId('signal', catalog.signals, (entry) =>
    [entry.name, ...entry.aliases].map((id) => id.toLowerCase()),
  )
  const hosts = new Map<string, readonly string[]>()
  for (const issuer of catalog.issuers)
    for (const [door, refs] of Object.entries(issuer.hosts)) hosts.set(door, [...(hosts.get(door) ?? []), ...refs])

  const sets = new Map<Among, AmongSet>()
  const among = (spec: Among): AmongSet => {
    const known = sets.get(spec)
    if (known) return known
    const listed = Array.isArray(spec) ? { yes: spec, unclear: [] } : spec
    const yes = new Set<string>()
    const unclear = new Set<string>()
    const take = (values: readonly string[], into: Set<string>) => {
      for (const value of values) {
        const named = value.startsWith('@') ? catalog.sets[value.slice(1)] : undefined
        if (!value.startsWith('@')) into.add(value)
        else if (!named) problems.push(`set \`${value}\` is not in sets.yaml`)
        else {
          for (const member of named.yes) into.add(member)
          for (const member of named.unclear) unclear.add(member)
        }
      }
    }
    take(listed.yes, yes)
    take(listed.unclear, unclear)
    const set = { yes, unclear }
    sets.set(spec, set)
    return set
  }

  const checkRef = (ref: string, where: string) => {
    const [id = '', version] = ref.split('@')
    const found = terms.get(id)
    if (!found) problems.push(`${where} names terms \`${id}\`, which the catalog does not have`)
    else if (version !== undefined && !findVersion(found, version))
      problems.push(
        `${where} names version \`${version}\` of \`${id}\`, which has ${found.versions.map((v) => `\`${v.id}\``).join(', ')}`,
      )
  }
  const checkWhen = (when: When, where: string) => {
    if (when.competes !== undefined && !markets.has(when.competes))
      problems.push(`${where} names market \`${when.competes}\`, which no issuer has`)
    for (const spec of Object.values(when))
      if (Array.isArray(spec) || (spec && typeof spec === 'object')) among(spec as Among)
  }
  for (const entry of catalog.terms) {
    for (const outside of [entry.before, entry.after])
      if (typeof outside === 'object') checkRef(outside.terms, `terms \`${entry.id}\``)
    for (const version of entry.versions)
      for (const clause of version.clauses) {
        const where = `clause \`${entry.id}@${version.id}#${clause.id}\``
        checkWhen(clause.when, where)
        if (clause.effect === 'forbid') for (const exception of clause.except) checkWhen(exception.when, where)
      }
  }
  for (const issuer of catalog.issuers)
    for (const refs of [...Object.values(issuer.channels), ...Object.values(issuer.hosts)])
      for (const ref of refs) checkRef(ref, `issuer \`${issuer.id}\``)
  for (const model of catalog.models) {
    const issuer = issuers.get(model.issuer ?? '')
    if (!issuer) problems.push(`model \`${model.id}\` names issuer \`${model.issuer}\`, which no terms file has`)
    for (const [door, refs] of Object.entries(model.doors)) {
      if (refs !== 'issuer') for (const ref of refs) checkRef(ref, `model \`${model.id}\``)
      else if (!issuer?.channels[door])
        problems.push(`model \`${model.id}\` takes the issuer's terms for \`${door}\`, which it has none for`)
    }
    for (const { terms: ref } of model.lineage) if (ref) checkRef(ref, `model \`${model.id}\``)
  }
  for (const alias of catalog.licenses) for (const ref of alias.terms) checkRef(ref, `license \`${alias.text}\``)
  for (const binding of [...catalog.platforms, ...catalog.signals])
    for (const ref of binding.terms) checkRef(ref, `binding \`${binding.name}\``)

  const names = indexNames(catalog.models, (id) => [id, ...(issuers.get(id)?.aliases ?? [])])
  for (const model of catalog.models)
    for (const { to } of model.lineage)
      if (to !== undefined && names.resolve(to).kind === 'unknown')
        problems.push(`model \`${model.id}\` comes from \`${to}\`, which no family has`)
  if (problems.length > 0)
    throw new ProvgateError('catalog', `the catalog does not hold together: ${problems.join('; ')}`, {
      fix: 'add what is named, or mend the name',
    })
  return {
    catalog,
    digest: digestOf(catalog),
    terms,
    issuers,
    markets,
    licenses,
    datasets,
    platforms,
    platformHosts,
    signals,
    hosts,
    names,
    among,
  }
}

/** A version by its id or an alias. */
export function findVersion(terms: Terms, id: string): Terms['versions'][number] | undefined {
  return terms.versions.find((version) => version.id === id || version.aliases.includes(id))
}
