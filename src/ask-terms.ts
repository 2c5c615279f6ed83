import type { Target } from '../schemas/target.ts'
import type { Terms, Version } from '../schemas/terms.ts'
import { baseTerms } from './base.ts'
import type { Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { outcomeOf, readVersion } from './clause.ts'
import { END, START } from './dates.ts'
import type { SourceFacts } from './facts.ts'
import { targetFacts } from './facts.ts'
import type { Outcome } from './outcome.ts'

/** How content or a service is reached when nothing special is said of it. */
const CONTENT: ReadonlySet<Terms['kind']> = new Set(['content-license', 'code-license', 'platform', 'signal', 'status'])

/** A source with nothing special about it: no special feature, collection or intent, an output of the usual door. */
export function plainSource({ kind }: Terms): SourceFacts {
  return {
    role: 'output',
    channel: kind === 'model-license' ? 'weights' : 'api',
    features: [],
    traits: [],
    content: 'text',
    intent: 'use',
    collection: 'received',
    bound: CONTENT.has(kind) ? 'content' : 'outputs',
  }
}

/** What one version says by itself of a target and a source; lineage, hosts and other layers are not asked. */
export function ruleVersion(
  terms: Terms,
  version: Version,
  target: Target,
  facts: SourceFacts,
  index: CatalogIndex,
): Outcome {
  const span = { lo: version.from ?? START, hi: version.to ?? END }
  const context: Context = { at: 'terms', source: {}, facts, span, wide: span, dated: true }
  return outcomeOf(
    readVersion(terms, version, context, targetFacts(target, baseTerms(target.base, index).ids), index),
    true,
  )
}
