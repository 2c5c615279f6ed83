import { sizeOf } from '../bytes.ts'
import { type Load, loadOf, type Room } from './kernel.ts'
import type { Rooms } from './rooms.ts'
import { createSteps, type Steps } from './steps.ts'

/** Bytes of the output that packers pack by themselves: the elements that give them refer to nothing before. */
const FRAGMENT = 1 << 16

/** What was unpacked in a room, and how: where the elements of each fragment begin, if they can be told apart. */
interface Unpacked {
  /** How often the room had been used then. */
  readonly uses: number
  /** Where in the memory all of it would begin, and what there is of it ends. */
  readonly start: number
  readonly end: number
  /** In the same memory. */
  readonly elements: Uint8Array
  readonly marks: Uint32Array
}

const unpacked = new WeakMap<Room, Unpacked>()

/** Unpacks Snappy data and leaves them there; undefined where they are broken or do not give `size` bytes. */
export function unpackSnappy(packed: Load, size: number, { unpacking }: Rooms): Uint8Array | undefined {
  const count = Math.ceil(size / FRAGMENT) + 2
  let marks: Uint32Array | undefined
  let elements: Uint8Array | undefined
  const bytes = unpacking.use(packed, size + 128 + 4 * count, ({ memory, uncompress }, { at, to, out }) => {
    const marksAt = Math.ceil((out + size + 64) / 4) * 4
    if (!uncompress(at, to, out, size, marksAt)) return -1
    marks = new Uint32Array(memory.buffer, marksAt, count)
    elements = new Uint8Array(memory.buffer, at, to - at)
    return size
  })
  const start = bytes?.byteOffset ?? 0
  if (marks && elements) unpacked.set(unpacking, { uses: unpacking.uses, start, end: start + size, elements, marks })
  return bytes
}

/** The same by steps; undefined where they do not say that they give `size` bytes. */
export function snappySteps(packed: Load, size: number, { unpacking }: Rooms): Steps | undefined {
  const laid = unpacking.lay(packed)
  const { kernel, at, to } = laid
  const count = Math.ceil(size / FRAGMENT) + 2
  const marks = Math.ceil(laid.out / 4) * 4
  const base = marks + 4 * count + 64
  laid.reserve(base - laid.out)
  if (!kernel.openSnappy(at, to, base, size, marks)) return undefined
  return createSteps(laid, base, size, {
    // As far as those refer back that pack by fragments; what goes further is not unpacked by steps.
    window: FRAGMENT,
    beyond: 2 * FRAGMENT,
    more: ({ first, done, limit, stop }) => kernel.moreSnappy(to, first, done, limit, stop),
    ended: () => kernel.endedSnappy(to) !== 0,
    moved: (by) => kernel.movedSnappy(by),
    stepped(start, end) {
      const { buffer } = kernel.memory
      const elements = new Uint8Array(buffer, at, to - at)
      unpacked.set(unpacking, {
        uses: unpacking.uses,
        start,
        end,
        elements,
        marks: new Uint32Array(buffer, marks, count),
      })
    },
  })
}

/**
 * Packs what the pieces give together as Snappy does, and leaves it there. The same bytes give the same, whatever the
 * machine. Of pieces that were unpacked in the same rooms, whole fragments are not packed again but taken as they were.
 */
export function packSnappy(pieces: readonly Uint8Array[], { packing, unpacking }: Rooms): Uint8Array {
  const source = unpacked.get(unpacking)
  const ready = source?.uses === unpacking.uses ? readyIn(pieces, source) : []
  const size = sizeOf(pieces)
  const raw = ready.length > 0 ? without(pieces, ready) : pieces
  const left = sizeOf(raw)
  const elements = ready.reduce((sum, one) => sum + one.elements.length, 0)
  const space = left + Math.ceil(left / 6) + 32 * (ready.length + 1) + elements
  return packing.use(loadOf(raw), space, (kernel, { at, to, out }) => {
    let end = kernel.head(size, out)
    let [from, taken] = [at, 0]
    for (const { start, bytes, elements } of ready) {
      end = kernel.compress(from, at + start - taken, end)
      from = at + start - taken
      taken += bytes
      new Uint8Array(kernel.memory.buffer).set(elements, end)
      end += elements.length
    }
    return kernel.compress(from, to, end) - out
  }) as Uint8Array
}

/** Bytes of what is packed, from `start` on, that have elements already. */
interface Span {
  readonly start: number
  readonly bytes: number
  readonly elements: Uint8Array
}

/** The whole fragments in pieces of what was unpacked that have elements of their own, in order. */
function readyIn(pieces: readonly Uint8Array[], { start: begun, end: ended, elements, marks }: Unpacked): Span[] {
  const ready: Span[] = []
  let start = 0
  for (const piece of pieces) {
    const from = piece.byteOffset - begun
    const to = from + piece.length
    if (piece.length >= FRAGMENT && piece.buffer === elements.buffer && from >= 0 && begun + to <= ended) {
      const last = Math.floor(to / FRAGMENT)
      for (let first = Math.ceil(from / FRAGMENT); first < last; first++) {
        let end = first
        while (end < last && marks[end] !== 0 && marks[end + 1] !== 0) end++
        if (end === first) continue
        const parts = elements.subarray(marks[first], marks[end])
        ready.push({ start: start + first * FRAGMENT - from, bytes: (end - first) * FRAGMENT, elements: parts })
        first = end
      }
    }
    start += piece.length
  }
  return ready
}

/** What is left of the pieces when what is ready is taken out. */
function without(pieces: readonly Uint8Array[], ready: readonly Span[]): Uint8Array[] {
  const left: Uint8Array[] = []
  let [start, next] = [0, 0]
  for (const piece of pieces) {
    const end = start + piece.length
    let told = start
    for (let one = ready[next]; one && one.start < end; one = ready[++next]) {
      left.push(piece.subarray(told - start, one.start - start))
      told = one.start + one.bytes
    }
    left.push(piece.subarray(told - start))
    start = end
  }
  return left
}
