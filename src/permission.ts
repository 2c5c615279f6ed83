import type { Curation, Permission } from '../schemas/config.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Issuer, Terms } from '../schemas/terms.ts'
import type { Context } from './binding.ts'
import { END, overlaps, START } from './dates.ts'
import type { TargetFacts } from './facts.ts'
import { foldLicense } from './license.ts'
import { and, fold, type Tri } from './logic.ts'

/**
 * Whether a permission covers this use: its grantor issued the terms, its scope matches, its dates hold. Who only keeps
 * a text that others put on their works has nothing to permit.
 */
export function covers(
  permission: Permission,
  terms: Terms,
  issuer: Issuer | undefined,
  context: Context,
  target: TargetFacts,
  asOf: string,
): Tri {
  const grantor = permission.grantor.toLowerCase()
  const names = [terms.issuer, issuer?.name, ...(issuer?.aliases ?? [])].map((name) => name?.toLowerCase())
  if (issuer?.steward === true || !names.includes(grantor)) return false
  const { valid, covers: made } = permission
  if ((valid?.from ?? START) > asOf || (valid?.until ?? END) < asOf) return false
  return and(inScope(permission, context.source, target), made ? within(made, context) : true)
}

/** Every stated part must match; of a list that the target declares, every member. */
function inScope({ scope }: Permission, source: Source, { target, kinds, serves, distribution }: TargetFacts): Tri {
  if (!scope) return true
  const parts: Tri[] = []
  const every = (allowed: readonly string[] | undefined, values: readonly string[] | undefined) => {
    if (allowed) parts.push(values === undefined ? undefined : values.every((value) => allowed.includes(value)))
  }
  // What a reward model serves is in question too.
  every(scope.kind, kinds?.includes('reward-model') ? serves && [...kinds, ...serves] : kinds)
  every(scope.distribution, distribution)
  every(scope.purpose, target.purpose === undefined ? undefined : [target.purpose])
  every(scope.name, target.name === undefined ? undefined : [target.name])
  every(scope.base, target.base === undefined ? undefined : [target.base])
  every(scope.channel?.map(foldLicense), source.channel === undefined ? undefined : [foldLicense(source.channel)])
  every(scope.dataset?.map(foldLicense), source.dataset === undefined ? undefined : [foldLicense(source.dataset)])
  if (scope.commercial !== undefined)
    parts.push(target.commercial === undefined ? undefined : target.commercial === scope.commercial)
  return fold(parts, 'all')
}

function within(window: { from?: string | undefined; until?: string | undefined }, { span, dated }: Context): Tri {
  const days = { lo: window.from ?? START, hi: window.until ?? END }
  if (days.lo === START && days.hi === END) return true
  if (dated && days.lo <= span.lo && span.hi <= days.hi) return true
  return dated && !overlaps(days, span) ? false : undefined
}

/** Whether a curation matches on this very URL, so that its host alone won't do. */
export function matchesUrl(curations: readonly Curation[], url: string): boolean {
  return curations.some(({ match }) => match.url !== undefined && foldLicense(match.url) === foldLicense(url))
}

/** Applies the curations that match a source and are in force, in their order; the sources that it is derived from too. */
export function curate(source: Source, curations: readonly Curation[], asOf: string, applied: Curation[]): Source {
  if (curations.length === 0) return source
  let curated = source
  for (const curation of curations) {
    if (curation.until < asOf || !matches(curation, curated)) continue
    curated = { ...curated, ...curation.set }
    applied.push(curation)
  }
  if (!curated.derived_from) return curated
  return { ...curated, derived_from: curated.derived_from.map((from) => curate(from, curations, asOf, applied)) }
}

function matches({ match }: Curation, source: Source): boolean {
  return Object.entries(match).every(([field, wanted]) => {
    const value = source[field as keyof Source]
    const texts = Array.isArray(value) ? value : [value]
    return texts.some((text) => typeof text === 'string' && foldLicense(text) === foldLicense(wanted ?? ''))
  })
}
