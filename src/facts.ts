import type { Source } from '../schemas/provenance.ts'
import { type Distribution, type Kind, kindsOf, type Target } from '../schemas/target.ts'
import type { When } from '../schemas/terms.ts'
import type { AmongSet, CatalogIndex } from './catalog.ts'
import { fold, or, type Tri } from './logic.ts'

/** The declared target with aliases resolved; what is not declared is undefined, and so unknown. */
export interface TargetFacts {
  readonly target: Target
  readonly kinds: readonly Kind[] | undefined
  readonly serves: readonly Kind[] | undefined
  readonly distribution: readonly Distribution[] | undefined
  /** Ids of the terms that the base model is under; `none` when no base is declared, `unknown` when it is not known. */
  readonly base: ReadonlySet<string> | 'none' | 'unknown'
}

/** What clauses read of a source, and of the way in which it led to the terms. */
export interface SourceFacts {
  readonly role?: Source['role'] | undefined
  readonly channel?: string | undefined
  readonly features?: readonly string[] | undefined
  readonly content?: string | undefined
  readonly intent?: string | undefined
  readonly collection?: string | undefined
  readonly traits?: readonly string[] | undefined
  readonly bound: 'outputs' | 'content'
}

export function targetFacts(target: Target, base: TargetFacts['base']): TargetFacts {
  const { distribution } = target
  return {
    target,
    kinds: kindsOf(target.kind),
    serves: kindsOf(target.serves),
    distribution: distribution === undefined ? undefined : Array.isArray(distribution) ? distribution : [distribution],
    base,
  }
}

/** What a condition came to: its value, the facts that made it so, and the facts that were missing. */
export interface Finding {
  readonly value: Tri
  readonly missing: readonly string[]
  /** Facts that are declared, and of which the words leave open whether they mean them. */
  readonly unclear: readonly string[]
  /** The target's own assertion that it does not compete was needed. */
  readonly asserted: boolean
}

const NEVER: Finding = { value: false, missing: [], unclear: [], asserted: false }

/**
 * Evaluates a condition. A list fact holds in `when` if any member does, in `except` if all do.
 * Every part must hold; one that is false decides, whatever is unknown.
 */
export function evaluate(
  when: When,
  mode: 'when' | 'except',
  facts: { readonly target: TargetFacts; readonly source: SourceFacts; readonly terms: string },
  catalog: CatalogIndex,
): Finding {
  const { target, source } = facts
  const missing: string[] = []
  const unclear: string[] = []
  let value: Tri = true
  let asserted = false
  const pick = mode === 'when' ? 'any' : 'all'
  for (const key of Object.keys(when) as (keyof When)[]) {
    const spec = when[key]
    if (spec === undefined) continue
    let part: Tri
    let fact: string = key
    if (key === 'competes') {
      const found = competes(spec as string, target, catalog)
      part = found.value
      fact = found.fact
      if (found.asserted) {
        // Not decided yet: a part that is false without the assertion needs none.
        asserted = true
        continue
      }
    } else if (key === 'base') {
      part = target.base === 'none' ? false : target.base === 'unknown' ? undefined : target.base.has(facts.terms)
    } else if (key === 'bound') part = (spec as string[]).includes(source.bound)
    else if (key === 'commercial' || key === 'publishes_data') {
      const declared = target.target[key]
      part = declared === undefined ? undefined : declared === spec
    } else if (key === 'kind') part = kindAmong(catalog.among(when.kind!), target, pick)
    else part = listAmong(catalog.among(spec as never), factOf(key, target, source), pick)
    if (part === false) return NEVER
    if (part === undefined) {
      value = undefined
      // What is declared is not missing: the words leave open whether they mean it.
      if (isDeclared(key, target, source)) unclear.push(fact)
      else missing.push(key === 'kind' && target.kinds !== undefined ? 'serves' : fact)
    }
  }
  return asserted ? { value: false, missing: [], unclear: [], asserted } : { value, missing, unclear, asserted }
}

/** Whether a fact that a condition reads is there, so that only the words leave it open. */
function isDeclared(key: keyof When, target: TargetFacts, source: SourceFacts): boolean {
  if (key === 'kind')
    return target.kinds !== undefined && (target.serves !== undefined || !target.kinds.includes('reward-model'))
  return factOf(key, target, source) !== undefined
}

