import type { Version } from '../schemas/terms.ts'
import { doorRefs } from './ask-doors.ts'
import type { CatalogIndex } from './catalog.ts'
import { lastLook } from './version.ts'

/** What a catalog can list. */
export const LISTS = ['terms', 'models', 'licenses', 'datasets', 'issuers', 'conventions'] as const
export type ListName = (typeof LISTS)[number]

/** One entry as a row: fields by name, in the order of their columns. */
export type ListRow = Readonly<Record<string, string | readonly string[] | null>>

/** Entries of one sort as rows, those in which `text` stands; in the order of their ids. */
export function listCatalog(name: ListName, text: string | undefined, index: CatalogIndex): ListRow[] {
  const wanted = text?.toLowerCase()
  const has = ([, names]: Entry) => wanted === undefined || names.some((one) => one.toLowerCase().includes(wanted))
  return ENTRIES[name](index)
    .filter(has)
    .map(([row]) => row)
    .sort((a, b) => order(first(a), first(b)))
}

/** A row, and the names by which it is found. */
type Entry = readonly [row: ListRow, names: readonly string[]]

const first = (row: ListRow): string => String(Object.values(row)[0])
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

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
    ]),
  licenses: ({ catalog }) =>
    catalog.licenses.map((alias) => [
      { license: alias.text === '' ? '(empty)' : alias.text, spdx: alias.spdx, terms: alias.terms, same: alias.same },
      [alias.text, alias.spdx ?? '', ...alias.terms],
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
    ]),
  conventions: ({ catalog }) =>
    catalog.conventions.map((convention) => [
      { convention: convention.id, columns: convention.detect?.columns ?? [], says: convention.says ?? null },
      [convention.id, convention.says ?? ''],
    ]),
}
