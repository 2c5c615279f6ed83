import type { Reviewed } from '../schemas/review.ts'

/** An entry of a catalog, as far as its review goes. */
export interface Reviewable {
  readonly reviewed?: Reviewed | undefined
}

/** The role and the day of a review; undefined where there was none. */
export const reviewOf = ({ reviewed }: Reviewable): { readonly by: string; readonly on: string } | undefined =>
  reviewed === 'unreviewed' ? undefined : reviewed

/** `reviewed by legal on 2026-11-02`, or `unreviewed` */
export function reviewWords(entry: Reviewable): string {
  const review = reviewOf(entry)
  return review ? `reviewed by ${review.by} on ${review.on}` : 'unreviewed'
}
