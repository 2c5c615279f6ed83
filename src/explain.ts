import { REASON_CODES, type Reason, type ReasonCode } from '../schemas/ruling.ts'
import type { When } from '../schemas/terms.ts'
import { canonical } from './digest.ts'
import type { Environment } from './environment.ts'
import { READ_CODES, type ReadCode } from './errors.ts'
import type { Note, Outcome } from './outcome.ts'

/** Reasons in the order in which a reader needs them: what decides first, what merely accompanies last. */
const WEIGHT: Partial<Record<ReasonCode, number>> = {
  'forbidden-by-clause': 0,
  'duty-broken': 1,
  'candidates-differ': 2,
  'signal-against-license': 2,
  'might-forbid': 3,
  'might-not-bind': 3,
  lineage: 8,
  'permitted-by-clause': 7,
  'permitted-by-silence': 7,
  'exception-holds': 6,
  duty: 6,
  'open-duty': 6,
  curation: 5,
  permission: 5,
  assertion: 5,
  'accepted-unlicensed': 5,
  authorship: 8,
  stale: 8,
  'unnamed-host': 9,
  'unknown-dataset': 9,
  'unknown-platform': 9,
  'or-choice': 8,
  'early-date': 8,
}

/** Turns the steps of a decision into reasons: sentences with the words of the terms that they rest on. */
export function explainNotes(outcome: Outcome, env: Environment): Reason[] {
  const reasons = new Map<string, Reason>()
  // What forbids by itself decides a forbidden row; of an undetermined one it is only one of the ways.
  const weight = ({ code }: Note) =>
    code === 'forbidden-by-clause' && outcome.ruling !== 'forbidden' ? 3.5 : (WEIGHT[code] ?? 3)
  for (const note of [...outcome.notes].sort((a, b) => weight(a) - weight(b))) {
    const reason = reasonOf(note, env)
    // The same words reached on several ways are said once, where they were met first.
    const key = canonical({ ...reason, source: '' })
    if (!reasons.has(key)) reasons.set(key, reason)
  }
  return [...reasons.values()]
}

function reasonOf(note: Note, env: Environment): Reason {
  const { code, at, terms, version, clause, exception, age, fix } = note
  const words = exception ?? clause
  const missing = [...new Set(note.missing ?? [])]
  const facts = clause ? factsOf(exception?.when ?? clause.when, env) : []
  const link = words?.source ?? version?.sources[0]
  return {
    code,
    source: at,
    says: sentence(note),
    ...(terms && { terms: terms.id }),
    ...(version && { version: version.id }),
    ...(clause && { clause: clause.id, evidence: words?.evidence ?? 'read' }),
    ...(words?.quote !== undefined && { quote: words.quote }),
    ...(words?.ref !== undefined && { ref: words.ref }),
    ...(link !== undefined && { link }),
    ...(facts.length > 0 && { facts }),
    ...(missing.length > 0 && { missing }),
    ...age,
    ...(fix !== undefined && { fix }),
  }
}

function sentence({ code, terms, version, clause, exception, says, missing, unclear }: Note): string {
  const name = terms ? `${terms.name}${version && version.id !== '-' ? ` (${version.id})` : ''}` : ''
  const words = exception ?? clause
  const known =
    words?.evidence === 'quoted'
      ? ', known by a quotation'
      : words?.evidence === 'unread'
        ? ', whose words were not read'
        : ''
  const named = (what: string, facts: readonly string[] = []) =>
    facts.length > 0 ? `; ${what}: ${[...new Set(facts)].join(', ')}` : ''
  const open = named('not known', missing) + named('left open by the words', unclear)
  switch (code) {
    case 'forbidden-by-clause':
      return `${name}${known}: ${clause?.says}`
    case 'might-forbid':
      return `${name}${known} might forbid it: ${clause?.says}${clause?.reading === 'contested' ? ' (readers differ)' : ''}${open}`
    case 'permitted-by-clause':
      return `${name}${known} permits it: ${clause?.says}`
    case 'might-grant':
      return `${name}${known} might permit it: ${clause?.says}${open}`
    case 'permitted-by-silence':
      return `${name} was read in full and leaves this use to the customer`
    case 'not-granted':
      return `nothing in ${name} grants this use`
    case 'not-read':
      return says ?? `the words of ${name} were not read; what is not read permits nothing`
    case 'exception-holds':
      return `${name}${known}, exception: ${exception?.says}`
    case 'duty':
    case 'open-duty':
      return `${name}${known}: ${clause?.says}${open}`
    case 'duty-broken':
      return `${name}${known}: ${clause?.says} The declared target does not`
    case 'unreadable-provenance':
    case 'rejected-record':
      return `${REASON_CODES[code]}: ${READ_CODES[says as ReadCode] ?? says}`
    default:
      return says ?? REASON_CODES[code]
  }
}

/** The declared facts that a condition reads, as `field=value`. */
function factsOf(when: When, { target: { target } }: Environment): string[] {
  const facts: string[] = []
  const add = (field: keyof typeof target) => {
    const value = target[field]
    if (value !== undefined)
      facts.push(
        `${field}=${Array.isArray(value) ? value.join('+') : typeof value === 'object' ? JSON.stringify(value) : value}`,
      )
  }
  for (const key of Object.keys(when) as (keyof When)[]) {
    if (key === 'competes') for (const field of ['kind', 'serves', 'competes_with'] as const) add(field)
    else if (key in target) add(key as keyof typeof target)
  }
  return [...new Set(facts)]
}
