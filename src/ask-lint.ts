import type { Catalog } from '../schemas/catalog.ts'
import type { Clause, Terms, Version } from '../schemas/terms.ts'
import { lintModels } from './ask-patterns.ts'
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

/** Words of a quotation: more would be a copy of the section. */
const QUOTE_WORDS = 40
const DATED = /[0-9a-f]{40}|(?:19|20)\d\d[-/_.]?(?:0[1-9]|1[0-2])[-/_.]?(?:0[1-9]|[12]\d|3[01])/

/**
 * Everything that is wrong in a catalog or worth a look. Its references are looked up in `whole`, the catalog that it is
 * added to; only its own entries are reported.
 */
export function lintCatalog(own: Catalog, whole: Catalog = own): LintFinding[] {
  const { index, problems } = inspectCatalog(whole)
  const mine = objectsOf(own)
  const found: LintFinding[] = problems
    .filter(({ entry }) => entry === undefined || mine.has(entry))
    .map(({ says, entry }) => ({ level: 'error', says, entry, fix: 'add what is named, or mend the name' }))
  for (const terms of own.terms) {
    found.push(...lintDates(terms))
    for (const version of terms.versions) found.push(...lintVersion(terms, version))
  }
  found.push(...lintModels(own.models, index), ...lintDatasets(own, index), ...lintReviews(own))
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
  if (terms.resolve !== 'date') return
  const spans = versionSpans(terms)
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

function* lintVersion(terms: Terms, version: Version): Generator<LintFinding> {
  const bare: string[] = []
  for (const clause of version.clauses) {
    const where = `clause \`${terms.id}@${version.id}#${clause.id}\``
    yield* lintQuote(clause, where, version, clause)
    if ('except' in clause)
      for (const exception of clause.except) yield* lintQuote(exception, `an exception of ${where}`, version, exception)
    if (version.read === 'full' && clause.evidence === 'read' && clause.quote === undefined) bare.push(clause.id)
  }
  for (const [topic, words] of Object.entries(version.topics ?? {}))
    if (words) yield* lintQuote(words, `topic \`${topic}\` of \`${terms.id}@${version.id}\``, version, words)
  if (bare.length > 0)
    yield {
      level: 'note',
      says: `\`${terms.id}@${version.id}\` was read in full, and these clauses quote nothing: ${bare.join(', ')}`,
      fix: 'copy the operative words, at most 40, or say `evidence: unread`',
      entry: version,
    }
}

function* lintQuote(
  { quote, source }: Pick<Clause, 'quote' | 'source'>,
  where: string,
  version: Version,
  entry: object,
): Generator<LintFinding> {
  if (quote === undefined) return
  const error = (says: string, fix: string): LintFinding => ({ level: 'error', says: `${where} ${says}`, fix, entry })
  const count = quote.split(/\s+/).filter((word) => word !== '').length
  if (count > QUOTE_WORDS) yield error(`quotes ${count} words`, 'keep the operative words, at most 40')
  if (/…|\.\.\./.test(quote))
    yield error('leaves out words inside its quotation', 'quote one unbroken stretch of words')
  const sources = source === undefined ? version.sources : [source]
  if (sources.length === 0)
    yield error('quotes words without a source', 'add `source` to the clause or `sources` to the version')
  else if (version.seen === null && !sources.some((one) => DATED.test(one)))
    yield {
      level: 'note',
      says: `${where} quotes a source without a date or a commit, and its version has no day of look (\`seen\`)`,
      fix: 'name a commit or a dated copy, or add the day in `seen`',
      entry,
    }
}

/** What a dataset says that it was made from, and by which license, where the catalog knows neither. */
function* lintDatasets({ datasets }: Catalog, index: CatalogIndex): Generator<LintFinding> {
  for (const dataset of datasets) {
    const unknown = [
      ...dataset.sources.flatMap(({ model }) =>
        model?.split('+').some((name) => index.names.resolve(name.trim()).kind === 'unknown')
          ? [`model \`${model}\``]
          : [],
      ),
      ...[...dataset.licenses, ...dataset.sources]
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

/** How many entries no second person has looked at: counted, not listed. */
function* lintReviews({ terms, licenses }: Catalog): Generator<LintFinding> {
  const versions = terms.flatMap((one) => one.versions)
  const counts = [
    ['versions of terms', versions.filter(({ reviewed }) => !reviewed).length, versions.length],
    [
      'licenses read as another of their class',
      licenses.filter(({ same, reviewed }) => same === 'class' && !reviewed).length,
      licenses.filter(({ same }) => same === 'class').length,
    ],
  ] as const
  for (const [what, count, all] of counts)
    if (count > 0)
      yield {
        level: 'note',
        says: `${count} of ${all} ${what} are not reviewed`,
        fix: 'add `reviewed: { by, on }` once somebody has compared the words',
      }
}
