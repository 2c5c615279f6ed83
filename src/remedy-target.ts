import type { Explanation } from '../schemas/ruling.ts'
import { DISTRIBUTIONS, KINDS, Target } from '../schemas/target.ts'
import type { Check } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'

/** Models that are tried as the base for each of the terms that ask for one of their own. */
const BASES = 2
/** The uses that leave something to use the record for. */
const USES = ['train', 'research', 'evaluate'] as const

type Change = readonly [name: string, target: Target]

/** Fields of the target with the other values that are worth a ruling, each as a whole target. */
export function targetChanges(
  { reasons }: Explanation,
  catalog: CatalogIndex,
  target: Target,
): [field: string, changes: Change[]][] {
  const fields = new Map<string, Change[]>()
  const add = (field: string, name: string, change: Partial<Record<keyof Target, unknown>>) => {
    const parsed = Target.safeParse({ ...target, ...change })
    if (parsed.success) fields.set(field, [...(fields.get(field) ?? []), [name, parsed.data]])
  }
  const listed = <T extends string>(value: T | readonly T[] | undefined): readonly T[] =>
    value === undefined ? [] : Array.isArray(value) ? value : [value as T]

  // A target of several kinds or ways of release may do without one of them.
  for (const [field, values] of [
    ['distribution', DISTRIBUTIONS],
    ['kind', KINDS],
  ] as const) {
    const now = listed<string>(target[field])
    if (now.length > 1)
      for (const gone of now) {
        const left = now.filter((one) => one !== gone)
        add(field, left.join(','), { [field]: left, ...(left.includes('reward-model') ? {} : { serves: undefined }) })
      }
    for (const value of values)
      if (!(now.length === 1 && now[0] === value) && !now.includes(value))
        add(field, value, { [field]: value, ...(value === 'reward-model' ? {} : { serves: undefined }) })
  }
  for (const purpose of USES) if (purpose !== target.purpose) add('purpose', purpose, { purpose })
  for (const field of ['commercial', 'publishes_data'] as const)
    for (const value of [false, true]) if (target[field] !== value) add(field, String(value), { [field]: value })

  for (const check of checksOf(reasons, catalog)) addCheck(check, target, add)
  for (const { terms, missing } of reasons) {
    const entry = catalog.terms.get(terms ?? '')
    if (entry === undefined) continue
    if (missing?.includes('competes_with') && entry.issuer !== undefined)
      add(`competes_with.${entry.issuer}`, 'false', {
        competes_with: { ...target.competes_with, [entry.issuer]: false },
      })
    if (missing?.includes('base')) for (const base of basesUnder(entry.id, catalog)) add('base', base, { base })
  }
  for (const [field, changes] of fields) fields.set(field, once(changes))
  return [...fields]
}

const once = (changes: readonly Change[]): Change[] => [...new Map(changes).entries()]

/** What the duties that the target breaks ask of it. */
function checksOf(reasons: Explanation['reasons'], catalog: CatalogIndex): Check[] {
  return reasons.flatMap(({ code, terms, version, clause }) => {
    if (code !== 'duty-broken') return []
    const found = catalog.terms
      .get(terms ?? '')
      ?.versions.find(({ id }) => id === version)
      ?.clauses.find(({ id }) => id === clause)
    return found && 'check' in found && found.check ? [found.check] : []
  })
}

function addCheck(
  check: Check,
  { name }: Target,
  add: (field: string, name: string, change: Partial<Record<keyof Target, unknown>>) => void,
): void {
  switch (check.op) {
    case 'starts-with': {
      const next = `${check.value}-${name ?? 'model'}`
      add('name', next, { name: next })
      return
    }
    case 'one-of':
      for (const license of check.value.slice(0, 8)) add('release_license', license, { release_license: license })
      return
    case 'at-most':
      add(check.field, String(check.value), { [check.field]: check.value })
      return
    case 'is':
      add(check.field, String(check.value), { [check.field]: check.value })
      return
    case 'excludes':
      // Where a licensee sits is no choice; another place would be another licensee.
      return
  }
}

/** Names of models whose weights are under these terms. */
function basesUnder(terms: string, catalog: CatalogIndex): string[] {
  const under = catalog.catalog.models.filter(({ doors, lineage }) => {
    const refs = doors.weights
    return lineage.length === 0 && Array.isArray(refs) && refs.some((ref) => ref.split('@')[0] === terms)
  })
  return under.slice(0, BASES).map(({ family, examples }) => examples[0] ?? family[0]!)
}
