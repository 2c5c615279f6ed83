import { type Clause, type Terms, TOPICS, type Topic, type Version } from '../schemas/terms.ts'
import { type ClauseDiff, diffClauses } from './ask-clauses.ts'
import type { CatalogIndex } from './catalog.ts'
import { canonical } from './digest.ts'
import { versionSpans } from './version.ts'

/** A field that reads otherwise; values that are no text are JSON, one that is not there is null. */
export interface FieldChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** One dated text that came, went or reads otherwise. */
export interface TextChange {
  readonly version: string
  readonly change: 'added' | 'gone' | 'changed'
  /** Of one that came: the text before it, which its clauses are compared with; null where it is the first. */
  readonly beside: string | null
  /** What else of it changed: its days, how much was read, sources, topics … */
  readonly fields: readonly FieldChange[]
  readonly clauses: ClauseDiff
  /** Clauses that mean and say the same, with other sources or other words of their exceptions. */
  readonly sourced: readonly string[]
}

/** Terms that came, went or read otherwise. */
export interface TermsChange {
  readonly terms: string
  readonly name: string
  readonly change: 'added' | 'gone' | 'changed'
  readonly fields: readonly FieldChange[]
  readonly texts: readonly TextChange[]
}

export interface WordsDiff {
  readonly terms: readonly TermsChange[]
  /** Terms of which only the day of the last look or the review is another. */
  readonly looked: readonly string[]
}

const EMPTY: Pick<Version, 'clauses'> = { clauses: [] }
/** What tells that somebody looked, and nothing of what the words are. */
const LOOKS: ReadonlySet<string> = new Set(['seen', 'reviewed'])

/** Compares the terms of two catalogs down to the words of their clauses, in the order of their ids. */
export function compareTerms(from: CatalogIndex, to: CatalogIndex): WordsDiff {
  const terms: TermsChange[] = []
  const looked: string[] = []
  for (const id of [...new Set([...from.terms.keys(), ...to.terms.keys()])].sort()) {
    const [old, now] = [from.terms.get(id), to.terms.get(id)]
    if (old && now && canonical(old) === canonical(now)) continue
    const { name } = (now ?? old)!
    const change = !old ? 'added' : !now ? 'gone' : 'changed'
    const fields = old && now ? fieldsOf(old, now, ['versions']) : []
    const texts = textsOf(old, now, now ? to : from)
    const all = [...fields, ...texts.flatMap((text) => text.fields)]
    const silent = texts.every((text) => text.change === 'changed' && isEmpty(text))
    if (change === 'changed' && silent && all.every(({ field }) => LOOKS.has(field))) looked.push(id)
    else terms.push({ terms: id, name, change, fields, texts })
  }
  return { terms, looked }
}

const isEmpty = ({ clauses: { added, gone, changed, renamed }, sourced }: TextChange): boolean =>
  added.length + gone.length + changed.length + renamed.length + sourced.length === 0

function textsOf(old: Terms | undefined, now: Terms | undefined, index: CatalogIndex): TextChange[] {
  const before = new Map(old?.versions.map((version) => [version.id, version]))
  const after = new Map(now?.versions.map((version) => [version.id, version]))
  const made = (change: TextChange['change'], a: Version | undefined, b: Version | undefined): TextChange => ({
    version: (change === 'gone' ? a : b)!.id,
    change,
    beside: change === 'added' ? (a?.id ?? null) : null,
    fields: change === 'changed' ? fieldsOf(spread(a!), spread(b!), ['id', 'clauses']) : [],
    clauses: diffClauses((a ?? EMPTY) as Version, (b ?? EMPTY) as Version, index),
    sourced: change === 'changed' ? sourcedOf(a!.clauses, b!.clauses) : [],
  })
  const order = now ? versionSpans(now).map(({ version }) => version) : []
  const kept = order.flatMap((version, i) => {
    const twin = before.get(version.id)
    if (!twin) return [made('added', order[i - 1], version)]
    return canonical(twin) === canonical(version) ? [] : [made('changed', twin, version)]
  })
  const gone = [...before.values()]
    .filter(({ id }) => !after.has(id))
    .map((version) => made('gone', version, undefined))
  return [...gone, ...kept]
}

/** A text whose topics are fields of their own, as words. */
function spread({ topics = {}, ...rest }: Version): object {
  const words = Object.entries(topics).map(([topic, of]) => [
    TOPICS[topic as Topic],
    of && [of.says, ...(of.quote ? [`“${of.quote}”`] : []), ...(of.ref ? [of.ref] : [])].join(' '),
  ])
  return { ...rest, ...Object.fromEntries(words) }
}

/** Clauses of one id that differ in what `diffClauses` does not tell. */
function sourcedOf(before: readonly Clause[], after: readonly Clause[]): string[] {
  const bare = (clause: Clause) => canonical({ source: clause.source, ...exceptions(clause) })
  const old = new Map(before.map((clause) => [clause.id, bare(clause)]))
  return after.filter((clause) => old.has(clause.id) && old.get(clause.id) !== bare(clause)).map(({ id }) => id)
}

const exceptions = (clause: Clause) =>
  clause.effect === 'forbid' ? { except: clause.except.map(({ quote, ref, source }) => ({ quote, ref, source })) } : {}

function fieldsOf(before: object, after: object, but: readonly string[]): FieldChange[] {
  const [old, now] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => !but.includes(field) && canonical(old[field] ?? null) !== canonical(now[field] ?? null))
    .map((field) => ({ field, before: textOf(old[field]), after: textOf(now[field]) }))
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ')
  return typeof value === 'string' ? value : canonical(value)
}
