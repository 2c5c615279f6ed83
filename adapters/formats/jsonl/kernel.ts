import { base64Bytes } from '../bytes.ts'
import base64 from '../kernel/compiled.js'
import type { Window } from './window.ts'

/** What the compiled kernel exports; `kernel/jsonl.ts` describes each. */
interface Exports {
  readonly memory: WebAssembly.Memory
  setup(...places: number[]): void
  isUtf8(at: number, to: number): number
  scan(at: number, to: number, base: number, starts: number, ends: number, codes: number, room: number): Stop
  start(): number
  end(): number
  count(): number
  learn(code: number): void
}

/** Why the kernel came back: `kernel/jsonl.ts` has the numbers. */
export const STOP = { done: 0, full: 1, new: 2, odd: 3 } as const
type Stop = (typeof STOP)[keyof typeof STOP]

/** Lines of a block with their codes: views that the next step writes over. */
export interface Rows {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly codes: Uint32Array
}

/** The scan of blocks in WebAssembly: one for each input that is read at a time. */
export interface Kernel {
  /** Where blocks may be read to, so that they need not be copied. */
  readonly window: Window
  /** Takes a block in, and copies it where it does not lie in the window, anywhere; whether it is UTF-8. */
  load(bytes: Uint8Array): boolean
  /**
   * Reads on from byte `at` of the block until something stops it; the rows before that go to the lists from `used` on.
   * `row` is the line that stopped it, if it is `new` or `odd`, and `count` the rows that were added.
   */
  scan(at: number, used: number): Stop
  readonly row: { start: number; end: number; count: number }
  /** The lists; room for `room` rows. */
  readonly rows: Rows
  readonly room: number
  /** All of the memory, in which `spans` point: start and end of each column of a `new` line, the start -1 if absent. */
  readonly bytes: Uint8Array
  readonly spans: Int32Array
  /** Remembers the code of the `new` line, so that its fields are known from then on. */
  learn(code: number): void
  /** All that was learned goes. */
  forget(): void
  /** Gives the kernel back for another input; nobody may use it from then on. */
  release(): void
}

/** What a kernel is made for. */
interface Purpose {
  /** Wanted top-level fields. */
  readonly columns: readonly string[]
  readonly depth: number
  /** Bytes of a line. */
  readonly line: number
  /** Bytes of all wanted fields of a row that are remembered. */
  readonly key: number
}

const PAGE = 65_536
const SLOTS = 65_536
const ARENA = 6 * 1024 * 1024
const ROOM = 65_536
/** Behind the block: the newline that ends it, and what is read in one step. */
const PADDING = 64
const LF = 0x0a

let compiled: WebAssembly.Module | undefined

/** Kernels that nobody uses, by what they were made for: to make one takes as long as to read many small files. */
const idle = new Map<string, Kernel>()
const MOST_IDLE = 4

/** A kernel that knows no fields yet. */
export function takeKernel(purpose: Purpose): Kernel {
  const name = JSON.stringify(purpose)
  const known = idle.get(name)
  if (known) {
    idle.delete(name)
    known.forget()
    return known
  }
  const made = createKernel(purpose, () => {
    if (idle.size < MOST_IDLE) idle.set(name, made)
  })
  return made
}

function createKernel({ columns, ...limits }: Purpose, release: () => void): Kernel {
  compiled ??= new WebAssembly.Module(base64Bytes(base64))
  const { exports } = new WebAssembly.Instance(compiled)
  const { memory, setup, isUtf8, scan, start, end, count, learn } = exports as unknown as Exports

  // One part after the other, each on a multiple of 16.
  let next = PAGE
  const place = (size: number): number => {
    const at = next
    next = (at + size + 15) & ~15
    return at
  }
  const names = columns.map((column) => new TextEncoder().encode(column))
  const table = place(columns.length * 8)
  const texts = names.map((name) => place(name.length))
  const spanTable = place(columns.length * 8)
  const kinds = place(limits.depth)
  const slots = place(SLOTS * 12)
  const arena = place(ARENA)
  const lists = { starts: place(ROOM * 4), ends: place(ROOM * 4), codes: place(ROOM * 4) }
  const window = place(0)

  let views!: Pick<Kernel, 'bytes' | 'spans' | 'rows'>
  const reserve = (size: number): void => {
    const pages = Math.ceil((window + size + PADDING) / PAGE) - memory.buffer.byteLength / PAGE
    if (pages <= 0 && views) return
    if (pages > 0) memory.grow(pages)
    const { buffer } = memory
    const list = (at: number) => new Uint32Array(buffer, at, ROOM)
    views = {
      bytes: new Uint8Array(buffer),
      spans: new Int32Array(buffer, spanTable, columns.length * 2),
      rows: { starts: list(lists.starts), ends: list(lists.ends), codes: list(lists.codes) },
    }
  }
  reserve(0)
  const words = new Uint32Array(memory.buffer, table, columns.length * 2)
  names.forEach((name, i) => {
    views.bytes.set(name, texts[i]!)
    words.set([texts[i]!, name.length], i * 2)
  })
  const forget = () =>
    setup(columns.length, table, spanTable, kinds, limits.depth, limits.line, limits.key, slots, SLOTS, arena, ARENA)
  forget()

  const row = { start: 0, end: 0, count: 0 }
  let from = window
  let to = window
  return {
    window: {
      reserve(size) {
        reserve(size)
        return views.bytes.subarray(window, views.bytes.length - PADDING)
      },
    },
    load(bytes) {
      reserve(bytes.length)
      const inside = bytes.buffer === memory.buffer
      from = inside ? bytes.byteOffset : window
      to = from + bytes.length
      if (!inside) views.bytes.set(bytes, from)
      // Behind a newline of the block's own, bytes of the next block may lie.
      if (bytes.at(-1) !== LF) views.bytes[to] = LF
      return isUtf8(from, to) !== 0
    },
    scan(at, used) {
      const [starts, ends, codes] = [lists.starts, lists.ends, lists.codes].map((list) => list + used * 4) as [
        number,
        number,
        number,
      ]
      const stop = scan(from + at, to, from, starts, ends, codes, ROOM - used)
      row.start = start() - from
      row.end = end() - from
      row.count = count()
      return stop
    },
    row,
    get rows() {
      return views.rows
    },
    room: ROOM,
    get bytes() {
      return views.bytes
    },
    get spans() {
      return views.spans
    },
    learn,
    forget,
    release,
  }
}
