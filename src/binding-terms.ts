import type { Binding } from './binding.ts'

type BoundTerms = Binding & { readonly op: 'terms' }

/**
 * The terms that a binding may lead to, whichever of its branches holds.
 * @param follows which steps of lineage are followed too; default: none
 */
export function* termsOf(
  binding: Binding,
  follows: (step: Binding & { readonly op: 'upstream' }) => boolean = () => false,
): Generator<BoundTerms> {
  switch (binding.op) {
    case 'all':
      for (const layer of binding.of) yield* termsOf(layer, follows)
      return
    case 'candidates':
    case 'choose':
      for (const { of } of binding.of) yield* termsOf(of, follows)
      return
    case 'disputed':
    case 'assumed':
      yield* termsOf(binding.of, follows)
      return
    case 'upstream':
      if (follows(binding)) yield* termsOf(binding.of(), follows)
      return
    case 'terms':
      yield binding
  }
}
