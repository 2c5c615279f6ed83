import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'

/** Whether somebody compared an entry with the words that it rests on: the role and the day, or that nobody did. */
export const Reviewed = z.union([
  z.literal('unreviewed'),
  lazyObject(() => ({
    by: z.string().min(1).meta({ description: 'a role: `legal`, `maintainers`' }),
    on: z.iso.date(),
  })),
])
export type Reviewed = z.infer<typeof Reviewed>

/** Of an entry: without it, the line on top of its file counts; without that, `unreviewed`. */
export const reviewed = Reviewed.optional().meta({
  description: 'who compared it with the words, and when; default: the line on top of the file, else `unreviewed`',
})

/** Of a file: the default of all its entries. */
export const fileReviewed = Reviewed.optional().meta({
  description: 'who compared the entries of this file with their words, and when; an entry may say otherwise',
})
