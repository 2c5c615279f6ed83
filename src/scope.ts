import type { Source } from '../schemas/provenance.ts'
import type { Binding, Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { parseSpan, type Span } from './dates.ts'

/** What identification needs beside the source. */
export interface Scope {
  readonly catalog: CatalogIndex
  /** The day from which versions are seen: nothing was made after it. */
  readonly asOf: string
  readonly lineage: 'full' | 'direct'
}

/** The facts of a source that clauses read, by the door through which the terms were reached. */
export function factsOf(
  { role, features, content, intent, collection }: Source,
  bound: Context['facts']['bound'],
  channel: string | undefined,
  traits?: readonly string[],
): Context['facts'] {
  return { role, channel, features, content, intent, collection, traits, bound }
}

/** The days that a date names. Nothing was made after `asOf`: an interval that began before it ends there. */
export function spanOf(date: string | undefined, asOf: string): Span | undefined {
  const span = parseSpan(date)
  return span && span.lo <= asOf && span.hi > asOf ? { lo: span.lo, hi: asOf } : span
}

/** Layers that add up. */
export function all(of: readonly Binding[]): Binding {
  return of.length === 1 ? of[0]! : { op: 'all', of }
}

/** The terms that a ref names; a dangling one is unknown. */
export function bindRef(ref: string, context: Context, catalog: CatalogIndex): Binding {
  const [id = '', pin] = ref.split('@')
  const terms = catalog.terms.get(id)
  if (terms) return { op: 'terms', terms, pin, context }
  return {
    op: 'unknown',
    code: 'not-read',
    at: context.at,
    says: `terms \`${id}\` are not in the catalog`,
    fix: 'add them to a catalog of your own',
  }
}
