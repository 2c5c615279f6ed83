import { z } from 'zod'
import { Curation, Permission, Settings } from '../schemas/config.ts'
import { Provenance } from '../schemas/provenance.ts'
import { DUTIES, RULINGS, type Ruling, type RulingName } from '../schemas/ruling.ts'
import { Target } from '../schemas/target.ts'

/** A ruling as a test case: what is expected of a provenance for a target. */
export const Case = z.object({
  id: z.string().min(1),
  provenance: Provenance,
  target: Target,
  permissions: z.array(Permission).default([]),
  curations: z.array(Curation).default([]),
  settings: Settings.prefault({}),
  expected: z.enum(RULINGS),
  acceptable: z.array(z.enum(RULINGS)).default([]),
  obligations: z.array(z.enum(DUTIES)).default([]),
  why: z.string().optional(),
})
export type Case = z.infer<typeof Case>

export const GRADES = ['exact', 'acceptable', 'too strict', 'unsafe'] as const
export type Grade = (typeof GRADES)[number]

/**
 * How a ruling compares with what a case expects. Looser than all that it accepts is unsafe, and so is a pass without
 * an obligation that it expects; stricter than all is too strict.
 */
export function grade({ expected, acceptable, obligations }: Case, { ruling, obligations: found }: Ruling): Grade {
  const rank = (name: RulingName) => RULINGS.indexOf(name)
  const ranks = [expected, ...acceptable].map(rank)
  const got = rank(ruling)
  if (got < Math.min(...ranks)) return 'unsafe'
  if (got > Math.max(...ranks)) return 'too strict'
  const missing = obligations.filter((duty) => !found.some((obligation) => obligation.duty === duty))
  if (missing.length > 0 && got <= rank('conditional') && got === rank(expected)) return 'unsafe'
  return ruling === expected && missing.length === 0 ? 'exact' : 'acceptable'
}
