import type { ByteSink, HeldRow } from '../../src/index.ts'

/** Rows whose lines are written at once. */
const LINES = 1024
const encoder = new TextEncoder()

/** Writes the lines of `FILE.reasons.jsonl` for held rows `first` to `first + count - 1`, which share a ruling. */
export async function writeReasons(sink: ByteSink, first: number, count: number, ruling: string): Promise<void> {
  for (let from = first; from < first + count; from += LINES) {
    let text = ''
    for (let row = from; row < Math.min(from + LINES, first + count); row++)
      text += `${JSON.stringify({ row, ruling } satisfies HeldRow)}\n`
    await sink.write(encoder.encode(text))
  }
}
