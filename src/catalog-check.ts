import type { Catalog } from '../schemas/catalog.ts'
import { ROLES } from '../schemas/provenance.ts'
import { DISTRIBUTIONS, KINDS, PURPOSES } from '../schemas/target.ts'
import type { Among, Issuer, Model, Terms, Version, When } from '../schemas/terms.ts'
import { foldName, type NameIndex } from './name.ts'
import { checkSignals } from './signal-check.ts'

/** What is wrong with a catalog, and the entry in which it stands. */
export interface Problem {
  readonly says: string
  readonly entry: object | undefined
  /** How to mend it; default: by adding what is named, or mending the name. */
  readonly fix?: string | undefined
}

/** What a check looks up in. */
export interface Parts {
  readonly catalog: Catalog
  readonly terms: ReadonlyMap<string, Terms>
  readonly issuers: ReadonlyMap<string, Issuer>
  readonly markets: ReadonlyMap<string, unknown>
  readonly names: NameIndex
  among(spec: Among): { readonly yes: ReadonlySet<string>; readonly unclear: ReadonlySet<string> }
}

/** Facts of a condition whose values are a closed list: a word that is not on it would silently never hold. */
const CLOSED = { kind: KINDS, purpose: PURPOSES, distribution: DISTRIBUTIONS, role: ROLES } as const

/** Everything in an indexed catalog that names what is not there, stands in the way of itself or can't be meant. */
export function* checkCatalog(index: Parts): Generator<Problem> {
  const { catalog, issuers } = index
  for (const terms of catalog.terms) {
    if (terms.issuer !== undefined && !issuers.has(terms.issuer))
      yield {
        says: `terms \`${terms.id}\` name issuer \`${terms.issuer}\`, which no terms file has`,
        entry: terms,
      }
    for (const outside of [terms.before, terms.after])
      if (typeof outside === 'object') yield* checkRef(outside.terms, `terms \`${terms.id}\``, terms, index)
    yield* checkVersions(terms)
    for (const version of terms.versions) yield* checkClauses(terms.id, version, index)
  }
  const seen = new Set<string>()
  for (const issuer of catalog.issuers) {
    for (const ref of [...Object.values(issuer.channels), ...Object.values(issuer.hosts)].flat())
      yield* checkRef(ref, `issuer \`${issuer.id}\``, issuer, index)
    yield* checkMarkets(issuer, seen)
  }
  for (const model of catalog.models) yield* checkModel(model, index)
  for (const alias of catalog.licenses)
    for (const ref of alias.terms) yield* checkRef(ref, `license \`${alias.text}\``, alias, index)
  for (const binding of [...catalog.platforms, ...catalog.signals])
    for (const ref of binding.terms) yield* checkRef(ref, `binding \`${binding.name}\``, binding, index)
  for (const platform of catalog.platforms)
    if (platform.terms.length === 0)
      yield { says: `binding \`${platform.name}\` brings no terms with it`, entry: platform }
  yield* checkSignals(catalog.signals)
}

function* checkRef(ref: string, where: string, entry: object, { terms }: Parts): Generator<Problem> {
  const [id = '', version] = ref.split('@')
  const found = terms.get(id)
  if (!found) yield { says: `${where} names terms \`${id}\`, which the catalog does not have`, entry }
  else if (
    version !== undefined &&
    !found.versions.some(({ id, aliases }) => id === version || aliases.includes(version))
  ) {
    const known = found.versions.map((one) => `\`${one.id}\``).join(', ')
    yield { says: `${where} names version \`${version}\` of \`${id}\`, which has ${known}`, entry }
  }
}

function* checkVersions({ id, resolve, versions }: Terms): Generator<Problem> {
  const names = new Set<string>()
  for (const version of versions) {
    for (const name of [version.id, ...version.aliases]) {
      if (names.has(name))
        yield { says: `version \`${name}\` of \`${id}\` stands twice`, entry: version, fix: 'rename one of the two' }
      names.add(name)
    }
    if (version.from !== null && version.to !== null && version.from > version.to)
      yield {
        says: `version \`${version.id}\` of \`${id}\` ends before it starts`,
        entry: version,
        fix: 'mend `from` or `to`',
      }
  }
  if (resolve !== 'date') return
  const sorted = [...versions].sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))
  for (const [i, { id: name, from, to }] of sorted.entries()) {
    const next = sorted[i + 1]
    if (next && ((to !== null && to >= (next.from ?? '')) || from === next.from))
      yield {
        says: `versions \`${name}\` and \`${next.id}\` of \`${id}\` overlap`,
        entry: next,
        fix: 'end the earlier one on the day before the later one starts',
      }
  }
}

