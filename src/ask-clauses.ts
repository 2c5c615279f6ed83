import type { Clause, Version, When } from '../schemas/terms.ts'
import { checkWords, effectWords, whenWords } from './ask-words.ts'
import type { CatalogIndex } from './catalog.ts'
import { canonical } from './digest.ts'

/** A part of a clause in which two versions of it may differ. */
export type ClausePart =
  | 'effect'
  | 'our sentence'
  | 'words'
  | 'condition'
  | 'exceptions'
  | 'evidence'
  | 'reading'
  | 'dates'

/** One part before and after, as words. */
export interface PartChange {
  readonly part: ClausePart
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Clauses of one version beside those of another. */
export interface ClauseDiff {
  readonly added: readonly Clause[]
  readonly gone: readonly Clause[]
  readonly changed: readonly { readonly id: string; readonly parts: readonly PartChange[] }[]
  /** Clauses of two ids that mean the same: one effect under one condition. */
  readonly renamed: readonly { readonly from: string; readonly to: string; readonly parts: readonly PartChange[] }[]
  readonly same: readonly string[]
}

/** Compares clauses by id, and what is left by what it means. */
export function diffClauses(a: Version, b: Version, index: CatalogIndex): ClauseDiff {
  const later = new Map(b.clauses.map((clause) => [clause.id, clause]))
  const earlier = new Set(a.clauses.map(({ id }) => id))
  const added = new Set(b.clauses.filter(({ id }) => !earlier.has(id)))
  const gone: Clause[] = []
  const changed: { id: string; parts: PartChange[] }[] = []
  const renamed: { from: string; to: string; parts: PartChange[] }[] = []
  const same: string[] = []
  for (const clause of a.clauses) {
    const twin = later.get(clause.id)
    if (twin) {
      const parts = partsOf(clause, twin, index)
      if (parts.length > 0) changed.push({ id: clause.id, parts })
      else same.push(clause.id)
      continue
    }
    const other = [...added].find((one) => meaning(one) === meaning(clause))
    if (!other) gone.push(clause)
    else {
      added.delete(other)
      renamed.push({ from: clause.id, to: other.id, parts: partsOf(clause, other, index) })
    }
  }
  return { added: [...added], gone, changed, renamed, same }
}

/** What a clause comes to: its effect and when it has it, however it is called and worded. */
const meaning = (clause: Clause): string =>
  canonical({
    effect: effectWords(clause),
    when: clause.when,
    except: 'except' in clause ? clause.except.map(({ when }) => when) : [],
    check: 'check' in clause ? clause.check : undefined,
  })

function partsOf(a: Clause, b: Clause, index: CatalogIndex): PartChange[] {
  const conditions = (when: When) => whenWords(when, index)
  const views: Record<ClausePart, (clause: Clause) => readonly string[]> = {
    effect: (clause) => [
      effectWords(clause),
      ...('check' in clause && clause.check ? [`checked: ${checkWords(clause.check)}`] : []),
    ],
    'our sentence': ({ says }) => [says],
    words: ({ quote, ref }) => [...(quote ? [`“${quote}”`] : ['not quoted']), ...(ref ? [`ref ${ref}`] : [])],
    condition: ({ when }) => conditions(when),
    exceptions: (clause) =>
      'except' in clause
        ? clause.except.map(
            ({ says, when, evidence }) =>
              `${says} [${conditions(when).join(' and ')}${evidence === 'read' ? '' : `; ${evidence}`}]`,
          )
        : [],
    evidence: ({ evidence }) => [evidence],
    reading: ({ reading }) => [reading],
    dates: ({ from, to }) => [...(from ? [`from ${from}`] : []), ...(to ? [`to ${to}`] : [])],
  }
  const changes: PartChange[] = []
  for (const part of Object.keys(views) as ClausePart[]) {
    const [before, after] = [views[part](a), views[part](b)]
    const [left, right] = [new Set(before), new Set(after)]
    // What stays is left out, so that what changed can be seen.
    const change = { before: before.filter((one) => !right.has(one)), after: after.filter((one) => !left.has(one)) }
    if (change.before.length + change.after.length > 0) changes.push({ part, ...change })
  }
  return changes
}
