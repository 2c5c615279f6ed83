import type { Terms, Version } from '../schemas/terms.ts'
import { type ClauseDiff, diffClauses } from './ask-clauses.ts'
import { diffRulings, type Grid, type Shift } from './ask-grid.ts'
import { closeNames } from './ask-names.ts'
import { type CatalogIndex, findVersion } from './catalog.ts'
import { ProvgateError } from './errors.ts'
import { versionSpans } from './version.ts'

/** One of two texts, as far as it can be told apart without its clauses. */
interface TextHead {
  readonly terms: string
  readonly name: string
  readonly version: string
  readonly from: string | null
  readonly to: string | null
  readonly seen: string | null
  readonly read: Version['read']
  readonly silence: Terms['silence']
}

export interface TermsDiff {
  readonly a: TextHead
  readonly b: TextHead
  readonly clauses: ClauseDiff
  /** The targets that were ruled on, and those whose ruling is another. */
  readonly grid: Grid
  readonly rulings: readonly Shift[]
}

/** Compares two texts that are named as `terms@version`, or as `terms` for the newest. */
export function diffTerms(a: string, b: string, index: CatalogIndex): TermsDiff {
  const [before, after] = [findText(a, index), findText(b, index)]
  const { grid, shifts } = diffRulings(before, after, index)
  const clauses = diffClauses(before.version, after.version, index)
  return { a: headOf(before), b: headOf(after), clauses, grid, rulings: shifts }
}

/**
 * A text by its name.
 * @throws ProvgateError `usage` for terms or a version that are not known, with names that are close
 */
function findText(ref: string, index: CatalogIndex): { terms: Terms; version: Version } {
  const at = ref.indexOf('@')
  const id = at > 0 ? ref.slice(0, at) : ref
  const terms = index.terms.get(id)
  if (!terms) {
    const close = closeNames(id, index, 20)
      .filter((name) => index.terms.has(name))
      .slice(0, 5)
    throw new ProvgateError('usage', `terms \`${id}\` are not in the catalog`, {
      fix: close.length > 0 ? `use one of ${ticked(close)}` : '`provgate catalog list terms` has them all',
    })
  }
  const version = at > 0 ? findVersion(terms, ref.slice(at + 1)) : versionSpans(terms).at(-1)?.version
  if (!version)
    throw new ProvgateError('usage', `terms \`${id}\` have no version \`${ref.slice(at + 1)}\``, {
      fix: `use one of ${ticked(terms.versions.map((one) => one.id))}`,
    })
  return { terms, version }
}

const ticked = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

const headOf = ({ terms, version }: { terms: Terms; version: Version }): TextHead => ({
  terms: terms.id,
  name: terms.name,
  version: version.id,
  from: version.from,
  to: version.to,
  seen: version.seen,
  read: version.read,
  silence: terms.silence,
})
