import type { Terms } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'
import type { TargetFacts } from './facts.ts'

/** The terms that the target's base model is under, its own and those that it inherits by fine-tuning. */
export function baseTerms(
  name: string | undefined,
  catalog: CatalogIndex,
): { ids: TargetFacts['base']; terms: readonly Terms[] } {
  if (name === undefined) return { ids: 'none', terms: [] }
  const terms = new Map<string, Terms>()
  const visit = (model: string, steps: number): boolean => {
    const found = catalog.names.resolve(model)
    if (found.kind === 'unknown' || found.unlisted !== undefined || steps > 12) return false
    const { doors, issuer, lineage } = found.model
    const door = 'weights' in doors ? ['weights'] : Object.keys(doors)
    for (const channel of door) {
      const refs = doors[channel]
      for (const ref of refs === 'issuer' ? (catalog.issuers.get(issuer ?? '')?.channels[channel] ?? []) : (refs ?? []))
        add(ref)
    }
    for (const { relation, to, terms: ref } of lineage) {
      if (relation !== 'finetuned-from') continue
      if (ref !== undefined) add(ref)
      else if (to !== undefined && !visit(to, steps + 1)) return false
    }
    return true
  }
  let known = true
  const add = (ref: string) => {
    const found = catalog.terms.get(ref.split('@')[0] ?? '')
    if (found) terms.set(found.id, found)
    // A status such as `unknown` says that the terms are not known, not that they are others.
    if (!found || found.kind === 'status') known = false
  }
  if (!visit(name, 0) || !known) return { ids: 'unknown', terms: [] }
  return { ids: new Set(terms.keys()), terms: [...terms.values()] }
}
