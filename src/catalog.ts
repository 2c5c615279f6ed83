import builtin, { digest as builtinDigest } from '../schemas/builtin.js'
import type { Catalog, Binding as PlatformBinding } from '../schemas/catalog.ts'
import type { Dataset } from '../schemas/dataset.ts'
import type { Among, Issuer, LicenseAlias, Market, Terms } from '../schemas/terms.ts'
import { checkCatalog, type Problem } from './catalog-check.ts'
import { checkDatasets } from './dataset-check.ts'
import { partsOf } from './dataset-rows.ts'
import { digestOf } from './digest.ts'
import { ProvgateError } from './errors.ts'
import { foldLicense } from './license.ts'
import { indexNames, type NameIndex } from './name.ts'

/** A set of values after `@sets` are written out. */
export interface AmongSet {
  readonly yes: ReadonlySet<string>
  readonly unclear: ReadonlySet<string>
  /** What is known to be something else; where it is told, a word in none of the three is unclear. */
  readonly no?: ReadonlySet<string> | undefined
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

/** Where an entry was written, such as `terms/acme.yaml` line 5; undefined of one that no file is known of. */
export type PlaceOf = (entry: object) => string | undefined

/**
 * Indexes a catalog and checks that it holds together.
 * @param placeOf tells where an entry was written, so that a problem can say so
 * @throws ProvgateError `catalog` that lists every dangling reference, doubled id and word that nothing can mean
 */
export function indexCatalog(catalog: Catalog, placeOf: PlaceOf = () => undefined): CatalogIndex {
  // The build has checked the catalog that it compiled.
  const { index, problems } = catalog === builtin ? indexed(catalog) : inspectCatalog(catalog)
  if (problems.length > 0) throw broken(problems, placeOf)
  return index
}

/** Indexes a catalog also where it does not hold together, with each problem: for who lists them. */
export function inspectCatalog(catalog: Catalog): Indexed {
  const { index, problems } = indexed(catalog)
  return { index, problems: [...problems, ...checkCatalog(index), ...checkDatasets(index.datasets)] }
}

interface Indexed {
  readonly index: CatalogIndex
  readonly problems: readonly Problem[]
}

/** Tells each name of an entry. */
type Naming<T> = (entry: T, is: (name: string) => void) => void

function lower(name: string, aliases: readonly string[], is: (name: string) => void): void {
  is(name.toLowerCase())
  for (const alias of aliases) is(alias.toLowerCase())
}

/** The index, with what stands twice. */
function indexed(catalog: Catalog): Indexed {
  const problems: Problem[] = []
  /** Entries by what they are called by, as `name` tells it. No lists are made: this is a good part of every start. */
  const named = <T extends object>(kind: string, entries: readonly T[], name: Naming<T>) => {
    const map = new Map<string, T>()
    for (const entry of entries)
      name(entry, (id) => {
        const known = map.get(id)
        if (known !== undefined && known !== entry) problems.push({ says: `${kind} \`${id}\` stands twice`, entry })
        map.set(id, entry)
      })
    return map
  }
  const byId = <T extends { id: string }>(kind: string, entries: readonly T[]) =>
    named(kind, entries, ({ id }, is) => is(id))
  const terms = byId('terms', catalog.terms)
  const issuers = byId('issuer', catalog.issuers)
  const markets = new Map<string, Market & { issuer: string }>()
  for (const issuer of catalog.issuers)
    for (const market of issuer.markets) markets.set(market.id, { ...market, issuer: issuer.id })
  // Of these only what stands twice is asked for: the build has asked it of its own catalog.
  if (catalog !== builtin) {
    byId('model', catalog.models)
    named('family', catalog.models, ({ family, named_by }, is) => {
      for (const name of [family, ...Object.values(named_by)].flat()) is(name)
    })
    byId('convention', catalog.conventions)
  }
  const licenses = named('license', catalog.licenses, ({ text }, is) => is(foldLicense(text)))
  const datasets = named('dataset', [...catalog.datasets, ...catalog.datasets.flatMap(partsOf)], (entry, is) =>
    lower(entry.id, entry.aliases, is),
  )
  const platforms = named('platform', catalog.platforms, ({ name, aliases }, is) => lower(name, aliases, is))
  const platformHosts = named('host', catalog.platforms, ({ hosts }, is) => {
    for (const host of hosts) is(host)
  })
  const signals = named('signal', catalog.signals, ({ name, aliases }, is) => lower(name, aliases, is))
  const hosts = new Map<string, readonly string[]>()
  for (const issuer of catalog.issuers)
    for (const [door, refs] of Object.entries(issuer.hosts)) hosts.set(door, [...(hosts.get(door) ?? []), ...refs])

  const names = indexNames(catalog.models, (id) => [id, ...(issuers.get(id)?.aliases ?? [])])
  const sets = new Map<Among, AmongSet>()
  const among = (spec: Among): AmongSet => {
    const known = sets.get(spec)
    if (known) return known
    const set = flatten(spec, catalog.sets)
    sets.set(spec, set)
    return set
  }
  const index: CatalogIndex = {
    catalog,
    digest: catalog === builtin ? builtinDigest : digestOf(catalog),
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
  return { index, problems }
}

/** More problems than anybody mends at once. */
const SHOWN = 8

function broken(problems: readonly Problem[], placeOf: PlaceOf): ProvgateError {
  const lines = problems.map(({ says, entry }) => {
    const place = entry && placeOf(entry)
    return place === undefined ? says : `${place}: ${says}`
  })
  const all = [...new Set(lines)]
  const more = all.length > SHOWN ? `; and ${all.length - SHOWN} more` : ''
  const placed = all.length === 1 && problems[0]?.entry !== undefined && placeOf(problems[0].entry) !== undefined
  const list = `${all.slice(0, SHOWN).join('; ')}${more}`
  return new ProvgateError('catalog', placed ? list : `the catalog does not hold together: ${list}`, {
    fix: 'add what is named, or mend the name',
  })
}

/** Writes out the sets that a list of values names; a set that is not there has no members. */
function flatten(spec: Among, sets: Catalog['sets']): AmongSet {
  const listed = Array.isArray(spec) ? { yes: spec, unclear: [] } : spec
  const yes = new Set<string>()
  const unclear = new Set<string>()
  let no: Set<string> | undefined
  for (const [values, into] of [
    [listed.yes, yes],
    [listed.unclear, unclear],
  ] as const)
    for (const value of values) {
      if (!value.startsWith('@')) into.add(value)
      else if (Object.hasOwn(sets, value.slice(1))) {
        const named = sets[value.slice(1)]!
        for (const member of named.yes) into.add(member)
        for (const member of named.unclear) unclear.add(member)
        if (named.no) no = new Set([...(no ?? []), ...named.no])
      }
    }
  return { yes, unclear, no }
}

/** A version by its id or an alias. */
export function findVersion(terms: Terms, id: string): Terms['versions'][number] | undefined {
  return terms.versions.find((version) => version.id === id || version.aliases.includes(id))
}
