import type { Outside, Terms, Version } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { findVersion } from './catalog.ts'
import { END, overlaps, type Span, START, shiftDay } from './dates.ts'

/** A text that may bind: a version of some terms, or a time whose words nobody read. */
export type Candidate =
  | { readonly kind: 'version'; readonly terms: Terms; readonly version: Version }
  | { readonly kind: 'gap'; readonly terms: Terms; readonly where: string }

/**
 * The versions that could bind on the days of `span`. A gap between versions is an unread version; days outside the
 * known versions are what `before` and `after` say; `none` there leaves them out, so that there may be no candidate.
 */
export function candidatesOf(
  terms: Terms,
  pin: string | undefined,
  span: Span,
  catalog: CatalogIndex,
): readonly Candidate[] {
  if (pin !== undefined) {
    const version = findVersion(terms, pin)
    return version
      ? [{ kind: 'version', terms, version }]
      : [{ kind: 'gap', terms, where: `version \`${pin}\` is not known` }]
  }
  if (terms.resolve !== 'date') return terms.versions.map((version) => ({ kind: 'version', terms, version }))
  return byDate(terms, span, catalog, [])
}

function byDate(terms: Terms, span: Span, catalog: CatalogIndex, above: readonly string[]): readonly Candidate[] {
  if (above.includes(terms.id)) return [{ kind: 'gap', terms, where: 'terms that name each other' }]
  const found: Candidate[] = []
  for (const { span: days, of } of timelineOf(terms).stretches) {
    if (!overlaps(days, span)) continue
    if ('kind' in of) found.push(of)
    else if (of.rule === 'unknown') found.push({ kind: 'gap', terms, where: of.where })
    else if (of.rule !== 'none') {
      const clipped = { lo: days.lo > span.lo ? days.lo : span.lo, hi: days.hi < span.hi ? days.hi : span.hi }
      const [id = '', pin] = of.rule.terms.split('@')
      const other = catalog.terms.get(id)
      if (!other) found.push({ kind: 'gap', terms, where: of.where })
      else if (pin !== undefined || other.resolve !== 'date') found.push(...candidatesOf(other, pin, clipped, catalog))
      else found.push(...byDate(other, clipped, catalog, [...above, terms.id]))
    }
  }
  return found
}

/** Days on which one text may bind, or of which the terms say what holds outside of their versions. */
interface Stretch {
  readonly span: Span
  readonly of: Candidate | { readonly rule: Outside; readonly where: string }
}

interface Timeline {
  readonly spans: readonly { readonly version: Version; readonly span: Span }[]
  readonly stretches: readonly Stretch[]
  readonly look: string | undefined
}

/** Terms don't change: what their dates come to is worked out once. */
const timelines = new WeakMap<Terms, Timeline>()

function timelineOf(terms: Terms): Timeline {
  const known = timelines.get(terms)
  if (known) return known
  const spans = sortedSpans(terms)
  const made = { spans, stretches: stretchesOf(terms, spans), look: newestLook(terms) }
  timelines.set(terms, made)
  return made
}

function stretchesOf(terms: Terms, spans: Timeline['spans']): Stretch[] {
  const stretches: Stretch[] = []
  const first = spans[0]!.span.lo
  const end = spans.at(-1)!.span.hi
  const outside = (rule: Outside, span: Span, where: string) => {
    if (span.lo <= span.hi) stretches.push({ span, of: { rule, where } })
  }
  if (first !== START) outside(terms.before, { lo: START, hi: shiftDay(first, -1) }, `before ${first}`)
  spans.forEach(({ version, span }, i) => {
    stretches.push({ span, of: { kind: 'version', terms, version } })
    const next = spans[i + 1]
    if (!next) return
    const gap = { lo: shiftDay(span.hi, 1), hi: shiftDay(next.span.lo, -1) }
    if (gap.lo <= gap.hi) stretches.push({ span: gap, of: { kind: 'gap', terms, where: `${gap.lo} to ${gap.hi}` } })
  })
  const after = shiftDay(end, 1)
  if (after !== END) outside(terms.after, { lo: after, hi: END }, `after ${end}`)
  return stretches
}

/** The days of each version, in order; an open end closes where the next one starts. */
export function versionSpans(terms: Terms): Timeline['spans'] {
  return timelineOf(terms).spans
}

function sortedSpans(terms: Terms): Timeline['spans'] {
  const key = ({ from, id }: Version) => `${from ?? START} ${id}`
  const sorted = [...terms.versions].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return sorted.map((version, i) => {
    const next = sorted[i + 1]?.from
    return { version, span: { lo: version.from ?? START, hi: version.to ?? (next ? shiftDay(next, -1) : END) } }
  })
}

/** The newest day on which somebody looked at any text of these terms. */
export function lastLook(terms: Terms): string | undefined {
  return timelineOf(terms).look
}

function newestLook(terms: Terms): string | undefined {
  return terms.versions.reduce<string | undefined>(
    (newest, { seen }) => (seen !== null && (newest === undefined || seen > newest) ? seen : newest),
    undefined,
  )
}
