import { type Kernel, type Rows, STOP } from './kernel.ts'

const LF = 0x0a

/** A line that the kernel leaves to the host: its fields are new, or it is no plain record. */
export interface Left {
  readonly kind: 'new' | 'odd'
  /** Its bytes, the newline included where it has one. */
  readonly start: number
  readonly end: number
  /** The rows of the list before it. */
  readonly row: number
}

/**
 * Reads a loaded block from byte `from` to its end. What is left by the kernel has the code that `read` gives; undefined
 * where it is no row.
 */
export function* listRows(
  kernel: Kernel,
  from: number,
  length: number,
  read: (line: Left) => number | undefined,
): Generator<Rows> {
  for (let at = from; at < length; ) {
    let used = 0
    while (at < length && used < kernel.room) {
      const stop = kernel.scan(at, used)
      const { start, end, count } = kernel.row
      used += count
      at = end
      if (stop !== STOP.new && stop !== STOP.odd) continue
      const code = read({ kind: stop === STOP.new ? 'new' : 'odd', start, end, row: used })
      if (code === undefined) continue
      const { rows } = kernel
      rows.codes[used] = code
      rows.starts[used] = start
      rows.ends[used] = end
      used++
    }
    const { codes, starts, ends } = kernel.rows
    yield { codes: codes.slice(0, used), starts: starts.slice(0, used), ends: ends.slice(0, used) }
  }
}

/** The end of a line without its newline. */
export const contentEnd = (bytes: Uint8Array, end: number): number => (bytes[end - 1] === LF ? end - 1 : end)
