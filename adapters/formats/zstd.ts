import { decompressZstd } from 'hyparquet-compressors'
import { ProvgateError } from '../../src/index.ts'

const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
/** Bit of the header's flags that says that a checksum follows the blocks. */
const CHECKED = 4
/** Says that matches reach up to 1 MiB back, which makes blocks as large as they may be. */
const WINDOW = 0x50
/** A last block that gives these bytes as they are. */
const MARK = Uint8Array.of(0xa5, 0x5a, 0xc3, 0x3c, 0x96, 0x69, 0xf0, 0x0f)
const MARK_BLOCK = Uint8Array.of((MARK.length << 3) | 1, 0, 0, ...MARK)

const broken = (why: string): never => {
  throw new RangeError(`Zstandard data is broken: ${why}`)
}

/**
 * Decodes one Zstandard frame of exactly `size` bytes; the memory it takes is bound by `size`. The decoder does not say
 * how much it gave, so the frame gets one more block, and its bytes have to stand behind all others.
 */
export function zstdFrame(bytes: Uint8Array, size: number): Uint8Array {
  const { from, last, to, checked } = blocksOf(bytes, size)
  const frame = new Uint8Array(6 + to - from + MARK_BLOCK.length + (checked ? 4 : 0))
  frame.set(MAGIC)
  frame[4] = checked ? CHECKED : 0
  frame[5] = WINDOW
  frame.set(bytes.subarray(from, to), 6)
  frame[6 + last - from]! &= 0xfe
  frame.set(MARK_BLOCK, 6 + to - from)
  const out = new Uint8Array(size + MARK.length)
  decompressZstd(frame, out)
  if (MARK.some((byte, i) => out[size + i] !== byte)) broken('it has another size')
  return out.subarray(0, size)
}

/** Where the blocks of a frame are, if it is one whole frame and does not say that it has another size. */
function blocksOf(bytes: Uint8Array, size: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 6 || MAGIC.some((byte, i) => bytes[i] !== byte)) broken('it is no frame')
  const flags = view.getUint8(4)
  const single = (flags >> 5) & 1
  if (flags & 8) broken('a reserved bit is set')
  if (flags & 3) throw new ProvgateError('unsupported', 'needs a Zstandard dictionary')
  const width = flags >> 6 ? 1 << (flags >> 6) : single
  const sizeAt = 6 - single
  let claimed = 0
  for (let i = 0; i < width; i++) claimed += view.getUint8(sizeAt + i) * 256 ** i
  if (width && claimed + (width === 2 ? 256 : 0) !== size) broken('it has another size')
  const from = sizeAt + width
  let [last, to] = [from, from]
  for (let head = 0; (head & 1) === 0; ) {
    last = to
    head = view.getUint16(to, true) | (view.getUint8(to + 2) << 16)
    to += 3 + (((head >> 1) & 3) === 1 ? 1 : head >> 3)
  }
  const checked = (flags & CHECKED) !== 0
  if (to + (checked ? 4 : 0) !== bytes.length) broken('it is not one whole frame')
  return { from, last, to, checked }
}
