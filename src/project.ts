import type { Curation, Permission } from '../schemas/config.ts'
import type { Dataset } from '../schemas/dataset.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Terms } from '../schemas/terms.ts'
import type { Binding } from './binding.ts'
import { termsOf } from './binding-terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { findDataset, nearDatasets } from './dataset-name.ts'
import { END, formatSpan, parseSpan, type Span, START, shiftDay } from './dates.ts'
import { canonical } from './digest.ts'
import { foldWord } from './facts.ts'
import { identify } from './identify.ts'
import { hostOf } from './identify-place.ts'
import { curate, matchesUrl } from './permission.ts'
import type { Scope } from './scope.ts'
import { lastLook, versionSpans } from './version.ts'

/** Maps a source onto what clauses read of it, so that sources that can't be told apart by any clause are equal. */
export interface Project {
  (source: Source): Source
  /** What clauses read of a `url`. */
  readonly url: (url: string) => string
}

/** Stands for the features that no clause reads: that there are others matters where all must be covered. */
const OTHER = 'other'

/** More distinct origins of dates than any catalog has; the memory starts anew beyond it. */
const MEMORY = 50_000

/** A projection for one run: dates become the interval between the days at which something changes, URLs their host. */
export function createProjection(
  scope: Scope,
  permissions: readonly Permission[],
  curations: readonly Curation[],
): Project {
  const { catalog, asOf } = scope
  const features = featureNames(catalog)
  const memory = new Map<string, readonly string[]>()
  const covered = permissions.flatMap(({ covers }) => [covers?.from, next(covers?.until)])

  const changes = (source: Source): readonly string[] => {
    // Fields in another order only miss what is remembered.
    const key = JSON.stringify(source)
    const found = memory.get(key)
    if (found) return found
    const days = new Set<string>()
    for (const day of covered) if (day !== undefined) days.add(day)
    collectSource(source, days)
    // A curation may name another origin than the record does.
    const curated = curate(source, curations, asOf, [])
    if (curated !== source) collectSource(curated, days)
    // Where nothing changes on any day, today is no border either.
    if (days.size > 0) days.add(shiftDay(asOf, 1))
    const sorted = [...days].sort()
    if (memory.size >= MEMORY) memory.clear()
    memory.set(key, sorted)
    return sorted
  }

  const collectSource = (source: Source, days: Set<string>) => {
    collect(identify(source, '', { ...scope, asOf: END }), catalog, days)
    for (const { licenses } of datasetsOf(source, catalog))
      for (const { from, to } of licenses) for (const day of [from, next(to)]) if (day) days.add(day)
    for (const part of source.model?.split('+') ?? []) {
      const found = catalog.names.resolve(part.trim())
      if (found.kind === 'model' && found.model.released !== null) days.add(found.model.released)
    }
  }

  const readUrl = (url: string): string => (matchesUrl(curations, url) ? url : quickHost(url))
  const project = (source: Source): Source => {
    const { date, collected, edited_by: edited, url, license, features: used, derived_from: from } = source
    const kept = shaped(source)
    // Only a model that is not named counts as an editor; whether it edited all or some does not.
    if (source.model === undefined && (edited === 'model' || edited === 'mixed')) kept.edited_by = 'model'
    if (license !== undefined) kept.license = Array.isArray(license) ? [...new Set(license)].sort() : license
    if (url !== undefined) kept.url = readUrl(url)
    if (used !== undefined)
      kept.features = [...new Set(used.map((name) => features.get(foldWord(name)) ?? OTHER))].sort()
    if (from !== undefined) kept.derived_from = unique(from.map(project))
    if (date === undefined && collected === undefined) return kept
    // What it is derived from has dates of its own.
    const days = changes(kept.derived_from === undefined ? kept : { ...kept, derived_from: undefined })
    for (const [field, text] of [
      ['date', date],
      ['collected', collected],
    ] as const) {
      const span = parseSpan(text)
      if (span && days.length > 0) kept[field] = formatSpan(widen(span, days))
    }
    return kept
  }
  return Object.assign(project, { url: readUrl })
}

