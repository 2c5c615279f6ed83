import type { Laid } from './kernel.ts'

/** Bytes that are unpacked step by step, as much of them in memory as is looked at. */
export interface Steps {
  /**
   * Lets the first `used` bytes of what was given go, unpacks some more, and gives what is there then; it lasts until
   * more is asked for. Undefined where they can not be unpacked by steps, or are broken.
   */
  next(used: number): Uint8Array | undefined
  /** Whether what was given goes to the end. */
  readonly ended: boolean
}

/** How a codec unpacks by steps. Places are addresses in the memory of the kernel. */
export interface Way {
  /** Bytes before a place that what comes there may refer to. */
  readonly window: number
  /** Bytes by which a step may go too far. */
  readonly beyond: number
  /** Unpacks to `done`, at least to `stop` if there is so much; where it ends, or 0. From `first` to `done` is there. */
  more(place: Readonly<Record<'first' | 'done' | 'limit' | 'stop' | 'moved', number>>): number
  ended(): boolean
  /** Hears that what is there lies `by` bytes before where it did. */
  moved?(by: number): void
  /** Hears where all would begin, of which there is a part up to `end`. */
  stepped?(start: number, end: number): void
}

/** Bytes of a step. */
const STEP = 1 << 20

/**
 * Unpacks an input that is laid out, from `base` on, to `size` bytes. Only what may be referred to is kept of what was
 * used, and moved to the front where the memory ends.
 */
export function createSteps(laid: Laid, base: number, size: number, way: Way): Steps {
  const { kernel, reserve, out } = laid
  const { window, beyond } = way
  let capacity = Math.max(1.5 * window, 2 * STEP) + STEP + beyond
  const ahead = STEP + beyond
  reserve(base - out + capacity)
  let [head, done] = [base, base]
  /** Bytes by which all was moved so far. */
  let moved = 0
  const view = () => new Uint8Array(kernel.memory.buffer, head, done - head)
  /** Makes room for a step. */
  const makeRoom = (): void => {
    if (done + ahead <= base + capacity) return
    const by = Math.min(head, Math.max(base, done - window)) - base
    if (by > 0) {
      new Uint8Array(kernel.memory.buffer).copyWithin(base, base + by, done)
      head -= by
      done -= by
      moved += by
      way.moved?.(by)
    }
    if (done + ahead <= base + capacity) return
    capacity = Math.ceil(1.5 * (done - base)) + ahead
    reserve(base - out + capacity)
  }
  return {
    get ended() {
      return way.ended()
    },
    next(used) {
      head += used
      if (way.ended()) return view()
      makeRoom()
      done = way.more({ first: base, done, limit: base + capacity, stop: done + STEP, moved })
      const total = done - base + moved
      if (done === 0 || total > size || (way.ended() && total !== size)) return undefined
      way.stepped?.(base - moved, done)
      return view()
    },
  }
}
