import { base64Bytes, sizeOf } from '../bytes.ts'
import { codecs as base64 } from '../kernel/compiled.js'

/** What the compiled kernel exports; the files beside `kernel/codecs.ts` describe each. */
interface Kernel {
  readonly memory: WebAssembly.Memory
  setup(): void
  decode(at: number, to: number, out: number, room: number): number
  openZstd(at: number): void
  moreZstd(to: number, first: number, done: number, end: number, stop: number): number
  movedZstd(by: number): void
  atZstd(): number
  endedZstd(): number
  lz4(at: number, to: number, first: number, done: number, end: number): number
  head(size: number, out: number): number
  compress(at: number, to: number, out: number): number
  uncompress(at: number, to: number, out: number, size: number, marks: number): number
  openSnappy(at: number, to: number, out: number, size: number, marks: number): number
  moreSnappy(to: number, first: number, out: number, end: number, stop: number): number
  movedSnappy(by: number): void
  endedSnappy(to: number): number
}

/** Where an input was laid out, and where its output may be. */
interface Place {
  readonly at: number
  readonly to: number
  readonly out: number
}

/** An input that lies in a room until that is used again. */
export interface Laid extends Place {
  readonly kernel: Kernel
  /** Makes room for so many bytes of output, behind which a few more may be read and written. */
  reserve(space: number): void
}

/** Bytes that are put into a room: there already, or read into it. */
export interface Load {
  readonly size: number
  copy(room: Uint8Array): void
}

/** Bytes that need not be put into a room all at once. */
export interface Parted extends Load {
  part(from: number, to: number): Load
}

/** Pieces, one after the other. */
export const loadOf = (pieces: readonly Uint8Array[]): Load => ({
  size: sizeOf(pieces),
  copy(room) {
    let at = 0
    for (const piece of pieces) {
      room.set(piece, at)
      at += piece.length
    }
  },
})

/** Memory in which bytes are packed or unpacked. What it gives lies in it, and lasts until it is used again. */
export interface Room {
  /** How often it was used. */
  readonly uses: number
  /** Lays an input out. */
  lay(input: Load): Laid
  /**
   * Lays an input and `space` bytes for the output out, and gives what the work on them makes: as many bytes as it says,
   * or undefined where that is less than none.
   */
  use(input: Load, space: number, work: (kernel: Kernel, place: Place) => number): Uint8Array | undefined
}

const PAGE = 65_536
/** Where the input begins: behind the tables of the kernel, which take less than the memory that it begins with. */
const START = 8 * PAGE
/** What may be read and written behind the input and the output. */
const SLACK = 128
/** Memory that is kept between uses; what needs more gets a memory of its own, which goes with it. */
const KEPT = 64 * 1024 * 1024

let compiled: WebAssembly.Module | undefined

export function createRoom(): Room {
  let kept: Kernel | undefined
  let uses = 0
  const lay = (input: Load, space = 0): Laid => {
    uses++
    const to = START + input.size
    const out = to + SLACK
    const end = (size: number): number => out + size + SLACK
    const kernel = (end(space) <= KEPT ? kept : undefined) ?? started()
    const reserve = (size: number): void => {
      // What needs more than is kept goes with its memory.
      if (end(size) <= KEPT) kept ??= kernel
      else if (kept === kernel) kept = undefined
      const missing = Math.ceil((end(size) - kernel.memory.buffer.byteLength) / PAGE)
      if (missing > 0) kernel.memory.grow(missing)
    }
    reserve(space)
    input.copy(new Uint8Array(kernel.memory.buffer, START, input.size))
    return { kernel, at: START, to, out, reserve }
  }
  return {
    get uses() {
      return uses
    },
    lay,
    use(input, space, work) {
      const { kernel, out, ...place } = lay(input, space)
      const count = work(kernel, { ...place, out })
      return count < 0 ? undefined : new Uint8Array(kernel.memory.buffer, out, count)
    },
  }
}

function started(): Kernel {
  compiled ??= new WebAssembly.Module(base64Bytes(base64))
  const exports = new WebAssembly.Instance(compiled).exports as unknown as Kernel
  exports.setup()
  return exports
}
