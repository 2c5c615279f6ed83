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

/** `runs` with the rows that are null cut out as gaps: those whose bit, from `offset` on, is 0 in the bitmap. */
export function withoutNulls(runs: Runs, bitmap: Uint8Array | undefined, offset: number): Runs {
  if (!bitmap) return runs
  const live = runList()
  eachRun(runs, (at, count) => {
    if (at < 0) {
      live.push(-1, count)
      return
    }
    const end = at + count
    for (let row = at; row < end; ) {
      const start = row
      const set = bitAt(bitmap, offset + row)
      const same = set ? 255 : 0
      for (row++; row < end; ) {
        const bit = offset + row
        if ((bit & 7) === 0 && row + 8 <= end && bitmap[bit >> 3] === same) row += 8
        else if (bitAt(bitmap, bit) === set) row++
        else break
      }
      live.push(set ? start : -1, row - start)
    }
  })
  return live
}

const bitAt = (bits: Uint8Array, bit: number) => ((bits[bit >> 3]! >> (bit & 7)) & 1) === 1

/** Copies bits into zeros. */
export function copyBits(from: Uint8Array, at: number, into: Uint8Array, to: number, count: number): void {
  let [bit, end] = [to, to + count]
  const step = at - to
  for (; bit < end && bit & 7; bit++) if (bitAt(from, bit + step)) into[bit >> 3]! |= 1 << (bit & 7)
  const shift = (bit + step) & 7
  for (; bit + 8 <= end; bit += 8) {
    const byte = (bit + step) >> 3
    into[bit >> 3] = shift === 0 ? from[byte]! : (from[byte]! >> shift) | (from[byte + 1]! << (8 - shift))
  }
  for (; bit < end; bit++) if (bitAt(from, bit + step)) into[bit >> 3]! |= 1 << (bit & 7)
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
