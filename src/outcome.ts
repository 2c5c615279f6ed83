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
  readonly duties: readonly Obligation[]
  readonly notes: readonly Note[]
  readonly rests: readonly Rest[]
}

const rank = (ruling: RulingName): number => RULINGS.indexOf(ruling)
export const isAllowed = (ruling: RulingName): boolean => rank(ruling) <= 1

export const PERMITTED: Outcome = { ruling: 'permitted', duties: [], notes: [], rests: [] }

export function undetermined(note: Note): Outcome {
  return { ruling: 'undetermined', duties: [], notes: [note], rests: [] }
}

function unite(outcomes: readonly Outcome[], ruling: RulingName, notes: readonly Note[]): Outcome {
  return {
    ruling,
    duties: uniqueDuties(outcomes.flatMap((outcome) => outcome.duties)),
    notes,
    rests: [...new Set(outcomes.flatMap((outcome) => outcome.rests))],
  }
}

export function uniqueDuties(duties: readonly Obligation[]): readonly Obligation[] {
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
  return unite(
    outcomes,
    ruling,
    outcomes.flatMap((outcome) => outcome.notes),
  )
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
  const notes = all.flatMap((outcome) => outcome.notes)
  if (all.every(({ ruling }) => isAllowed(ruling)))
    return unite(all, all.every(({ ruling }) => ruling === 'permitted') ? 'permitted' : 'conditional', notes)
  if (all.every(({ ruling }) => ruling === 'forbidden')) return unite(all, 'forbidden', notes)
  if (all.every(({ ruling }) => ruling === 'undetermined')) return unite(all, 'undetermined', notes)
  const labels = outcomes.map(({ label, outcome }) => `${label}: ${outcome.ruling}`).join(', ')
  const differ: Note = {
    code,
    at,
    missing: [fact],
    says: `the ${fact} decides: ${labels}`,
    fix: `record the \`${fact}\` of this source`,
  }
  return unite(all, 'undetermined', [differ, ...notes])
}

/** The licensee's choice: the best branch, of equal ones that with the fewest duties, then by label. */
export function best(outcomes: readonly { readonly label: string; readonly outcome: Outcome }[]): {
  label: string
  outcome: Outcome
} {
  return [...outcomes].sort(
    (a, b) =>
      rank(a.outcome.ruling) - rank(b.outcome.ruling) ||
      a.outcome.duties.length - b.outcome.duties.length ||
      (a.label < b.label ? -1 : 1),
  )[0]!
}
