import type { Catalog } from '../schemas/catalog.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Terms, Version } from '../schemas/terms.ts'
import { lintModels } from './ask-patterns.ts'
import { lintWords } from './ask-quotes.ts'
import { lintReviews } from './ask-reviews.ts'
import type { CatalogIndex } from './catalog.ts'
import { inspectCatalog } from './catalog.ts'
import { END, START, shiftDay } from './dates.ts'
import { readLicense } from './license.ts'
import { versionSpans } from './version.ts'

/** Something to mend (an error) or to look at (a note), and the entry in which it stands. */
export interface LintFinding {
  readonly level: 'error' | 'note'
  readonly says: string
  readonly fix: string
  readonly entry?: object | undefined
}

/**
 * Everything that is wrong in a catalog or worth a look. Its references are looked up in `whole`, the catalog that it is
 * added to; only its own entries are reported. `fileOf` tells the file of an entry, so that reviews are counted by file.
 */
export function lintCatalog(
  own: Catalog,
  whole: Catalog = own,
  fileOf: (entry: object) => string | undefined = () => undefined,
): LintFinding[] {
  const { index, problems } = inspectCatalog(whole)
  const mine = objectsOf(own)
  const found: LintFinding[] = problems
    .filter(({ entry }) => entry === undefined || mine.has(entry))
    .map(({ says, entry, fix = 'add what is named, or mend the name' }) => ({ level: 'error', says, entry, fix }))
  for (const terms of own.terms) {
    found.push(...lintDates(terms))
    for (const version of terms.versions) found.push(...lintWords(terms, version))
  }
  found.push(...lintModels(own.models, index), ...lintDatasets(own, index), ...lintReviews(own, fileOf))
  return found.sort((a, b) => Number(a.level === 'note') - Number(b.level === 'note'))
}

/** The objects of a catalog: a problem names the one in which it stands. */
function objectsOf(value: unknown, into: Set<object> = new Set()): Set<object> {
  if (value === null || typeof value !== 'object' || into.has(value)) return into
  into.add(value)
  for (const member of Object.values(value)) objectsOf(member, into)
  return into
}

/** Days of which no text is known. Overlaps are errors that the index finds. */
function* lintDates(terms: Terms): Generator<LintFinding> {
  if (terms.resolve === 'single' && terms.versions.length > 1)
    yield {
      level: 'note',
      says: `\`${terms.id}\` has \`resolve: single\` and ${terms.versions.length} texts: each of them is a candidate for every day`,
      fix: 'say `date` where the date of the output picks the text, `pinned` where its name does',
      entry: terms,
    }
  if (terms.resolve !== 'date') return
  const spans = versionSpans(terms)
  // A text that ends before it starts is an error; what lies around it is not known.
  if (spans.some(({ span }) => span.lo > span.hi)) return
  const gap = (from: string, to: string, entry: Version): LintFinding => ({
    level: 'note',
    says: `\`${terms.id}\` has no text from ${from} to ${to}: rows of those days are undetermined`,
    fix: 'find the text of those days, or mend the dates of its neighbors',
    entry,
  })
  for (const [i, { version, span }] of spans.entries()) {
    const next = spans[i + 1]
    if (next) {
      const [lo, hi] = [shiftDay(span.hi, 1), shiftDay(next.span.lo, -1)]
      if (lo <= hi && span.hi !== START) yield gap(lo, hi, next.version)
    } else if (span.hi !== END && terms.after === 'unknown') yield gap(shiftDay(span.hi, 1), 'today', version)
  }
}

/** What a dataset says that it was made from, and by which license, where the catalog knows neither. */
function* lintDatasets({ datasets }: Catalog, index: CatalogIndex): Generator<LintFinding> {
  for (const dataset of datasets) {
    const groups = dataset.rows?.groups ?? []
    const sources = withOrigins([...dataset.sources, ...groups.flatMap((group) => group.sources)])
    const unknown = [
      ...sources.flatMap(({ model }) =>
        model !== undefined && partsOfName(model).some((name) => index.names.resolve(name).kind === 'unknown')
          ? [`model \`${model}\``]
          : [],
      ),
      ...[...dataset.licenses, ...groups, ...sources]
        .flatMap(({ license }) => license ?? [])
        .filter((text) => readLicense(text, index.licenses).op === 'unknown')
        .map((text) => `license \`${text}\``),
    ]
    for (const name of new Set(unknown))
      yield {
        level: 'note',
        says: `dataset \`${dataset.id}\` names ${name}, which the catalog does not know`,
        fix: 'mend the name, or add an entry for it',
        entry: dataset,
      }
  }
}

/** Sources with those that they derive from. */
const withOrigins = (sources: readonly Source[]): Source[] =>
  sources.flatMap((source) => [source, ...withOrigins(source.derived_from ?? [])])

/** A name with `+` is all of its parts, unless one of them would be empty. */
function partsOfName(name: string): readonly string[] {
  const parts = name.split('+').map((part) => part.trim())
  return parts.every((part) => part !== '') ? parts : [name]
}
