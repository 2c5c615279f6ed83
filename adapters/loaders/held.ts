import type { Ruling } from '../../schemas/ruling.ts'
import type { HeldRow } from '../../src/index.ts'
import { createFile } from '../places/file.ts'

/** Where held records go: a function, or something with `write`. The next record waits until it has taken one. */
export type HeldSink<T> =
  | ((record: T, ruling: Ruling, row: number) => void | Promise<void>)
  | { write(record: T, ruling: Ruling, row: number): void | Promise<void>; close?(): void | Promise<void> }

/**
 * Keeps held records as JSON lines, with `FILE.reasons.jsonl` beside it: row and ruling id, for `provgate explain`.
 * The files appear under their names when the guard is closed.
 */
export async function heldFile<T>(path: string): Promise<HeldSink<T> & { close(): Promise<void> }> {
  const records = await createFile(path, { mode: 0o600 })
  const reasons = await createFile(`${path}.reasons.jsonl`, { mode: 0o600 })
  const encoder = new TextEncoder()
  return {
    async write(record, ruling, row) {
      await records.write(encoder.encode(`${JSON.stringify(record)}\n`))
      await reasons.write(encoder.encode(`${JSON.stringify({ row, ruling: ruling.id } satisfies HeldRow)}\n`))
    },
    async close() {
      await records.close()
      await reasons.close()
    },
  }
}
