import type { RowCounts } from '../../schemas/ledger.ts'
import type { World } from './command.ts'
import { printable } from './exit.ts'
import { group } from './report.ts'

/** One status line on a terminal's stderr, rewritten a few times a second; nothing on a pipe. */
export interface Progress {
  tell(name: string, counts: RowCounts): void
  clear(): void
}

const EVERY_MS = 200

export function createProgress({ interactive, status: write, columns }: World): Progress | undefined {
  if (!interactive) return undefined
  const start = performance.now()
  let shown = 0
  let done = 0
  let current = { name: '', rows: 0 }
  return {
    tell(name, counts) {
      if (name !== current.name) done += current.rows
      current = { name, rows: counts.in }
      const now = performance.now()
      if (now - shown < EVERY_MS) return
      shown = now
      const rows = done + counts.in
      const rate = Math.round(rows / Math.max(0.001, (now - start) / 1000))
      const line = `${group(rows)} rows, ${group(rate)} rows/s  ${printable(name)}: pass ${group(counts.pass)}, held ${group(counts.quarantine + counts.reject)}, dropped ${group(counts.drop)}`
      write(`\r\u001b[K${line.slice(0, columns - 1)}`)
    },
    clear() {
      if (shown > 0) write('\r\u001b[K')
    },
  }
}
