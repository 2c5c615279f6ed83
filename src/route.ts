import type { RowCounts } from '../schemas/ledger.ts'
import type { Ruling } from '../schemas/ruling.ts'
import { ProvgateError } from './errors.ts'
import type { Ledger, Page } from './ledger.ts'
import type { Batch, Code, OriginTable } from './ports.ts'

/** Where judged rows go. A mask has a 1 for each row of the batch that is meant, and is used again for the next. */
export interface Sinks<P> {
  pass(batch: Batch<P>, mask: Uint8Array, rows: number): Promise<void>
  quarantine(batch: Batch<P>, mask: Uint8Array, rows: number): Promise<void>
  /** In place of the two where rows of a batch go to both. */
  both?(batch: Batch<P>, passing: Uint8Array, held: Uint8Array): Promise<void>
  /** Rows `first` to `first + count - 1` share a ruling; told in order of every row, also of dropped ones. */
  fate?(first: number, count: number, ruling: Ruling): void
  /** After each batch: writes down what was told of its rows. */
  settle?(): Promise<void>
}

const DROPPED = 0
const PASSED = 1
const HELD = 2
const REJECTED = 3
/** In the list of actions: not looked up yet. */
const UNKNOWN = 255

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
  // By code: short rows are so many that a look at the ruling of each would take longer than to read them.
  let actions = new Uint8Array(256).fill(UNKNOWN)
  const learn = (code: Code): number => {
    if (code >= actions.length) {
      const more = new Uint8Array(Math.max(code + 1, actions.length * 2)).fill(UNKNOWN)
      more.set(actions)
      actions = more
    }
    const { action } = ledger.ruling(code)
    const held = table.get(code).kind === 'rejected' ? REJECTED : HELD
    actions[code] = action === 'pass' ? PASSED : action === 'drop' ? DROPPED : held
    return actions[code]!
  }
  const [passingOf, heldOf] = [createMasks(), createMasks()]
  for await (const batch of batches) {
    if (signal?.aborted) throw new ProvgateError('aborted', `stopped in \`${file}\``, { file })
    const { codes, first } = batch
    if (first !== counts.in + 1)
      throw new ProvgateError(
        'conservation',
        `\`${file}\`: row ${counts.in + 1} was expected, the reader gave row ${first}`,
        { file },
      )
    const passing = passingOf(codes.length)
    const held = heldOf(codes.length)
    const rows = [0, 0, 0, 0]
    for (let start = 0, end = 0; start < codes.length; start = end) {
      const code = codes[start]!
      do end++
      while (codes[end] === code)
      const known = actions[code] ?? UNKNOWN
      const action = known === UNKNOWN ? learn(code) : known
      if (action === PASSED) mark(passing, start, end)
      else if (action !== DROPPED) mark(held, start, end)
      rows[action]! += end - start
      page.add(code, first + start, end - start)
      sinks.fate?.(first + start, end - start, ledger.ruling(code))
    }
    counts.in += codes.length
    counts.pass += rows[PASSED]!
    counts.quarantine += rows[HELD]!
    counts.drop += rows[DROPPED]!
    counts.reject += rows[REJECTED]!
    const kept = rows[HELD]! + rows[REJECTED]!
    if (sinks.both && rows[PASSED]! > 0 && kept > 0) await sinks.both(batch, passing, held)
    else {
      if (rows[PASSED]! > 0) await sinks.pass(batch, passing, rows[PASSED]!)
      if (kept > 0) await sinks.quarantine(batch, held, kept)
    }
    await sinks.settle?.()
    progress?.(counts)
  }
  return counts
}

/** Gives an empty mask of some length, in the memory of the one before. */
function createMasks(): (length: number) => Uint8Array {
  let room = new Uint8Array()
  return (length) => {
    if (length > room.length) room = new Uint8Array(length)
    return room.subarray(0, length).fill(0)
  }
}

/** Sets a run of a mask, which is mostly one row. */
function mark(mask: Uint8Array, start: number, end: number): void {
  if (end - start > 16) mask.fill(1, start, end)
  else for (let row = start; row < end; row++) mask[row] = 1
}
