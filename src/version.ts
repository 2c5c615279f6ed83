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
  const spans = versionSpans(terms)
  const outside = (rule: Outside, part: Span, where: string) => {
    if (part.lo > part.hi || !overlaps(part, span)) return
    const clipped = { lo: part.lo > span.lo ? part.lo : span.lo, hi: part.hi < span.hi ? part.hi : span.hi }
    if (rule === 'unknown') found.push({ kind: 'gap', terms, where })
    else if (rule === 'none') return
    else {
      const other = catalog.terms.get(rule.terms.split('@')[0] ?? '')
      const pin = rule.terms.split('@')[1]
      if (!other) found.push({ kind: 'gap', terms, where })
      else if (pin !== undefined || other.resolve !== 'date') found.push(...candidatesOf(other, pin, clipped, catalog))
      else found.push(...byDate(other, clipped, catalog, [...above, terms.id]))
    }
  }
  const first = spans[0]!
  const { hi: end } = spans.at(-1)!.span
  if (first.span.lo !== START)
    outside(terms.before, { lo: START, hi: shiftDay(first.span.lo, -1) }, `before ${first.span.lo}`)
  spans.forEach(({ version, span: days }, i) => {
    if (overlaps(days, span)) found.push({ kind: 'version', terms, version })
    const next = spans[i + 1]
    if (!next) return
    const gap = { lo: shiftDay(days.hi, 1), hi: shiftDay(next.span.lo, -1) }
    if (gap.lo <= gap.hi && overlaps(gap, span)) found.push({ kind: 'gap', terms, where: `${gap.lo} to ${gap.hi}` })
  })
  const after = shiftDay(end, 1)
  if (after !== END) outside(terms.after, { lo: after, hi: END }, `after ${end}`)
  return found
}

/** The days of each version, in order; an open end closes where the next one starts. */
export function versionSpans(terms: Terms): readonly { readonly version: Version; readonly span: Span }[] {
  const key = ({ from, id }: Version) => `${from ?? START} ${id}`
  const sorted = [...terms.versions].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return sorted.map((version, i) => {
    const next = sorted[i + 1]?.from
    return { version, span: { lo: version.from ?? START, hi: version.to ?? (next ? shiftDay(next, -1) : END) } }
  })
}

/** The newest day on which somebody looked at any text of these terms. */
export function lastLook(terms: Terms): string | undefined {
  return terms.versions.reduce<string | undefined>(
    (newest, { seen }) => (seen !== null && (newest === undefined || seen > newest) ? seen : newest),
    undefined,
  )
}
