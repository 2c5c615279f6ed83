/** Rows to take, in order: pairs of a first row and a count. A first row of -1 stands for that many nulls. */
export interface Runs {
  readonly pairs: readonly number[]
  /** Rows, nulls included. */
  readonly total: number
  /** Whether there are nulls among them. */
  readonly gaps: boolean
}

/** Collects runs, joining those that continue each other. */
export function runList(): Runs & { push(at: number, count: number): void } {
  const pairs: number[] = []
  let total = 0
  let gaps = false
  return {
    pairs,
    get total() {
      return total
    },
    get gaps() {
      return gaps
    },
    push(at, count) {
      if (count === 0) return
      total += count
      if (at < 0) gaps = true
      const last = pairs.length - 2
      if (last >= 0 && (at < 0 ? pairs[last]! < 0 : pairs[last]! >= 0 && pairs[last]! + pairs[last + 1]! === at)) {
        pairs[last + 1]! += count
      } else pairs.push(at, count)
    },
  }
}

/** The rows whose mask is 1. */
export function maskRuns(mask: Uint8Array, rows: number): Runs {
  const runs = runList()
  for (let row = 0; row < rows; ) {
    if (mask[row] !== 1) {
      row++
      continue
    }
    const start = row
    while (row < rows && mask[row] === 1) row++
    runs.push(start, row - start)
  }
  return runs
}

/** `runs` with the rows that are null cut out as gaps. */
export function withoutNulls(runs: Runs, isNull: ((row: number) => boolean) | undefined): Runs {
  if (!isNull) return runs
  const live = runList()
  eachRun(runs, (at, count) => {
    if (at < 0) live.push(-1, count)
    else for (let row = at; row < at + count; row++) live.push(isNull(row) ? -1 : row, 1)
  })
  return live
}

export function eachRun(runs: Runs, visit: (at: number, count: number, to: number) => void): void {
  const { pairs } = runs
  let to = 0
  for (let i = 0; i < pairs.length; i += 2) {
    visit(pairs[i]!, pairs[i + 1]!, to)
    to += pairs[i + 1]!
  }
}

/** Bitmap of the rows that are no gaps; undefined where there are no gaps. */
export function bitmapOf(runs: Runs): { readonly bits: Uint8Array; readonly nulls: number } | undefined {
  if (!runs.gaps) return undefined
  const bits = new Uint8Array((runs.total + 7) >> 3)
  let nulls = 0
  eachRun(runs, (at, count, to) => {
    if (at < 0) nulls += count
    else setBits(bits, to, count)
  })
  return { bits, nulls }
}

function setBits(bits: Uint8Array, from: number, count: number): void {
  const end = from + count
  let bit = from
  for (; bit < end && bit & 7; bit++) bits[bit >> 3]! |= 1 << (bit & 7)
  const whole = (end - bit) >> 3
  bits.fill(255, bit >> 3, (bit >> 3) + whole)
  for (bit += whole * 8; bit < end; bit++) bits[bit >> 3]! |= 1 << (bit & 7)
}
