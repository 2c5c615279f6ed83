import type { RowCounts } from '../schemas/ledger.ts'
import type { Ruling } from '../schemas/ruling.ts'
import { ProvgateError } from './errors.ts'
import type { Ledger, Page } from './ledger.ts'
import type { Batch, OriginTable } from './ports.ts'

/** Where judged rows go. A mask has a 1 for each row of the batch that is meant. */
export interface Sinks<P> {
  pass(batch: Batch<P>, mask: Uint8Array, rows: number): Promise<void>
  quarantine(batch: Batch<P>, mask: Uint8Array, rows: number): Promise<void>
  /** Rows `first` to `first + count - 1` share a ruling; told in order of every row, also of dropped ones. */
  fate?(first: number, count: number, ruling: Ruling): void
  /** After each batch: writes down what was told of its rows. */
  settle?(): Promise<void>
}

/** Sends the rows of batches where their ruling's action says, in order, and counts them. */
export async function route<P>(
  batches: AsyncIterable<Batch<P>>,
  options: {
    readonly file: string
    readonly table: OriginTable
    readonly ledger: Pick<Ledger, 'ruling'>
    readonly page: Pick<Page, 'add'>
    readonly sinks: Sinks<P>
    readonly signal?: AbortSignal | undefined
    /** Called after each batch with the counts so far. */
    readonly progress?: ((counts: RowCounts) => void) | undefined
  },
): Promise<RowCounts> {
  const { file, table, ledger, page, sinks, signal, progress } = options
  const counts: RowCounts = { in: 0, pass: 0, quarantine: 0, drop: 0, reject: 0 }
  for await (const batch of batches) {
    if (signal?.aborted) throw new ProvgateError('aborted', `stopped in \`${file}\``, { file })
    const { codes, first } = batch
    if (first !== counts.in + 1)
      throw new ProvgateError(
        'conservation',
        `\`${file}\`: row ${counts.in + 1} was expected, the reader gave row ${first}`,
        { file },
      )
    const passing = new Uint8Array(codes.length)
    const held = new Uint8Array(codes.length)
    const before = { ...counts }
    for (let start = 0, end = 0; start < codes.length; start = end) {
      const code = codes[start]!
      do end++
      while (codes[end] === code)
      const ruling = ledger.ruling(code)
      const { action } = ruling
      if (action === 'pass') passing.fill(1, start, end)
      else if (action === 'quarantine') held.fill(1, start, end)
      counts[action === 'quarantine' && table.get(code).kind === 'rejected' ? 'reject' : action] += end - start
      page.add(code, first + start, end - start)
      sinks.fate?.(first + start, end - start, ruling)
    }
    counts.in += codes.length
    const passed = counts.pass - before.pass
    const kept = counts.quarantine + counts.reject - before.quarantine - before.reject
    if (passed > 0) await sinks.pass(batch, passing, passed)
    if (kept > 0) await sinks.quarantine(batch, held, kept)
    await sinks.settle?.()
    progress?.(counts)
  }
  return counts
}
