import type { ByteSink } from '../../src/index.ts'

/** Characters after which lines are written, also within one run. */
const FULL = 1 << 20
const encoder = new TextEncoder()

/** The lines of `FILE.reasons.jsonl`, as `HeldRow` has them: one for each held row. */
export interface ReasonLines {
  /** Rows `first` to `first + count - 1` are held by one ruling. */
  add(first: number, count: number, ruling: string): void
  readonly waiting: boolean
  write(sink: ByteSink): Promise<void>
}

export function createReasonLines(): ReasonLines {
  let runs: { first: number; count: number; rest: string }[] = []
  const rests = new Map<string, string>()
  const restOf = (ruling: string): string => {
    const known = rests.get(ruling)
    if (known !== undefined) return known
    const rest = `,"ruling":${JSON.stringify(ruling)}}\n`
    rests.set(ruling, rest)
    return rest
  }
  return {
    add(first, count, ruling) {
      runs.push({ first, count, rest: restOf(ruling) })
    },
    get waiting() {
      return runs.length > 0
    },
    async write(sink) {
      const told = runs
      runs = []
      let text = ''
      for (const { first, count, rest } of told)
        for (let row = first; row < first + count; row++) {
          text += `{"row":${row}${rest}`
          if (text.length < FULL) continue
          await sink.write(encoder.encode(text))
          text = ''
        }
      if (text !== '') await sink.write(encoder.encode(text))
    },
  }
}
