import type { Catalog } from '../schemas/catalog.ts'
import type { LintFinding } from './ask-lint.ts'
import { type Reviewable, reviewOf } from './review.ts'

/** Everything that a person reviews by itself, by what it is. */
const reviewed = (catalog: Catalog): Readonly<Record<string, readonly Reviewable[]>> => ({
  issuers: catalog.issuers,
  markets: catalog.issuers.flatMap(({ markets }) => markets),
  'texts of terms': catalog.terms.flatMap(({ versions }) => versions),
  models: catalog.models,
  licenses: catalog.licenses,
  datasets: catalog.datasets,
  platforms: catalog.platforms,
  signals: catalog.signals,
  conventions: catalog.conventions,
  sets: Object.values(catalog.sets),
})

/**
 * How many entries nobody has compared with their words: one note for each file, or for each sort of entry where no
 * file is known.
 */
export function* lintReviews(catalog: Catalog, fileOf: (entry: object) => string | undefined): Generator<LintFinding> {
  const groups = new Map<string, { readonly what: string; readonly all: Reviewable[]; readonly open: Reviewable[] }>()
  for (const [sort, entries] of Object.entries(reviewed(catalog)))
    for (const entry of entries) {
      const file = fileOf(entry)
      const key = file ?? sort
      const group = groups.get(key) ?? { what: file === undefined ? sort : 'entries of this file', all: [], open: [] }
      groups.set(key, group)
      group.all.push(entry)
      if (!reviewOf(entry)) group.open.push(entry)
    }
  for (const { what, all, open } of groups.values()) {
    const [first] = open
    if (!first) continue
    const idle = open.filter((entry) => 'same' in entry && entry.same === 'class').length
    yield {
      level: 'note',
      says:
        `${open.length} of ${all.length} ${what} are unreviewed` +
        (idle > 0 ? `; ${idle} with \`same: class\`, which leads to undetermined at most until then` : ''),
      fix: 'once somebody compared the words, add `reviewed: {by: ROLE, on: DATE}`: to the entry, or on top of the file for all',
      entry: first,
    }
  }
}
