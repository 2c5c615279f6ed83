import type { Obligation } from '../schemas/ruling.ts'
import type { Terms } from '../schemas/terms.ts'
import type { Context } from './binding.ts'
import { outcomeOf, readVersion } from './clause.ts'
import type { Environment } from './environment.ts'
import type { Tri } from './logic.ts'
import { agree, isAllowed, type Note, type Outcome, undetermined } from './outcome.ts'
import { covers } from './permission.ts'
import { type Candidate, candidatesOf, lastLook } from './version.ts'

/** Terms by date, then the reach of a contract, a permission and the age of the catalog. */
export function decideTerms(terms: Terms, pin: string | undefined, context: Context, env: Environment): Outcome {
  const { settings } = env
  const bound = staleness(terms, context, env, permitted(terms, context, env, byVersion(terms, pin, context, env)))
  const service = terms.kind === 'service' || terms.kind === 'usage-policy' || terms.kind === 'guidance'
  if (settings.reach !== 'account-holder' || !service || context.facts.bound !== 'outputs') return bound
  const { account } = context.source
  if (account === 'own') return bound
  const assertion: Obligation = {
    duty: 'record-assertion',
    terms: terms.id,
    version: '-',
    clause: 'settings.reach',
    open: false,
  }
  const free: Outcome = {
    ruling: 'conditional',
    duties: [assertion],
    rests: ['assertion'],
    broken: false,
    notes: [
      {
        code: 'not-bound',
        at: context.at,
        terms,
        says: `\`settings.reach\`: the contract binds the account holder, who is another`,
      },
    ],
  }
  if (account === 'other') return free
  return agree(
    [
      { label: 'own', outcome: bound },
      { label: 'other', outcome: free },
    ],
    'account',
    context.at,
    'might-not-bind',
  )
}

function byVersion(terms: Terms, pin: string | undefined, context: Context, env: Environment): Outcome {
  const candidates = candidatesOf(terms, pin, context.span, env.catalog)
  if (candidates.length === 1) return readCandidate(candidates[0]!, context, env)
  // A day on which nothing could be made under these terms is an error: the date counts as unknown.
  if (candidates.length === 0 && context.dated)
    return byVersion(terms, pin, { ...context, span: context.wide, dated: false }, env)
  const outcomes = candidates.map((candidate) => ({
    candidate,
    label: labelOf(candidate),
    outcome: readCandidate(candidate, context, env),
  }))
  const read = outcomes.filter(({ candidate }) => candidate.kind === 'version')
  // Undated, with every known version forbidding: words that nobody read are no way out.
  const decided = !context.dated && read.length > 0 && read.every(({ outcome }) => outcome.ruling === 'forbidden')
  if (outcomes.length === 0)
    return undetermined({
      code: 'version-gap',
      at: context.at,
      terms,
      says: `no version of \`${terms.id}\` binds at that time`,
      missing: ['date'],
      fix: 'record the `date` of this source',
    })
  return agree(decided ? read : outcomes, terms.resolve === 'date' ? 'date' : 'version', context.at)
}

function readCandidate(candidate: Candidate, context: Context, env: Environment): Outcome {
  if (candidate.kind === 'version') {
    const { terms, version } = candidate
    const dutiesReach = env.upstream?.duties ?? true
    if (env.quick) return env.quick.read(terms, version, context, dutiesReach)
    return outcomeOf(readVersion(terms, version, context, env.target, env.catalog), dutiesReach)
  }
  return undetermined({
    code: 'version-gap',
    at: context.at,
    terms: candidate.terms,
    says: `the text of \`${candidate.terms.id}\` was not read for that time: ${candidate.where}`,
    missing: context.dated ? [] : ['date'],
    fix: context.dated
      ? 'find the text of that time and add it to a catalog of your own'
      : 'record the `date` of this source',
  })
}

const labelOf = (candidate: Candidate): string =>
  candidate.kind === 'version'
    ? `${candidate.terms.id}@${candidate.version.id}`
    : `${candidate.terms.id} (${candidate.where})`

/** A grantor's permission lifts what its own terms forbid or don't grant; duties stay, and so does a duty that is broken. */
function permitted(terms: Terms, context: Context, env: Environment, outcome: Outcome): Outcome {
  if (isAllowed(outcome.ruling) || env.permissions.length === 0) return outcome
  const issuer = env.catalog.issuers.get(terms.issuer ?? '')
  let maybe = false
  for (const permission of env.permissions) {
    const held: Tri = covers(permission, terms, issuer, context, env.target, env.settings.as_of)
    if (held === undefined) maybe = true
    if (held !== true) continue
    const duty: Obligation = {
      duty: 'record-permission',
      terms: terms.id,
      version: '-',
      clause: permission.reference,
      open: false,
    }
    const note: Note = {
      code: 'permission',
      at: context.at,
      terms,
      says: `permission \`${permission.reference}\` of \`${permission.grantor}\` covers this use`,
    }
    return {
      ruling: outcome.broken ? 'undetermined' : 'conditional',
      duties: [...outcome.duties, duty],
      rests: [...outcome.rests, 'permission'],
      broken: outcome.broken,
      notes: [
        note,
        ...outcome.notes.filter(({ code }) => code === 'duty' || code === 'open-duty' || code === 'duty-broken'),
      ],
    }
  }
  if (!maybe) return outcome
  const note: Note = {
    code: 'permission-unknown',
    at: context.at,
    terms,
    missing: ['date', 'target'],
    says: 'a permission might cover this use, but its scope or dates read facts that are not declared',
    fix: 'record the `date` of this source and declare what the scope of the permission names',
  }
  return { ...outcome, ruling: 'undetermined', notes: [note, ...outcome.notes] }
}

/** A row newer than the newest look at its terms may be under words that nobody has seen. */
function staleness(terms: Terms, context: Context, env: Environment, outcome: Outcome): Outcome {
  const { settings, upstream, catalog } = env
  const look = lastLook(terms)
  // An undated row may be as new as any; only where that holds rows it is worth a word.
  if (
    upstream !== undefined ||
    terms.resolve !== 'date' ||
    (!context.dated && settings.stale === 'warn') ||
    look === undefined ||
    context.span.hi <= look ||
    outcome.rests.includes('stale')
  )
    return outcome
  const note: Note = {
    code: 'stale',
    at: context.at,
    terms,
    says: `\`${terms.id}\` was last looked at on ${look}`,
    age: { seen: look, catalog: catalog.catalog.version },
    fix: 'take a newer catalog',
  }
  const held = settings.stale === 'hold' && isAllowed(outcome.ruling)
  return {
    ...outcome,
    ruling: held ? 'undetermined' : outcome.ruling,
    rests: [...outcome.rests, 'stale'],
    notes: [note, ...outcome.notes],
  }
}
