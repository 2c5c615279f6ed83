import type { Source } from '../schemas/provenance.ts'
import { RULINGS, type RulingName } from '../schemas/ruling.ts'
import type { CatalogIndex } from './catalog.ts'
import { END, formatSpan, parseSpan, type Span, START, shiftDay } from './dates.ts'
import { foldWord } from './facts.ts'
import { type Judge, prepare, type Run } from './judge.ts'
import { isPlain } from './name.ts'
import { featureNames } from './project.ts'

/** What a source of a ledger may be ruled under another catalog: a ledger knows a date as an interval, not as a day. */
export interface Reach {
  readonly rulings: readonly RulingName[]
  /** A source that is ruled so, for each of the rulings. */
  readonly as: ReadonlyMap<RulingName, Source>
  /** Days inside the interval from which something else holds; several rulings come from them. */
  readonly days: readonly string[]
  /** False: there were more ways to read it than are tried, so that any ruling is possible. */
  readonly whole: boolean
}

/** Ways to read one source that are tried; no catalog comes near. */
const WAYS = 256
/** Distinct sources that are remembered; the memory starts anew beyond it. */
const MEMORY = 100_000
const FIRST_DAY = '0000-01-01'

/**
 * Finds what sources of a ledger that was made by the catalog `from` may be ruled by the catalog `to`.
 * @param later what `to` rules by: the run's own settings, or with another day
 */
export function createReach(from: CatalogIndex, run: Run, to: CatalogIndex, later: Run) {
  const before = prepare(from, run)
  const after = prepare(to, later)
  const known = featureNames(from)
  const fresh = [...featureNames(to)].filter(([folded]) => !known.has(folded)).map(([, name]) => name)
  const memory = new Map<string, Reach>()
  const keyOf = createKey(from, to, run)

  const reach = (source: Source): Reach => {
    const key = keyOf(source)
    const found = memory.get(key)
    if (found) return found
    const days = new Set<string>()
    const ways = waysOf(source, { before, after, fresh, days })
    const as = new Map<RulingName, Source>()
    for (const way of ways.slice(0, WAYS)) {
      const ruling = after.weigh({ kind: 'sources', sources: [way], declared: [] })
      if (!as.has(ruling)) as.set(ruling, way)
    }
    const whole = ways.length <= WAYS
    const rulings = RULINGS.filter((name) => as.has(name) || !whole)
    const made = { rulings, as, days: [...days].sort(), whole }
    if (memory.size >= MEMORY) memory.clear()
    memory.set(key, made)
    return made
  }
  return { before, after, reach }
}

/** Sources that no ruling tells apart in either catalog have one key. */
function createKey(from: CatalogIndex, to: CatalogIndex, { permissions = [], curations = [] }: Run) {
  // A curation may match on any spelling.
  if (curations.length > 0) return (source: Source): string => JSON.stringify(source)
  const names = new Map<string, string>()
  const nameOf = (name: string): string => {
    const known = names.get(name)
    if (known !== undefined) return known
    const parts = name.split('+').map((part) => part.trim())
    const list = parts.length > 1 && parts.every((part) => part !== '') ? parts : [name]
    const made = JSON.stringify(
      [from, to].map(({ names: index }) =>
        list.map((part) => {
          const found = index.resolve(part)
          if (found.kind === 'unknown') return null
          return [found.model.id, found.unlisted !== undefined, found.implies ?? null, found.host ?? null]
        }),
      ),
    )
    if (names.size >= MEMORY) names.clear()
    names.set(name, made)
    return made
  }
  const scoped = permissions.some(({ scope }) => scope?.dataset !== undefined)
  const datasetOf = (text: string): string => {
    const id = text.toLowerCase()
    if (scoped || from.datasets.has(id) || to.datasets.has(id)) return text
    return isPlain(text) ? '?' : '!'
  }
  const fold = (source: Source): Source => {
    const folded = { ...source }
    if (source.model !== undefined) folded.model = nameOf(source.model)
    if (source.dataset !== undefined) folded.dataset = datasetOf(source.dataset)
    if (source.derived_from !== undefined) folded.derived_from = source.derived_from.map(fold)
    return folded
  }
  // Ledgers write their fields in one order, so that the plain text tells them apart as well as the canonical one.
  return (source: Source): string => JSON.stringify(fold(source))
}

