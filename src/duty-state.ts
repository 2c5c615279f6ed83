import type { Permission } from '../schemas/config.ts'
import type { Target } from '../schemas/target.ts'
import type { Task } from '../schemas/task.ts'
import { type CatalogIndex, findVersion } from './catalog.ts'
import { checkOf, inCode, type Owed } from './duty.ts'
import { foldLicense } from './license.ts'

/** How a task stands by what the target declares, and why. */
export type State = Pick<Task, 'state'> & { readonly note?: string }

const LEFT: State = { state: 'to-do' }

/** Duties that a declared field of the target answers: the field, and the value under which nothing is left to change. */
const LIMITS = {
  'noncommercial-only': { field: 'commercial', value: false },
  'research-only': { field: 'purpose', value: 'research' },
  'evaluation-only': { field: 'purpose', value: 'evaluate' },
  'internal-only': { field: 'distribution', value: 'internal' },
  'no-redistribution-of-data': { field: 'publishes_data', value: false },
} as const

const RANK: readonly Task['state'][] = ['broken', 'open', 'to-do', 'kept']

/** Of several clauses that ask for one task, what is left to do counts. */
export const worst = (states: readonly State[]): Task['state'] =>
  RANK.find((name) => states.some(({ state }) => state === name)) ?? 'to-do'

export interface Circumstances {
  readonly target: Target
  readonly permissions: readonly Permission[]
  readonly catalog: CatalogIndex
}

/**
 * @param open whether the target leaves open what the duty reads
 * @param broken whether it visibly breaks it, as only its base can bring one that it breaks
 */
export function stateOf(owed: Owed, open: boolean, broken: boolean, of: Circumstances, terms: string): State {
  const { target } = of
  const check = checkOf(owed.clause)
  const { duty } = owed
  if (check) {
    const value = target[check.field]
    const declared = value === undefined ? '' : `the target declares ${pair(check.field, value)}`
    if (broken) return { state: 'broken', note: declared }
    if (open) return { state: 'open', note: `declare ${inCode(`target.${check.field}`)}` }
    return { state: 'kept', note: declared }
  }
  if (duty === 'share-alike' && !owed.data) return shared(terms, of)
  if (duty === 'record-permission') return permitted(owed.id, of)
  const basis = target.competes_with?.basis
  if (duty === 'record-assertion' && owed.clause && typeof basis === 'string')
    return { ...LEFT, note: `basis: ${inCode(basis)}` }
  if (duty in LIMITS) {
    const { field, value } = LIMITS[duty as keyof typeof LIMITS]
    const declared = target[field]
    if (declared === undefined) return { state: 'open', note: `declare ${inCode(`target.${field}`)}` }
    if ([declared].flat().every((each) => each === value))
      return { ...LEFT, note: `the target declares ${pair(field, declared)}` }
  }
  return LEFT
}

const pair = (field: string, value: unknown): string => inCode(`${field}: ${[value].flat().join(', ')}`)

/** Without a list of licenses that fit, the very license does; of others a person has to judge. */
function shared(terms: string, { target: { release_license: license }, catalog }: Circumstances): State {
  if (license === undefined) return { state: 'open', note: `declare ${inCode('target.release_license')}` }
  const note = `the target declares ${pair('release_license', license)}`
  return isLicense(license, terms, catalog)
    ? { state: 'kept', note }
    : { ...LEFT, note: `${note}, which is not known to fit` }
}

/** Whether a license is this very version of these terms. */
function isLicense(license: string, terms: string, catalog: CatalogIndex): boolean {
  const refs = catalog.licenses.get(foldLicense(license))?.terms ?? []
  return (
    refs.length > 0 &&
    refs.every((ref) => {
      const [id = '', pin] = ref.split('@')
      const entry = catalog.terms.get(id)
      const version = pin === undefined ? undefined : entry && findVersion(entry, pin)
      const versions = pin === undefined ? (entry?.versions ?? []) : version ? [version] : []
      return versions.length === 1 && `${id}@${versions[0]!.id}` === terms
    })
  )
}

function permitted(reference: string, { permissions }: Circumstances): State {
  const until = permissions.find((each) => each.reference === reference)?.valid?.until
  return until === undefined ? LEFT : { ...LEFT, note: `valid until ${until}` }
}
