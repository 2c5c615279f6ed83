import { type Obligation, type ReasonCode, type Rest, RULINGS, type RulingName } from '../schemas/ruling.ts'
import type { Clause, Exception, Terms, Version } from '../schemas/terms.ts'

/** One step of a decision, as data; `explain` turns it into a sentence. */
export interface Note {
  readonly code: ReasonCode
  readonly at: string
  readonly terms?: Terms | undefined
  readonly version?: Version | undefined
  readonly clause?: Clause | undefined
  readonly exception?: Exception | undefined
  readonly missing?: readonly string[] | undefined
  /** Declared facts of which the words leave open whether they mean them. */
  readonly unclear?: readonly string[] | undefined
  readonly says?: string | undefined
  /** The newest look at the terms and the catalog's version, where a row is newer than that look. */
  readonly age?: { readonly seen: string; readonly catalog: string } | undefined
  readonly fix?: string | undefined
}

export interface Outcome {
  readonly ruling: RulingName
  /** As the layers bring them, so that one may stand several times. */
  readonly duties: readonly Obligation[]
  /** None where only the ruling is asked for. */
  readonly notes: readonly Note[]
  readonly rests: readonly Rest[]
  /** Whether the target visibly breaks a duty. */
  readonly broken: boolean
}

const rank = (ruling: RulingName): number => RULINGS.indexOf(ruling)
export const isAllowed = (ruling: RulingName): boolean => rank(ruling) <= 1

const NONE: readonly never[] = []

export const PERMITTED: Outcome = { ruling: 'permitted', duties: NONE, notes: NONE, rests: NONE, broken: false }

export function undetermined(note: Note): Outcome {
  return { ruling: 'undetermined', duties: NONE, notes: [note], rests: NONE, broken: false }
}

function unite(outcomes: readonly Outcome[], ruling: RulingName, note?: Note): Outcome {
  const notes = joined(outcomes, 'notes')
  return {
    ruling,
    duties: joined(outcomes, 'duties'),
    notes: note === undefined ? notes : [note, ...notes],
    rests: joined(outcomes, 'rests'),
    broken: outcomes.some(({ broken }) => broken),
  }
}

/** The lists of all outcomes as one, without a copy where only one of them has any. */
function joined<K extends 'duties' | 'notes' | 'rests'>(outcomes: readonly Outcome[], field: K): Outcome[K] {
  let list: readonly unknown[] = NONE
  let made: unknown[] | undefined
  for (const { [field]: more } of outcomes) {
    if (more.length === 0) continue
    if (list.length === 0) list = more
    else {
      if (made === undefined) list = made = [...list]
      for (const item of more) made.push(item)
    }
  }
  return list as Outcome[K]
}

/** Duties by name and clause, each once. */
export function uniqueDuties(duties: readonly Obligation[]): readonly Obligation[] {
  if (duties.length < 2) return duties
  const byKey = new Map(duties.map((duty) => [`${duty.duty} ${duty.terms}@${duty.version}#${duty.clause}`, duty]))
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, duty]) => duty)
}

/** Layers add up: the strictest wins, duties are united. */
export function strictest(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 1) return outcomes[0]!
  const ruling = outcomes.reduce<RulingName>(
    (worst, { ruling: next }) => (rank(next) > rank(worst) ? next : worst),
    'permitted',
  )
  return unite(outcomes, ruling)
}

/**
 * One of these binds and nobody knows which: those that agree decide. Permitted and conditional are one side.
 * @param fact what would tell which
 */
export function agree(
  outcomes: readonly { readonly label: string; readonly outcome: Outcome }[],
  fact: string,
  at: string,
  code: ReasonCode = 'candidates-differ',
): Outcome {
  const all = outcomes.map(({ outcome }) => outcome)
  if (all.length === 1) return all[0]!
  if (all.every(({ ruling }) => isAllowed(ruling)))
    return unite(all, all.every(({ ruling }) => ruling === 'permitted') ? 'permitted' : 'conditional')
  if (all.every(({ ruling }) => ruling === 'forbidden')) return unite(all, 'forbidden')
  if (all.every(({ ruling }) => ruling === 'undetermined')) return unite(all, 'undetermined')
  const labels = outcomes.map(({ label, outcome }) => `${label}: ${outcome.ruling}`).join(', ')
  const differ: Note = {
    code,
    at,
    missing: [fact],
    says: `the ${fact} decides: ${labels}`,
    fix: `record the \`${fact}\` of this source`,
  }
  return unite(all, 'undetermined', differ)
}

/** The licensee's choice: the best branch, of equal ones that with the fewest duties, then by label. */
export function best(outcomes: readonly { readonly label: string; readonly outcome: Outcome }[]): {
  label: string
  outcome: Outcome
} {
  return [...outcomes].sort(
    (a, b) =>
      rank(a.outcome.ruling) - rank(b.outcome.ruling) ||
      uniqueDuties(a.outcome.duties).length - uniqueDuties(b.outcome.duties).length ||
      (a.label < b.label ? -1 : 1),
  )[0]!
}
