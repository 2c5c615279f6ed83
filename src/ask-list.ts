import type { Version } from '../schemas/terms.ts'
import { doorRefs } from './ask-doors.ts'
import type { CatalogIndex } from './catalog.ts'
import { type Reviewable, reviewOf } from './review.ts'
import { lastLook } from './version.ts'

/** What a catalog can list. */
export const LISTS = ['terms', 'models', 'licenses', 'datasets', 'issuers', 'conventions'] as const
export type ListName = (typeof LISTS)[number]

/** One entry as a row: fields by name, in the order of their columns. */
export type ListRow = Readonly<Record<string, string | readonly string[] | null>>

/**
 * Entries of one sort as rows, those in which `text` stands; in the order of their ids.
 * @param only `unreviewed`: those of which something has not been reviewed
 */
export function listCatalog(
  name: ListName,
  text: string | undefined,
  index: CatalogIndex,
  only?: 'unreviewed',
): ListRow[] {
  const wanted = text?.toLowerCase()
  return ENTRIES[name](index)
    .filter(([, names]) => wanted === undefined || names.some((one) => one.toLowerCase().includes(wanted)))
    .filter(([, , parts]) => only === undefined || parts.some((part) => !reviewOf(part)))
    .map(([row, , parts]) => ({ ...row, reviewed: reviewsOf(parts) }))
    .sort((a, b) => order(first(a), first(b)))
}

/** A row, the names by which it is found, and the parts that are reviewed by themselves. */
type Entry = readonly [row: ListRow, names: readonly string[], parts: readonly Reviewable[]]

const first = (row: ListRow): string => String(Object.values(row)[0])
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The newest review where all parts have one, else how many have. */
function reviewsOf(parts: readonly Reviewable[]): string {
  const reviews = parts.map(reviewOf).filter((review) => review !== undefined)
  if (reviews.length === 0) return 'unreviewed'
  if (reviews.length < parts.length) return `${reviews.length} of ${parts.length}`
  const { by, on } = reviews.reduce((newest, one) => (one.on > newest.on ? one : newest))
  return `${by} ${on}`
}

/** How much of the texts was read: one word where all are alike, else how many of each. */
function readWords(versions: readonly Version[]): string {
  const counts = new Map<string, number>()
  for (const { read } of versions) counts.set(read, (counts.get(read) ?? 0) + 1)
  if (counts.size === 1) return [...counts.keys()][0]!
  return [...counts].map(([read, count]) => `${count} ${read}`).join(', ')
}

const ENTRIES: Record<ListName, (index: CatalogIndex) => Entry[]> = {
  terms: ({ catalog }) =>
    catalog.terms.map((terms) => [
      {
        terms: terms.id,
        issuer: terms.issuer ?? null,
        kind: terms.kind,
        versions: terms.versions.map(({ id }) => id),
        seen: lastLook(terms) ?? null,
        read: readWords(terms.versions),
      },
      [terms.id, terms.name, terms.issuer ?? '', terms.kind],
      terms.versions,
    ]),
  models: (index) =>
    index.catalog.models.map((model) => [
      {
        model: model.id,
        issuer: model.issuer ?? null,
        released: model.released,
        weights: model.open ? 'open' : 'closed',
        doors: Object.keys(model.doors),
        terms: [...new Set(Object.keys(model.doors).flatMap((door) => doorRefs(model, door, index)))],
      },
      [model.id, model.issuer ?? '', ...model.family, ...model.examples, ...model.orgs],
      [model],
    ]),
  licenses: ({ catalog }) =>
    catalog.licenses.map((alias) => [
      { license: alias.text === '' ? '(empty)' : alias.text, spdx: alias.spdx, terms: alias.terms, same: alias.same },
      [alias.text, alias.spdx ?? '', ...alias.terms],
      [alias],
    ]),
  datasets: ({ catalog }) =>
    catalog.datasets.map((dataset) => [
      {
        dataset: dataset.id,
        licenses: [...new Set(dataset.licenses.flatMap(({ license }) => license))],
        'made from': dataset.sources.map(({ model, author, dataset: from, platform }) =>
          String(model ?? author ?? from ?? platform ?? 'a source'),
        ),
      },
      [dataset.id, dataset.name ?? '', ...dataset.aliases],
      [dataset],
    ]),
  issuers: ({ catalog }) =>
    catalog.issuers.map((issuer) => [
      {
        issuer: issuer.id,
        name: issuer.name,
        doors: Object.keys(issuer.channels),
        'host of': Object.keys(issuer.hosts),
        markets: issuer.markets.map(({ id }) => id),
      },
      [issuer.id, issuer.name, ...issuer.aliases],
      [issuer, ...issuer.markets],
    ]),
  conventions: ({ catalog }) =>
    catalog.conventions.map((convention) => [
      { convention: convention.id, columns: convention.detect?.columns ?? [], says: convention.says ?? null },
      [convention.id, convention.says ?? ''],
      [convention],
    ]),
}
