import { z } from 'zod'
import { LedgerEntry } from '../schemas/ledger.ts'

/** What `impact` reads of a ledger's entry: its reasons are the bulk of it, and are looked at where they are shown only. */
export const ImpactEntry = z.object({
  ...LedgerEntry.pick({ id: true, ruling: true, action: true, origin: true, sources: true, rows: true, first: true })
    .shape,
  reasons: z.unknown(),
})
export type ImpactEntry = z.infer<typeof ImpactEntry>
