import type { Values } from './layout.ts'
import type { Page } from './page.ts'

/** A part of a page, and what of it is kept, for each who keeps some. */
export interface Slice {
  readonly page: Page
  readonly keeps: readonly Uint8Array[]
}

/**
 * Cuts a page of which one keeps more than `most` bytes of values into parts of about as many, where rows begin; so that
 * a page of any size is written as several of a common one. `full` is the level of definition of a value.
 */
export function* cut(page: Page, keeps: readonly Uint8Array[], full: number, most: number): Generator<Slice> {
  const { values, def, rep, entries } = page
  if (!values || values.bytes.length <= most) return yield { page, keeps }
  let [start, first, next] = [0, 0, 0]
  const kept = createKept(keeps)
  const slice = (end: number): Slice => ({
    page: {
      ...page,
      entries: end - start,
      def: def?.subarray(start, end),
      rep: rep?.subarray(start, end),
      values: valuesOf(values, first, next),
    },
    keeps: keeps.map((keep) => keep.subarray(start, end)),
  })
  for (let i = 0; i < entries; i++) {
    if (kept.most >= most && (rep?.[i] ?? 0) === 0) {
      yield slice(i)
      start = i
      first = next
      kept.reset()
    }
    if (def && def[i] !== full) continue
    kept.add(i, values.at ? (values.at[next + 1] as number) - (values.at[next] as number) : values.width)
    next++
  }
  yield slice(entries)
}

/** Counts the bytes that are kept since the last cut; `most` are those of who keeps the most. */
export function createKept(keeps: readonly Uint8Array[]) {
  const sizes = keeps.map(() => 0)
  const kept = {
    most: 0,
    add(entry: number, bytes: number): void {
      for (let k = 0; k < keeps.length; k++) {
        if ((keeps[k] as Uint8Array)[entry] !== 1) continue
        const size = (sizes[k] as number) + bytes
        sizes[k] = size
        if (size > kept.most) kept.most = size
      }
    },
    reset(): void {
      sizes.fill(0)
      kept.most = 0
    },
  }
  return kept
}

function valuesOf({ bytes, at, width }: Values, from: number, to: number): Values {
  const count = to - from
  if (at) return { count, width, bytes, at: at.subarray(from, to + 1) }
  return { count, width, bytes: bytes.subarray(from * width, to * width), at }
}