function factOf(
  key: keyof When,
  { target, distribution }: TargetFacts,
  source: SourceFacts,
): readonly string[] | undefined {
  switch (key) {
    case 'purpose':
      return one(target.purpose)
    case 'distribution':
      return distribution
    case 'tuned_on':
      return one(target.tuned_on)
    case 'domicile':
      return target.domicile
    case 'licensee':
      return one(target.licensee)
    case 'trait':
      return source.traits
    case 'features':
      return source.features
    case 'role':
    case 'channel':
    case 'content':
    case 'intent':
    case 'collection':
      return one(source[key])
    default:
      return undefined
  }
}

const one = (value: string | undefined): readonly string[] | undefined => (value === undefined ? undefined : [value])

const member = ({ yes, unclear, no }: AmongSet, value: string): Tri =>
  yes.has(value) || (unclear.has(value) || (no && !no.has(value)) ? undefined : false)

function listAmong(set: AmongSet, values: readonly string[] | undefined, pick: 'any' | 'all'): Tri {
  return values === undefined
    ? undefined
    : // Of an empty list no member is in the set, whatever is asked.
      values.length > 0 &&
        fold(
          values.map((value) => member(inAnySpelling(set), foldWord(value))),
          pick,
        )
}

/** Words are compared in any case, and whatever parts them: `Web_Search`, `web search` and `websearch` are one. */
export const foldWord = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '')

/** Sets as folded, each made once. */
const folded = new WeakMap<AmongSet, AmongSet>()
function inAnySpelling(set: AmongSet): AmongSet {
  const known = folded.get(set)
  if (known) return known
  const fold = (values: ReadonlySet<string>) => new Set([...values].map(foldWord))
  const made = { yes: fold(set.yes), unclear: fold(set.unclear), no: set.no && fold(set.no) }
  folded.set(set, made)
  return made
}

const kindAmong = (set: AmongSet, target: TargetFacts, pick: 'any' | 'all'): Tri =>
  byKind(target, pick, (kind) => member(set, kind))

/**
 * A reward model counts as what it serves to train, and unknown while that is not declared. Where a benchmark or an
 * application trains something after all, what that is is not known.
 */
function byKind(target: TargetFacts, pick: 'any' | 'all', of: (kind: Kind) => Tri): Tri {
  const { kinds, serves } = target
  if (kinds === undefined) return undefined
  return fold(
    kinds.map((kind) => {
      if (kind !== 'reward-model') return of(kind) || (hidesKind(target, kind) ? undefined : of(kind))
      const served = serves === undefined ? undefined : fold(serves.map(of), pick)
      return pick === 'any' ? or(of(kind), served) : served
    }),
    pick,
  )
}

/** A benchmark and an application are no models, so that with them the purpose says that another kind is trained. */
const hidesKind = ({ target }: TargetFacts, kind: Kind): boolean =>
  (kind === 'benchmark' || kind === 'application') && (target.purpose === undefined || target.purpose === 'train')

/**
 * Whether the target competes in an issuer's market. The user's assertion that it does not settles what the market
 * leaves unclear; against a plain yes, or without a kind, it makes the fact unknown.
 */
function competes(
  id: string,
  target: TargetFacts,
  catalog: CatalogIndex,
): { value: Tri; asserted: boolean; fact: string } {
  const market = catalog.markets.get(id)
  const value = byKind(target, 'any', (kind) =>
    market?.yes.includes(kind) ? true : market?.no.includes(kind) ? false : undefined,
  )
  const fact =
    target.kinds === undefined || target.kinds.some((kind) => hidesKind(target, kind))
      ? 'kind'
      : target.kinds.includes('reward-model') && !target.serves
        ? 'serves'
        : 'competes_with'
  const word = target.target.competes_with?.[market?.issuer ?? '']
  if (word === true) return { value: true, asserted: false, fact }
  if (word !== false || value === false) return { value, asserted: false, fact }
  if (value === true) return { value: undefined, asserted: false, fact }
  // Without a kind, or without what a reward model serves, it is open what the assertion is about.
  if (fact !== 'competes_with') return { value: undefined, asserted: false, fact }
  return { value: false, asserted: true, fact }
}
