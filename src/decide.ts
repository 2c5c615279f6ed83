import type { Permission, Settings } from '../schemas/config.ts'
import type { Obligation } from '../schemas/ruling.ts'
import type { Terms } from '../schemas/terms.ts'
import type { Binding, Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { outcomeOf, readVersion } from './clause.ts'
import type { TargetFacts } from './facts.ts'
import type { Tri } from './logic.ts'
import { agree, best, isAllowed, type Note, type Outcome, PERMITTED, strictest, undetermined } from './outcome.ts'
import { covers } from './permission.ts'
import { type Candidate, candidatesOf, lastLook } from './version.ts'

/** All that a ruling depends on beside the source. Fixed for a run. */
export interface Environment {
  readonly catalog: CatalogIndex
  readonly target: TargetFacts
  readonly permissions: readonly Permission[]
  readonly settings: Settings & { readonly as_of: string }
}

/** Decides what binds: pure and total. */
export function decide(binding: Binding, env: Environment): Outcome {
  switch (binding.op) {
    case 'all':
      return binding.of.length === 0 ? PERMITTED : strictest(binding.of.map((layer) => decide(layer, env)))
    case 'candidates':
      return agree(
        binding.of.map(({ label, of }) => ({ label, outcome: decide(of, env) })),
        binding.fact,
        binding.at,
      )
    case 'choose':
      return choose(binding, env)
    case 'terms':
      return decideTerms(binding.terms, binding.pin, binding.context, env)
    case 'upstream':
      return decideUpstream(binding, env)
    case 'disputed': {
      const outcome = decide(binding.of, env)
      if (outcome.ruling !== 'forbidden') return outcome
      const note: Note = {
        code: 'signal-against-license',
        at: binding.at,
        says: `signal \`${binding.signal}\` reserves what the license grants`,
        fix: 'find out which of the two the rightsholder meant, and add a curation',
      }
      return { ...outcome, ruling: 'undetermined', notes: [note, ...outcome.notes] }
    }
    case 'assumed': {
      const outcome = decide(binding.of, env)
      const says = `license \`${binding.alias.text}\` is only assumed to read like \`${binding.alias.terms.join('`, `')}\``
      const note: Note = {
        code: 'assumed-license',
        at: binding.at,
        says,
        fix: 'read the license and review its entry in the catalog',
      }
      return { ...outcome, ruling: 'undetermined', notes: [note, ...outcome.notes] }
    }
    case 'unknown': {
      const { code, at, says, fix, missing } = binding
      return undetermined({ code, at, says, fix, missing: missing === undefined ? undefined : [missing] })
    }
    case 'note':
      return { ...PERMITTED, notes: [{ code: binding.code, at: binding.at, says: binding.says }] }
    case 'unlicensed':
      return decideUnlicensed(binding.at, env)
    case 'authorship':
      return decideAuthorship(binding.at, env)
  }
}

function choose(binding: Binding & { op: 'choose' }, env: Environment): Outcome {
  const outcomes = binding.of.map(({ label, of }) => ({ label, outcome: decide(of, env) }))
  if (env.settings.or === 'strictest') return strictest(outcomes.map(({ outcome }) => outcome))
  const chosen = best(outcomes)
  const others = outcomes
    .filter(({ label }) => label !== chosen.label)
    .map(({ label, outcome }) => `\`${label}\` (${outcome.ruling})`)
  const note: Note = {
    code: 'or-choice',
    at: binding.at,
    says: `of the licenses offered, \`${chosen.label}\` is taken and ${others.join(', ')} passed over`,
  }
  return { ...chosen.outcome, notes: [note, ...chosen.outcome.notes] }
}

/** Terms by date, then the reach of a contract, a permission and the age of the catalog. */
function decideTerms(terms: Terms, pin: string | undefined, context: Context, env: Environment): Outcome {
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
  )
}

function byVersion(terms: Terms, pin: string | undefined, context: Context, env: Environment): Outcome {
  const candidates = candidatesOf(terms, pin, context.span, env.catalog)
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
    })
  return agree(decided ? read : outcomes, terms.resolve === 'date' ? 'date' : 'version', context.at)
}

function readCandidate(candidate: Candidate, context: Context, env: Environment): Outcome {
  if (candidate.kind === 'version')
    return outcomeOf(readVersion(candidate.terms, candidate.version, context, env.target, env.catalog))
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
    const broken = outcome.notes.filter(({ code }) => code === 'duty-broken')
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
      ruling: broken.length > 0 ? 'undetermined' : 'conditional',
      duties: [...outcome.duties, duty],
      rests: [...outcome.rests, 'permission'],
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
function staleness(terms: Terms, context: Context, { settings }: Environment, outcome: Outcome): Outcome {
  const look = lastLook(terms)
  if (
    terms.resolve !== 'date' ||
    !context.dated ||
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

/** `finetuned-from` inherits in full; training on outputs or data passes no duties and turns forbidden into undetermined. */
function decideUpstream(binding: Binding & { op: 'upstream' }, env: Environment): Outcome {
  const outcome = decide(binding.of, env)
  const { lineage, model, at } = binding
  const note: Note = {
    code: 'lineage',
    at,
    says: `\`${model}\` is ${lineage.relation.replaceAll('-', ' ')} ${lineage.to ? `\`${lineage.to}\`` : `a model under \`${lineage.terms}\``}`,
  }
  if (lineage.relation === 'finetuned-from') return { ...outcome, notes: [note, ...outcome.notes] }
  const ruling =
    outcome.ruling === 'forbidden' ? 'undetermined' : outcome.ruling === 'conditional' ? 'permitted' : outcome.ruling
  const notes =
    ruling === 'permitted'
      ? [note]
      : [note, ...outcome.notes.filter(({ code }) => code !== 'duty' && code !== 'open-duty')]
  return { ruling, duties: [], rests: outcome.rests, notes }
}

function decideUnlicensed(at: string, { settings }: Environment): Outcome {
  if (settings.unlicensed === 'hold')
    return undetermined({
      code: 'absent-license',
      at,
      missing: ['license'],
      says: 'no license is named for this content',
      fix: 'record the `license`, add a curation with evidence, or set a default for these files',
    })
  const { accept, basis, jurisdiction } = settings.unlicensed
  const says = `\`settings.unlicensed\` accepts it as ${accept}${jurisdiction ? ` in ${jurisdiction}` : ''}, basis: ${basis}`
  return {
    ruling: 'conditional',
    duties: [
      { duty: 'record-assertion', terms: 'settings', version: '-', clause: `unlicensed: ${accept}`, open: false },
    ],
    rests: ['assertion'],
    notes: [{ code: 'accepted-unlicensed', at, says }],
  }
}

function decideAuthorship(at: string, { settings }: Environment): Outcome {
  const note: Note = {
    code: 'authorship',
    at,
    missing: ['author'],
    says: 'no author or model is named: the license alone decides',
    fix: 'record the `author`, or the `model` that wrote it',
  }
  if (settings.authorship === 'required') return undetermined(note)
  return { ...PERMITTED, rests: ['authorship'], notes: [note] }
}
