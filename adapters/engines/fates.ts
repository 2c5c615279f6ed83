import type { ByteSink, Ruling } from '../../src/index.ts'

/** What `rulings/FILE.parquet` says of the rows of an input: runs of rows that share a ruling, in order. */
export interface Fates {
  /** Rows `first` to `first + count - 1` share a ruling. */
  add(first: number, count: number, ruling: Ruling): void
  /** Writes runs where many wait. */
  settle(): Promise<void>
  /** Ends the table inside the sink, without closing the sink. */
  finish(): Promise<void>
}

/** Runs that wait until they are written. */
const MANY = 4096

const COLUMNS = [
  { name: 'first', type: 'int64' },
  { name: 'rows', type: 'int64' },
  { name: 'ruling', type: 'string' },
  { name: 'action', type: 'string' },
] as const

export async function createFates(sink: ByteSink): Promise<Fates> {
  // Parquet loads when something is written, not for a scan.
  const { createTableWriter } = await import('../formats/parquet/table.ts')
  const table = createTableWriter(sink, COLUMNS)
  // Used again and again: where origins are shuffled there is a run for each row.
  const runs = { first: [] as number[], rows: [] as number[], ruling: [] as string[], action: [] as string[] }
  let size = 0
  let last: string | undefined
  const put = async (count: number): Promise<void> => {
    const columns = [runs.first, runs.rows, runs.ruling, runs.action]
    await table.put(columns, count)
    for (const column of columns) column.copyWithin(0, count, size)
    size -= count
  }
  return {
    add(first, count, { id, action }) {
      // Batches end where chunks of bytes happen to end; runs go on across them, so that they are the same always.
      if (last === id) {
        runs.rows[size - 1]! += count
        return
      }
      runs.first[size] = first
      runs.rows[size] = count
      runs.ruling[size] = id
      runs.action[size] = action
      size++
      last = id
    },
    async settle() {
      // The last run may go on.
      if (size > MANY) await put(size - 1)
    },
    async finish() {
      await put(size)
      await table.finish()
    },
  }
}
