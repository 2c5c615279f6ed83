import { sizeOf } from '../bytes.ts'
import { codecs as base64 } from '../kernel/compiled.js'

/** What the compiled kernel exports; the files beside `kernel/codecs.ts` describe each. */
interface Exports {
  readonly memory: WebAssembly.Memory
  setup(): void
  decode(at: number, to: number, out: number, room: number): number
  compress(at: number, to: number, out: number): number
  uncompress(at: number, to: number, out: number, size: number): number
}

const PAGE = 65_536
/** Where the input begins: behind the tables of the kernel, which take less than the memory that it begins with. */
const START = 8 * PAGE
/** What may be read and written behind the input and the output. */
const SLACK = 128
/** Memory that is kept between calls; what needs more gets a memory of its own, which goes with it. */
const KEPT = 64 * 1024 * 1024

let compiled: WebAssembly.Module | undefined
let kept: Exports | undefined

/**
 * Decodes the blocks of one Zstandard frame.
 * @returns as many bytes as there are, at most `size`; undefined where they are broken or give more
 */
export function decodeBlocks(blocks: Uint8Array, size: number): Uint8Array | undefined {
  return run([blocks], size, (kernel, to, out) => kernel.decode(START, to, out, size))
}

/** Unpacks Snappy data; undefined where they are broken or do not give `size` bytes. */
export function unpackSnappy(packed: Uint8Array, size: number): Uint8Array | undefined {
  return run([packed], size, (kernel, to, out) => (kernel.uncompress(START, to, out, size) ? size : -1))
}

/** Packs what the pieces give together as Snappy does. The same bytes give the same, whatever the machine. */
export function packSnappy(pieces: readonly Uint8Array[]): Uint8Array {
  const size = sizeOf(pieces)
  const room = size + Math.ceil(size / 6) + 32
  return run(pieces, room, (kernel, to, out) => kernel.compress(START, to, out)) as Uint8Array
}

/** Lays an input and room for the output out, and copies what the work on them gives: as many bytes as it says. */
function run(
  input: readonly Uint8Array[],
  room: number,
  work: (kernel: Exports, to: number, out: number) => number,
): Uint8Array | undefined {
  const to = START + sizeOf(input)
  const out = to + SLACK
  const end = out + room + SLACK
  let kernel = kept
  if (!kernel || end > KEPT) kernel = started()
  if (end <= KEPT) kept = kernel
  const missing = Math.ceil((end - kernel.memory.buffer.byteLength) / PAGE)
  if (missing > 0) kernel.memory.grow(missing)
  const bytes = new Uint8Array(kernel.memory.buffer)
  let at = START
  for (const piece of input) {
    bytes.set(piece, at)
    at += piece.length
  }
  const count = work(kernel, to, out)
  return count < 0 ? undefined : bytes.slice(out, out + count)
}

function started(): Exports {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
  const exports = new WebAssembly.Instance(compiled).exports as unknown as Exports
  exports.setup()
  return exports
}
