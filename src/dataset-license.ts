import type { Dataset } from '../schemas/dataset.ts'
import type { Context } from './binding.ts'
import { END, type Span, START } from './dates.ts'
import { type Scope, spanOf } from './scope.ts'

/** The days of which one decides between the licenses that a dataset had, and the fact that tells which. */
export function licenseDays(
  { decided_by: fact = 'date' }: Dataset,
  { source, span, wide }: Context,
  { asOf }: Pick<Scope, 'asOf'>,
): { readonly fact: string; readonly span: Span } {
  switch (fact) {
    case 'date':
      return { fact, span }
    case 'collected':
      return { fact, span: spanOf(source.collected, asOf) ?? wide }
    case 'as_of':
      // Who asks for every day asks for the license of every day.
      return { fact, span: { lo: asOf === END ? START : asOf, hi: asOf } }
  }
}