function* checkClauses(terms: string, version: Version, index: Parts): Generator<Problem> {
  const { from, to, clauses } = version
  const seen = new Set<string>()
  for (const clause of clauses) {
    const where = `clause \`${terms}@${version.id}#${clause.id}\``
    if (seen.has(clause.id)) yield { says: `${where} stands twice`, entry: clause, fix: 'rename one of the two' }
    seen.add(clause.id)
    const early = clause.to !== undefined && clause.to < (clause.from ?? from ?? '')
    if (early || (to !== null && (clause.from ?? '') > to) || (from !== null && clause.to && clause.to < from))
      yield {
        says: `${where} is in force on no day of its version`,
        entry: clause,
        fix: 'mend `from` or `to`, or move it to the version of those days',
      }
    yield* checkWhen(clause.when, where, clause, index)
    if (clause.effect !== 'forbid') continue
    // While no base is declared the condition is false: as what forbids, it would be lifted by silence.
    if (clause.when.base)
      yield {
        says: `${where} reads \`base\`, which only exceptions, grants and duties may`,
        entry: clause,
        fix: 'say it in `except`',
      }
    for (const exception of clause.except) yield* checkWhen(exception.when, where, exception, index)
  }
}

function* checkWhen(when: When, where: string, entry: object, index: Parts): Generator<Problem> {
  const { catalog, markets, among } = index
  if (when.competes !== undefined && !markets.has(when.competes))
    yield { says: `${where} names market \`${when.competes}\`, which no issuer has`, entry }
  for (const spec of Object.values(when).filter((spec): spec is Among => typeof spec === 'object'))
    for (const value of Array.isArray(spec) ? spec : [...spec.yes, ...spec.unclear])
      if (value.startsWith('@') && !Object.hasOwn(catalog.sets, value.slice(1)))
        yield { says: `${where} names set \`${value}\`, which sets.yaml does not have`, entry }
  for (const field of Object.keys(CLOSED) as (keyof typeof CLOSED)[]) {
    const spec = when[field]
    if (spec === undefined) continue
    const { yes, unclear } = among(spec)
    for (const word of [...yes, ...unclear])
      if (!(CLOSED[field] as readonly string[]).includes(word))
        yield { says: `${where} names ${field} \`${word}\`, which is not known`, entry }
  }
}

function* checkMarkets({ markets }: Issuer, seen: Set<string>): Generator<Problem> {
  for (const market of markets) {
    const { id, yes, no } = market
    if (seen.has(id)) yield { says: `market \`${id}\` stands twice`, entry: market, fix: 'rename one of the two' }
    seen.add(id)
    for (const kind of [...yes, ...no])
      if (!(KINDS as readonly string[]).includes(kind))
        yield { says: `market \`${id}\` names kind \`${kind}\`, which is not known`, entry: market }
    for (const kind of yes)
      if (no.includes(kind))
        yield {
          says: `market \`${id}\` has kind \`${kind}\` as both yes and no`,
          entry: market,
          fix: 'keep it in one list, or in neither while it is unclear',
        }
  }
}

function* checkModel(model: Model, index: Parts): Generator<Problem> {
  const { issuers, names } = index
  const where = `model \`${model.id}\``
  const problem = (says: string, fix?: string): Problem => ({ says: `${where} ${says}`, entry: model, fix })
  const issuer = issuers.get(model.issuer ?? '')
  if (!issuer) yield problem(`names issuer \`${model.issuer}\`, which no terms file has`)
  for (const [door, refs] of Object.entries(model.doors)) {
    if (refs !== 'issuer') for (const ref of refs) yield* checkRef(ref, where, model, index)
    else if (!issuer || !Object.hasOwn(issuer.channels, door))
      yield problem(`takes the issuer's terms for \`${door}\`, which it has none for`)
  }
  for (const { to, terms, from, until } of model.lineage) {
    if (terms !== undefined) yield* checkRef(terms, where, model, index)
    if (to !== undefined && names.resolve(to).kind === 'unknown')
      yield problem(`comes from \`${to}\`, which no family has`)
    if (from !== undefined && until !== undefined && from > until)
      yield problem('has a step of lineage that ends before it starts', 'mend `from` or `until`')
  }
  // A name that is not written as names are folded would never be found.
  for (const family of [...model.family, ...Object.values(model.named_by).flat()]) {
    const folded = foldName(family)
    const plain = folded?.org === undefined && folded?.host === undefined ? folded?.tokens.join('-') : undefined
    if (plain !== family)
      yield problem(
        `has family \`${family}\`, which is not written as names are compared${plain ? `: \`${plain}\`` : ''}`,
        plain ? `write \`${plain}\`` : 'write it in lower case, with `-` between words',
      )
  }
  for (const org of model.orgs)
    if (org !== org.toLowerCase())
      yield problem(`has account \`${org}\`, which is not in lower case`, `write \`${org.toLowerCase()}\``)
  for (const example of model.examples) {
    const found = names.resolve(example)
    const fix = 'move the example to the entry that it means, or mend the names and tails'
    if (found.kind === 'unknown') yield problem(`has example \`${example}\`, which is unknown: ${found.why}`, fix)
    else if (found.model.id !== model.id)
      yield problem(`has example \`${example}\`, which is of model \`${found.model.id}\``, fix)
  }
}
