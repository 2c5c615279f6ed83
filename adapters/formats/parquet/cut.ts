import type { Values } from './layout.ts'
import type { Page } from './page.ts'

/** A part of a page, and what of it is kept. */
export interface Slice {
  readonly page: Page
  readonly keep: Uint8Array
}

/**
 * Cuts a page of which more than `most` bytes of values are kept into parts of about as many, where rows begin; so that
 * a page of any size is written as several of a common one. `full` is the level of definition of a value.
 */
export function* cut(page: Page, keep: Uint8Array, full: number, most: number): Generator<Slice> {
  const { values, def, rep, entries } = page
  if (!values || values.bytes.length <= most) return yield { page, keep }
  let [start, first, next, size] = [0, 0, 0, 0]
  const slice = (end: number): Slice => ({
    page: {
      ...page,
      entries: end - start,
      def: def?.subarray(start, end),
      rep: rep?.subarray(start, end),
      values: valuesOf(values, first, next),
    },
    keep: keep.subarray(start, end),
  })
  for (let i = 0; i < entries; i++) {
    if (size >= most && (rep?.[i] ?? 0) === 0) {
      yield slice(i)
      start = i
      first = next
      size = 0
    }
    if (def && def[i] !== full) continue
    if (keep[i] === 1) size += values.at ? (values.at[next + 1] as number) - (values.at[next] as number) : values.width
    next++
  }
  yield slice(entries)
}

function valuesOf({ bytes, at, width }: Values, from: number, to: number): Values {
  const count = to - from
  if (at) return { count, width, bytes, at: at.subarray(from, to + 1) }
  return { count, width, bytes: bytes.subarray(from * width, to * width), at }
}
