import type { Obligation } from '../schemas/ruling.ts'
import { Target } from '../schemas/target.ts'
import { SECTIONS, type Section, type TaskClause } from '../schemas/task.ts'
import type { Clause, Terms, Version } from '../schemas/terms.ts'
import { type CatalogIndex, findVersion } from './catalog.ts'
import { checkOf, inCode, type Owed, WAYS } from './duty.ts'

/** An obligation, and all that the catalog has of it. */
export interface Found {
  readonly key: string
  readonly owed: Owed
  readonly terms: Terms | undefined
  readonly version: Version | undefined
}

/** Finds what the catalog has of an obligation, each once. */
export type Lookup = (obligation: Obligation) => Found

export function createLookup(catalog: CatalogIndex): Lookup {
  const found = new Map<string, Found>()
  return (obligation) => {
    const { duty, terms, version, clause } = obligation
    const key = `${duty} ${terms}@${version}#${clause}`
    const known = found.get(key) ?? lookUp(obligation, key, catalog)
    found.set(key, known)
    return known
  }
}

/** What the catalog doesn't have, such as a setting, has its id for a name. */
function lookUp({ duty, terms: id, version: pin, clause }: Obligation, key: string, catalog: CatalogIndex): Found {
  const terms = catalog.terms.get(id)
  const version = terms && findVersion(terms, pin)
  const found = version?.clauses.find((each) => each.id === clause)
  const issuer = catalog.issuers.get(terms?.issuer ?? '')?.name ?? terms?.issuer ?? id
  const text = terms && version && terms.versions.length > 1 ? `${terms.name} (${version.id})` : (terms?.name ?? id)
  const owed: Owed = {
    duty,
    // Versions of a day ask for the same; those that are chosen by name are texts of their own.
    name: inCode(terms?.resolve === 'date' ? terms.name : text),
    text: inCode(text),
    issuer: inCode(issuer),
    kind: terms?.kind,
    clause: found,
    id: clause,
    data: found?.when.publishes_data === true,
  }
  return { key, owed, terms, version }
}

/** Where a task belongs: what hangs on publishing the records has a section of its own until that is declared. */
export function sectionOf({ duty, data }: Owed, target: Target): Section {
  return data && target.publishes_data === undefined ? 'data' : WAYS[duty].section
}

/** Facts that a duty turns on, as the reasons of a ruling name them. */
export interface OpenFacts {
  readonly missing: ReadonlySet<string>
  readonly unclear: ReadonlySet<string>
}

/** Whether a fact is a field of the target. */
const declarable = (fact: string): boolean => Object.hasOwn(Target.shape, fact)

/** The words of a clause that asks for a task. */
export function clauseOf(
  { duty, terms: id, version: pin, clause: name, open }: Obligation,
  { terms, version, owed: { clause } }: Found,
  { missing, unclear }: OpenFacts,
  rows: number,
): TaskClause {
  const link = clause?.source ?? version?.sources[0]
  const check = checkOf(clause)
  const facts = new Set(missing)
  // A duty to keep an assertion on file rests on one that was made: nothing of it is open.
  if (duty === 'record-assertion') facts.clear()
  else if (open && check) facts.add(check.field)
  const sorted = [...facts].sort()
  return {
    terms: id,
    version: pin,
    clause: name,
    name: terms?.name ?? id,
    ...wordsOf(clause),
    ...(link !== undefined && { link }),
    contested: clause?.reading === 'contested',
    declare: sorted.filter(declarable),
    unknown: sorted.filter((fact) => !declarable(fact)),
    unclear: [...unclear].sort(),
    rows,
  }
}

function wordsOf(clause: Clause | undefined): Pick<TaskClause, 'says' | 'quote' | 'ref' | 'evidence'> {
  if (!clause) return {}
  const { says, quote, ref, evidence } = clause
  return { says, ...(quote !== undefined && { quote }), ...(ref !== undefined && { ref }), evidence }
}

/** Sections in the order of the page. */
export const sectionRank = (section: Section): number => Object.keys(SECTIONS).indexOf(section)
