import { ProvgateError } from '../../../src/index.ts'
import { type Load, loadOf, type Room } from './kernel.ts'
import { inRooms } from './rooms.ts'

const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
/** Bit of the header's flags that says that a checksum follows the blocks. */
const CHECKED = 4

const broken = (why: string): never => {
  throw new RangeError(`Zstandard data is broken: ${why}`)
}

/** Decodes one Zstandard frame of exactly `size` bytes, into `room` if there is one; the memory it takes is bound by `size`. */
export function zstdFrame(frame: Uint8Array | Load, size: number, room?: Room): Uint8Array {
  const load = frame instanceof Uint8Array ? loadOf([frame]) : frame
  const decode = (place: Room) =>
    place.use(load, size, (kernel, { at, to, out }) => {
      const blocks = blocksOf(new Uint8Array(kernel.memory.buffer, at, to - at), size)
      return kernel.decode(at + blocks.from, at + blocks.to, out, size)
    })
  const out =
    (room ? decode(room) : inRooms(({ unpacking }) => decode(unpacking))) ??
    broken('it can not be decoded, or has another size')
  return out.length === size ? out : broken('it has another size')
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
  let to = from
  for (let head = 0; (head & 1) === 0; ) {
    head = view.getUint16(to, true) | (view.getUint8(to + 2) << 16)
    to += 3 + (((head >> 1) & 3) === 1 ? 1 : head >> 3)
  }
  const checked = (flags & CHECKED) !== 0
  if (to + (checked ? 4 : 0) !== bytes.length) broken('it is not one whole frame')
  return { from, to }
}
