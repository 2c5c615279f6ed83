import type { RowCounts } from '../../src/index.ts'
import type { World } from './command.ts'
import { printable } from './exit.ts'
import { group } from './table.ts'

/** One status line on a terminal's stderr, rewritten a few times a second; nothing on a pipe. */
export interface Progress {
  /** How far a file is; several may be under way. */
  tell(name: string, counts: RowCounts): void
  /** A file is done. */
  end(name: string, counts: RowCounts): void
  clear(): void
}

const EVERY_MS = 200
const NOTHING: RowCounts = { in: 0, pass: 0, quarantine: 0, drop: 0, reject: 0 }

/** @param files how many there are, for a run over several */
export function createProgress(world: World, files = 1): Progress | undefined {
  if (!world.interactive || world.log) return undefined
  const start = performance.now()
  // The first is shown at once, however long ago the process began.
  let shown = Number.NEGATIVE_INFINITY
  let done = NOTHING
  let ended = 0
  const underway = new Map<string, RowCounts>()
  return {
    tell(name, counts) {
      underway.set(name, { ...counts })
      const now = performance.now()
      if (now - shown < EVERY_MS) return
      shown = now
      const all = [...underway.values()].reduce(sum, done)
      const rate = Math.round(all.in / Math.max(0.001, (now - start) / 1000))
      const held = all.quarantine + all.reject
      const file = files > 1 ? `file ${ended + 1} of ${files}: ` : ''
      const line = `${group(all.in)} rows, ${group(rate)} rows/s, pass ${group(all.pass)}, held ${group(held)}, dropped ${group(all.drop)}  ${file}${printable(name)}`
      world.status(`\r\u001b[K${line.slice(0, world.columns - 1)}`)
    },
    end(name, counts) {
      underway.delete(name)
      done = sum(done, counts)
      ended++
    },
    clear() {
      if (shown > 0) world.status('\r\u001b[K')
    },
  }
}

const sum = (a: RowCounts, b: RowCounts): RowCounts => ({
  in: a.in + b.in,
  pass: a.pass + b.pass,
  quarantine: a.quarantine + b.quarantine,
  drop: a.drop + b.drop,
  reject: a.reject + b.reject,
})