/** A plain address: lower case, a host that ends in letters, no user, port or escapes. */
const PLAIN_URL = /^https?:\/\/((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#]|$)/

/** The same as `hostOf`, without taking the most usual addresses apart. A name in Punycode may be no host. */
function quickHost(url: string): string {
  const host = PLAIN_URL.exec(url)?.[1]
  return host === undefined || host.includes('xn--') ? hostOf(url) : host
}

/**
 * What is kept of a source as it is. All have the same fields in the same order, those that are missing too: whoever
 * reads many of them finds each field in the same place, which is several times faster.
 */
const shaped = (source: Source): Source => ({
  role: source.role,
  model: source.model,
  channel: source.channel,
  account: source.account,
  date: undefined,
  collected: undefined,
  dataset: source.dataset,
  license: undefined,
  platform: source.platform,
  url: undefined,
  author: source.author,
  features: undefined,
  collection: source.collection,
  content: source.content,
  intent: source.intent,
  edited_by: undefined,
  signals: source.signals,
  derived_from: undefined,
})

function datasetsOf({ dataset }: Source, catalog: CatalogIndex): readonly Dataset[] {
  if (dataset === undefined) return []
  const found = findDataset(dataset, catalog)
  return found ? [found] : nearDatasets(dataset, catalog)
}

/** Sources as a set: sorted, each once. */
export function unique(sources: readonly Source[]): Source[] {
  const byKey = new Map(sources.map((source) => [canonical(source), source]))
  return [...byKey.keys()].sort().map((key) => byKey.get(key)!)
}

function widen({ lo, hi }: Span, days: readonly string[]): Span {
  let from = START
  let to = END
  for (const day of days) {
    if (day <= lo) from = day
    if (day > hi) {
      to = shiftDay(day, -1)
      break
    }
  }
  return { lo: from, hi: to }
}

const next = (day: string | null | undefined): string | undefined => (day ? shiftDay(day, 1) : undefined)

/** The days from which something else holds, over all terms that a binding may reach by the record's own date. */
function collect(binding: Binding, catalog: CatalogIndex, days: Set<string>): void {
  for (const { terms } of termsOf(binding)) for (const day of daysOf(terms, catalog)) days.add(day)
}

/** The days of terms are the same for every source that reaches them. */
const known = new WeakMap<CatalogIndex, Map<Terms, readonly string[]>>()

function daysOf(terms: Terms, catalog: CatalogIndex): readonly string[] {
  const byTerms = known.get(catalog) ?? new Map<Terms, readonly string[]>()
  known.set(catalog, byTerms)
  const found = byTerms.get(terms)
  if (found) return found
  const days = new Set<string>()
  collectTerms(terms, catalog, days, new Set())
  const made = [...days]
  byTerms.set(terms, made)
  return made
}

function collectTerms(terms: Terms, catalog: CatalogIndex, days: Set<string>, seen: Set<string>): void {
  if (seen.has(terms.id)) return
  seen.add(terms.id)
  const add = (day: string | undefined) => {
    if (day !== undefined && day !== START && day !== END) days.add(day)
  }
  for (const { version, span } of versionSpans(terms)) {
    if (terms.resolve === 'date') {
      add(span.lo)
      add(span.hi === END ? undefined : shiftDay(span.hi, 1))
    }
    for (const { from, to } of version.clauses) {
      add(from)
      add(next(to))
    }
  }
  if (terms.resolve === 'date') add(next(lastLook(terms)))
  for (const outside of [terms.before, terms.after])
    if (typeof outside === 'object') {
      const other = catalog.terms.get(outside.terms.split('@')[0] ?? '')
      if (other) collectTerms(other, catalog, days, seen)
    }
}

/** Every feature that some clause reads, as folded and as it is spelled there; others can't change a ruling. */
export function featureNames(catalog: CatalogIndex): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { versions } of catalog.catalog.terms)
    for (const { clauses } of versions)
      for (const clause of clauses)
        for (const { features } of [
          clause.when,
          ...(clause.effect === 'forbid' ? clause.except.map((except) => except.when) : []),
        ])
          if (features)
            for (const set of Object.values(catalog.among(features)))
              for (const name of set ?? []) if (!names.has(foldWord(name))) names.set(foldWord(name), name)
  return names
}
