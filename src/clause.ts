import type { Obligation, Rest } from '../schemas/ruling.ts'
import type { Check, Clause, Terms, Version } from '../schemas/terms.ts'
import type { Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { END, overlaps, START } from './dates.ts'
import { evaluate, type Finding, foldWord, type TargetFacts } from './facts.ts'
import { and, atMostUnknown, not, or, type Tri } from './logic.ts'
import { type Note, type Outcome, uniqueDuties } from './outcome.ts'

/** Facts that the record has to say, not the target. */
const SOURCE_FACTS: ReadonlySet<string> = new Set([
  'date',
  'role',
  'channel',
  'features',
  'content',
  'intent',
  'collection',
  'trait',
])

/** What one version of terms says: what it blocks, apart from the duties that it brings. */
export interface Reading {
  /** Without duties that the target breaks. */
  readonly use: 'permitted' | 'undetermined' | 'forbidden'
  readonly useNotes: readonly Note[]
  readonly duties: readonly Obligation[]
  readonly dutyNotes: readonly Note[]
  readonly broken: boolean
  readonly rests: readonly Rest[]
}

/** Reads a version for a target and a source. Pure; every clause is asked, none throws. */
export function readVersion(
  terms: Terms,
  version: Version,
  context: Context,
  target: TargetFacts,
  catalog: CatalogIndex,
): Reading {
  const facts = { target, source: context.facts, terms: terms.id }
  const base = { at: context.at, terms, version }
  const useNotes: Note[] = []
  const dutyNotes: Note[] = []
  const duties: Obligation[] = []
  const rests = new Set<Rest>()
  let forbids: Tri = false
  let permits: Tri = false
  let broken = false

  for (const clause of version.clauses) {
    const window = inWindow(clause, context)
    if (window === false) continue
    // Of a list, one member is enough to forbid or to oblige; to permit, every member must be permitted.
    const finding = evaluate(clause.when, clause.effect === 'permit' ? 'except' : 'when', facts, catalog)
    if (finding.asserted) {
      rests.add('assertion')
      duties.push(dutyOf(terms, version, clause, 'record-assertion', false))
      useNotes.push({
        code: 'assertion',
        ...base,
        clause,
        says: 'the target asserts that it does not compete with the issuer',
      })
    }
    const value = and(finding.value, window)
    if (value === false) continue
    const { unclear } = finding
    const missing = window === undefined ? [...finding.missing, 'date'] : finding.missing
    const weak = clause.evidence === 'unread' || clause.reading === 'contested'
    if (clause.evidence === 'quoted') rests.add('quotation')
    switch (clause.effect) {
      case 'forbid': {
        const lifted = liftedBy(clause, facts, catalog, base, useNotes)
        if (lifted.quoted) rests.add('quotation')
        const held = and(weak ? atMostUnknown(value) : value, not(lifted.value))
        if (held === false) continue
        forbids = or(forbids, held)
        const gone = [...missing, ...lifted.missing]
        useNotes.push({
          code: held ? 'forbidden-by-clause' : 'might-forbid',
          ...base,
          clause,
          missing: gone,
          unclear: [...unclear, ...lifted.unclear],
          fix: fixOf(clause, gone),
        })
        break
      }
      case 'permit': {
        const held = weak ? atMostUnknown(value) : value
        permits = or(permits, held)
        useNotes.push(
          held
            ? { code: 'permitted-by-clause', ...base, clause }
            : { code: 'might-grant', ...base, clause, missing, unclear, fix: fixOf(clause, missing) },
        )
        break
      }
      case 'oblige':
      case 'limit': {
        const checked = clause.check ? check(clause.check, target) : undefined
        if (clause.effect === 'limit' && checked === true) continue
        const open = clause.check !== undefined && checked === undefined
        duties.push(dutyOf(terms, version, clause, clause.duty, open))
        if (checked === false) {
          broken = true
          dutyNotes.push({ code: 'duty-broken', ...base, clause, missing, fix: breachFix(clause.check!) })
        } else dutyNotes.push({ code: open ? 'open-duty' : 'duty', ...base, clause, missing, unclear })
      }
    }
  }
  const silent = permits !== true && terms.silence === 'permits' && version.read === 'full'
  if (forbids === false && silent) useNotes.push({ code: 'permitted-by-silence', ...base })
  if (forbids === false && permits === false && !silent)
    useNotes.push({
      code: version.read === 'full' || version.read === 'part' ? 'not-granted' : 'not-read',
      ...base,
      fix:
        version.read === 'full'
          ? 'get a written permission, or use another source'
          : 'read the terms and add what they say to the catalog',
    })
  const use =
    forbids === true
      ? 'forbidden'
      : forbids === undefined
        ? 'undetermined'
        : permits === true || silent
          ? 'permitted'
          : 'undetermined'
  return { use, useNotes, duties: uniqueDuties(duties), dutyNotes, broken, rests: [...rests] }
}

/**
 * A reading as an outcome: a broken duty holds a row that the use alone would pass. Where duties don't reach, what the
 * user asserted is still kept.
 */
export function outcomeOf(reading: Reading, dutiesReach: boolean): Outcome {
  const { use, rests } = reading
  if (!dutiesReach) {
    const duties = reading.duties.filter(({ duty }) => duty === 'record-assertion')
    const ruling = use === 'permitted' && duties.length > 0 ? 'conditional' : use
    return { ruling, duties, rests, notes: reading.useNotes, broken: false }
  }
  const { duties, broken } = reading
  const ruling = use !== 'permitted' ? use : broken ? 'undetermined' : duties.length > 0 ? 'conditional' : 'permitted'
  return { ruling, duties, rests, notes: [...reading.useNotes, ...reading.dutyNotes], broken }
}

function liftedBy(
  clause: Clause & { effect: 'forbid' },
  facts: Parameters<typeof evaluate>[2],
  catalog: CatalogIndex,
  base: { at: string; terms: Terms; version: Version },
  notes: Note[],
): { value: Tri; missing: readonly string[]; unclear: readonly string[]; quoted: boolean } {
  let value: Tri = false
  let quoted = false
  const missing: string[] = []
  const unclear: string[] = []
  for (const exception of clause.except) {
    const found: Finding = evaluate(exception.when, 'except', facts, catalog)
    const held = exception.evidence === 'unread' ? atMostUnknown(found.value) : found.value
    if (held === true) notes.push({ code: 'exception-holds', ...base, clause, exception })
    if (held !== false && exception.evidence === 'quoted') quoted = true
    if (held === undefined) {
      missing.push(...found.missing)
      unclear.push(...found.unclear)
    }
    if (held === false && exception.when.base && facts.target.base === 'none') missing.push('base')
    value = or(value, held)
  }
  return value === true ? { value, missing: [], unclear: [], quoted } : { value, missing, unclear, quoted }
}

/** Whether a clause is in force on the days of the context: all, some (unknown) or none of them. */
function inWindow(clause: Clause, { span }: Context): Tri {
  if (clause.from === undefined && clause.to === undefined) return true
  const window = { lo: clause.from ?? START, hi: clause.to ?? END }
  if (!overlaps(window, span)) return false
  return window.lo <= span.lo && span.hi <= window.hi ? true : undefined
}

/** True: the target keeps it; false: it visibly breaks it; unknown: not declared. */
function check(rule: Check, { target }: TargetFacts): Tri {
  switch (rule.op) {
    case 'starts-with':
      return target.name === undefined ? undefined : foldWord(target.name).startsWith(foldWord(rule.value))
    case 'one-of': {
      const license = target.release_license?.toLowerCase()
      return license === undefined ? undefined : rule.value.some((value) => value.toLowerCase() === license)
    }
    case 'at-most': {
      const number = target[rule.field]
      return number === undefined ? undefined : number <= rule.value
    }
    case 'excludes':
      return target.domicile === undefined
        ? undefined
        : !target.domicile.some((place) => rule.value.some((other) => other.toLowerCase() === place.toLowerCase()))
    case 'is': {
      const declared = target[rule.field]
      return declared === undefined ? undefined : declared === rule.value
    }
  }
}

function dutyOf(terms: Terms, version: Version, clause: Clause, duty: Obligation['duty'], open: boolean): Obligation {
  return { duty, terms: terms.id, version: version.id, clause: clause.id, open }
}

function breachFix(rule: Check): string {
  switch (rule.op) {
    case 'starts-with':
      return `give the model a name that starts with \`${rule.value}\` (target.name), or leave these rows out`
    case 'one-of':
      return `release under one of ${rule.value.map((value) => `\`${value}\``).join(', ')} (target.release_license), or leave these rows out`
    case 'at-most':
      return `get a license from the issuer for more than ${rule.value} (target.${rule.field})`
    case 'excludes':
      return `the terms grant nothing to licensees in ${rule.value.join(', ')} (target.domicile): get a license from the issuer`
    case 'is':
      return `set \`target.${rule.field}\` to ${rule.value} and keep to it, or leave these rows out`
  }
}

function fixOf(clause: Clause, missing: readonly string[]): string {
  if (clause.evidence === 'unread') return 'read the terms and add what they say to the catalog'
  const facts = [...new Set(missing)]
  const names = (some: readonly string[]) => some.map((fact) => `\`${fact}\``).join(', ')
  const read = facts.filter((fact) => SOURCE_FACTS.has(fact))
  const declared = facts.filter((fact) => !SOURCE_FACTS.has(fact)).map((fact) => `target.${fact}`)
  const ways = [
    ...(read.length > 0 ? [`record the ${names(read)} of this source`] : []),
    ...(declared.length > 0 ? [`declare ${names(declared)}`] : []),
  ]
  return ways.length === 0
    ? 'leave these rows out, get a written permission, or change the target'
    : `${ways.join(' and ')}, or get a written permission`
}