interface Eyes {
  readonly before: Judge
  readonly after: Judge
  /** Features that only the newer catalog reads; the older one called them all `other`. */
  readonly fresh: readonly string[]
  /** Collects the days on which an interval has to be cut. */
  readonly days: Set<string>
}

/** The ways in which a source may have stood in the record, as far as the newer catalog tells them apart. */
function waysOf(source: Source, eyes: Eyes): Source[] {
  const bare: Source = { ...source, date: undefined, collected: undefined, derived_from: undefined }
  let ways: Source[] = [source]
  const vary = <K extends keyof Source>(field: K, values: readonly Source[K][]) => {
    if (values.length === 1 && values[0] === source[field]) return
    ways = ways.slice(0, WAYS + 1).flatMap((way) => values.map((value) => ({ ...way, [field]: value })))
  }
  vary('date', datesOf('date', source.date, bare, eyes))
  vary('collected', datesOf('collected', source.collected, bare, eyes))
  const { features } = source
  if (features?.includes('other') && eyes.fresh.length > 0) {
    const named = features.filter((name) => name !== 'other' || eyes.fresh.some((other) => foldWord(other) === 'other'))
    vary('features', [
      features,
      ...eyes.fresh.flatMap((name) => [
        [...features, name],
        [...named, name],
      ]),
    ])
  }
  if (source.derived_from !== undefined) {
    let lists: Source[][] = [[]]
    for (const from of source.derived_from) {
      const each = waysOf(from, eyes)
      lists = lists.slice(0, WAYS + 1).flatMap((list) => each.map((way) => [...list, way]))
    }
    vary('derived_from', lists)
  }
  return ways
}

type DateField = 'date' | 'collected'

/**
 * What an interval of the ledger may have been. A row's own date began in the first and ended in the last of the pieces
 * that the older catalog cut it into; what the newer one cuts anew inside these is open.
 */
function datesOf(field: DateField, text: string | undefined, bare: Source, eyes: Eyes): (string | undefined)[] {
  const { before, after, days } = eyes
  if (text === undefined) {
    // The older catalog leaves a date out where no day matters to it: the row may have had one.
    if (before.project({ ...bare, [field]: FIRST_DAY })[field] !== undefined) return [undefined]
    const pieces = cut(after, bare, field, { lo: START, hi: END })
    for (const { lo } of pieces.slice(1)) days.add(lo)
    return pieces.length === 1 ? [undefined] : [undefined, ...pieces.map(formatSpan)]
  }
  const span = parseSpan(text)
  if (span === undefined) return [text]
  const pieces = cut(after, bare, field, span)
  if (pieces.length === 1) return [text]
  const old = cut(before, bare, field, span)
  const starts = pieces.filter(({ lo }) => lo <= old[0]!.hi)
  const ends = pieces.filter(({ hi }) => hi >= old.at(-1)!.lo)
  if (starts.length > 1) for (const { lo } of starts.slice(1)) days.add(lo)
  if (ends.length > 1) for (const { lo } of ends.slice(1)) days.add(lo)
  // Inside one piece of the older catalog a date lay in one part, or spanned some: what spans all stands for these.
  if (old.length === 1) return [...pieces.map(formatSpan), text]
  return starts.flatMap(({ lo }) => ends.map(({ hi }) => formatSpan({ lo, hi })))
}

/** An interval in pieces inside of which nothing changes for a judge. */
function cut(judge: Judge, bare: Source, field: DateField, { lo, hi }: Span): Span[] {
  const pieces: Span[] = []
  let from = lo
  for (;;) {
    const found = parseSpan(judge.project({ ...bare, [field]: from === START ? FIRST_DAY : from })[field])
    const to = found === undefined || found.hi >= hi ? hi : found.hi
    pieces.push({ lo: from, hi: to })
    if (to >= hi) return pieces
    from = shiftDay(to, 1)
  }
}
