import type { Catalog } from '../schemas/catalog.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Target } from '../schemas/target.ts'
import type { Model, Terms } from '../schemas/terms.ts'
import { shiftDay } from './dates.ts'
import { canonical } from './digest.ts'

/** Targets that fall on different sides of most clauses. */
export const GRID_TARGETS: readonly Target[] = [
  { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true },
  { kind: 'chat', purpose: 'train', distribution: 'internal', commercial: false },
  { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false },
  { kind: 'benchmark', purpose: 'evaluate', distribution: 'public', commercial: false },
]

/**
 * Sources that between them meet every entry of both catalogs: each model at each of its doors, each license, dataset,
 * platform and signal. None has a date.
 */
export function gridSources(from: Catalog, to: Catalog): readonly Source[] {
  const sources = new Map<string, Source>()
  const add = (source: Source) => sources.set(canonical(source), source)
  for (const { models, licenses, datasets, platforms, signals } of [from, to]) {
    for (const { family, doors } of models)
      for (const channel of Object.keys(doors)) add({ role: 'output', model: family[0]!, channel })
    for (const { text } of licenses) if (text.trim() !== '') add({ license: text, author: 'human' })
    for (const { id } of datasets) add({ dataset: id })
    for (const { name } of platforms) add({ platform: name, collection: 'scraped' })
    for (const { name, values } of signals) for (const value of values) add({ signals: { [name]: value } })
  }
  return [...sources.keys()].sort().map((key) => sources.get(key)!)
}

/**
 * The same with dates, where days decide: one source for each stretch of days on which other words hold in either
 * catalog. Without a date all texts are candidates, so that a change of one of them may not be seen.
 */
export function datedSources(from: Catalog, to: Catalog): readonly Source[] {
  const both = [from, to]
  const terms = new Map<string, Terms[]>()
  for (const entry of both.flatMap((catalog) => catalog.terms))
    terms.set(entry.id, [...(terms.get(entry.id) ?? []), entry])
  const sources = new Map<string, Source>()
  const add = (source: Source, days: Iterable<string>, first: string | null = null) => {
    for (const day of days) {
      const date = first !== null && day < first ? first : day
      const dated = { ...source, date }
      sources.set(canonical(dated), dated)
    }
  }
  const hosts = (door: string) => both.flatMap(({ issuers }) => issuers.flatMap((one) => one.hosts[door] ?? []))
  const refs = (model: Model, door: string): string[] => {
    const written = model.doors[door] ?? []
    if (written !== 'issuer') return written
    return both.flatMap(({ issuers }) => issuers.find(({ id }) => id === model.issuer)?.channels[door] ?? [])
  }
  for (const { models, datasets, platforms } of both) {
    for (const model of models)
      for (const channel of Object.keys(model.doors)) {
        const days = daysOf([...refs(model, channel), ...hosts(channel)], terms)
        add({ role: 'output', model: model.family[0]!, channel }, days, model.released)
      }
    for (const { id, licenses } of datasets) add({ dataset: id }, licenses.flatMap(daysOfSpan))
    for (const { name, terms: bound } of platforms) add({ platform: name, collection: 'scraped' }, daysOf(bound, terms))
  }
  return [...sources.keys()].sort().map((key) => sources.get(key)!)
}

/** Days on which other words begin to hold, of terms and of those that hold before and after them. */
function daysOf(refs: readonly string[], terms: ReadonlyMap<string, readonly Terms[]>): ReadonlySet<string> {
  const days = new Set<string>()
  const seen = new Set<string>()
  const open = [...refs]
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (ref.includes('@') || seen.has(ref)) continue
    seen.add(ref)
    for (const { resolve, versions, before, after } of terms.get(ref) ?? []) {
      if (resolve !== 'date') continue
      for (const version of versions) {
        for (const span of [version, ...version.clauses]) for (const day of daysOfSpan(span)) days.add(day)
      }
      for (const outside of [before, after]) if (typeof outside === 'object') open.push(outside.terms)
    }
  }
  return days
}

/** The day on which a span begins, and the one after its end. */
function daysOfSpan({ from, to }: { from?: string | null | undefined; to?: string | null | undefined }): string[] {
  return [from, to && shiftDay(to, 1)].filter((day): day is string => typeof day === 'string' && /^\d{4}-/.test(day))
}
