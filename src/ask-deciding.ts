import type { Explanation, Reason, ReasonCode } from '../schemas/ruling.ts'
import { type CatalogIndex, findVersion } from './catalog.ts'

/** Reasons that let a use pass, the one that says most first. */
const LETS: readonly ReasonCode[] = ['exception-holds', 'permitted-by-clause', 'permission', 'permitted-by-silence']

/** What decides a ruling, in a few words: the clause that does, what is not known, or the duties. */
export function decidingOf(
  { ruling, reasons, obligations }: Pick<Explanation, 'ruling' | 'reasons' | 'obligations'>,
  index: CatalogIndex,
): string {
  switch (ruling) {
    case 'conditional': {
      const duties = new Map<string, boolean>()
      for (const { duty, open } of obligations) duties.set(duty, (duties.get(duty) ?? true) && open)
      return [...duties].map(([duty, open]) => (open ? `${duty} (open)` : duty)).join(', ')
    }
    case 'permitted': {
      const reason = LETS.map((code) => reasons.find((one) => one.code === code)).find((one) => one !== undefined)
      return reason ? wordsOf(reason, index) : 'nothing stands against it'
    }
    default:
      return reasons[0] ? wordsOf(reasons[0], index) : 'nothing is known'
  }
}

function wordsOf(reason: Reason, index: CatalogIndex): string {
  const terms = index.terms.get(reason.terms ?? '')
  const version = terms && findVersion(terms, reason.version ?? '')
  const clause = version?.clauses.find(({ id }) => id === reason.clause)
  const missing = reason.missing ? ` (not known: ${reason.missing.join(', ')})` : ''
  switch (reason.code) {
    case 'forbidden-by-clause':
    case 'permitted-by-clause':
      return `${clause?.id}: ${clause?.says}`
    case 'might-forbid':
    case 'might-grant':
    case 'duty-broken':
      return `${clause?.id}${missing}: ${clause?.says}`
    case 'exception-holds':
      return `exception to ${clause?.id}`
    case 'permitted-by-silence':
      return 'read in full, and left to the customer'
    case 'not-granted':
      return 'nothing in the terms grants it'
    case 'not-read':
      return terms ? `the words of \`${terms.id}\` were not read` : reason.says
    default:
      return reason.says
  }
}
