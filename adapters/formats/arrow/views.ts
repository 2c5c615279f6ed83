import type { Data } from 'apache-arrow'
import { bytesOf, VIEW_BYTES } from './layout.ts'
import { eachRun, type Runs } from './runs.ts'

const INLINE = 12

/**
 * Whether views show, one behind the other, all bytes of data buffers of these sizes, and short ones have nothing behind
 * them: so that a copy of the buffers tells what the rows show and nothing else.
 */
export function viewsFill(views: Uint8Array, isNull: (row: number) => boolean, sizes: readonly number[]): boolean {
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength)
  let [buffer, end] = [0, 0]
  for (let at = 0, row = 0; at < views.length; at += VIEW_BYTES, row++) {
    const length = view.getInt32(at, true)
    if (length >= 0 && length <= INLINE) {
      for (let i = at + 4 + length; i < at + VIEW_BYTES; i++) if (views[i] !== 0) return false
      continue
    }
    if (length < 0 || isNull(row)) return false
    while (end === sizes[buffer] && view.getInt32(at + 8, true) > buffer) {
      buffer++
      end = 0
    }
    if (view.getInt32(at + 8, true) !== buffer || view.getInt32(at + 12, true) !== end) return false
    end += length
    if (end > (sizes[buffer] ?? -1)) return false
  }
  return sizes.every((size, index) => size === (index < buffer ? size : index === buffer ? end : 0))
}

/**
 * The views that `runs` names, with data buffers that hold only what these views show. Bytes shown by several views
 * are copied once, so the result is never larger than the input.
 */
export function gatherViews(data: Data, runs: Runs): { views: Uint8Array; variadicBuffers: Uint8Array[] } {
  const from = bytesOf(data.values)
  const views = new Uint8Array(runs.total * VIEW_BYTES)
  const out = new DataView(views.buffer)
  const long: number[] = []
  eachRun(runs, (at, count, to) => {
    if (at < 0) return
    views.set(from.subarray(at * VIEW_BYTES, (at + count) * VIEW_BYTES), to * VIEW_BYTES)
    for (let view = to * VIEW_BYTES; view < (to + count) * VIEW_BYTES; view += VIEW_BYTES) {
      const length = out.getInt32(view, true)
      if (length > INLINE) long.push(view)
      else views.fill(0, view + 4 + length, view + VIEW_BYTES)
    }
  })
  const buffer = (view: number) => out.getInt32(view + 8, true)
  const offset = (view: number) => out.getInt32(view + 12, true)
  const length = (view: number) => out.getInt32(view, true)
  const order = (a: number, b: number) => buffer(a) - buffer(b) || offset(a) - offset(b)
  if (long.some((view, index) => index > 0 && order(long[index - 1]!, view) > 0)) long.sort(order)

  const variadicBuffers: Uint8Array[] = []
  for (let i = 0; i < long.length; ) {
    const source = buffer(long[i]!)
    const bytes = data.variadicBuffers[source]!
    const regions: [start: number, end: number][] = []
    let size = 0
    for (; i < long.length && buffer(long[i]!) === source; i++) {
      const view = long[i]!
      const start = offset(view)
      const end = start + length(view)
      const last = regions.at(-1)
      if (!last || start > last[1]) {
        regions.push([start, end])
        size += end - start
      } else if (end > last[1]) {
        size += end - last[1]
        last[1] = end
      }
      const region = regions.at(-1)!
      // The prefix is a copy that readers trust: taken from the data anew.
      views.set(bytes.subarray(start, start + 4), view + 4)
      out.setInt32(view + 8, variadicBuffers.length, true)
      out.setInt32(view + 12, size - (region[1] - region[0]) + start - region[0], true)
    }
    const compact = new Uint8Array(size)
    let filled = 0
    for (const [start, end] of regions) {
      compact.set(bytes.subarray(start, end), filled)
      filled += end - start
    }
    variadicBuffers.push(compact)
  }
  return { views, variadicBuffers }
}
