import { ProvgateError } from '../../../src/index.ts'
import { type Load, loadOf, type Parted, type Room } from './kernel.ts'
import { inRooms } from './rooms.ts'
import { createSteps, type Steps } from './steps.ts'

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
      const { from, checked } = headOf(new Uint8Array(kernel.memory.buffer, at, to - at), load.size, size)
      return kernel.decode(at + from, checked ? to - 4 : to, out, size)
    })
  const out =
    (room ? decode(room) : inRooms(({ unpacking }) => decode(unpacking))) ??
    broken('it can not be decoded, or has another size')
  return out.length === size ? out : broken('it has another size')
}

/** Bytes back to which a frame may refer that is unpacked by steps. */
const WINDOW = 8 * 1024 * 1024
/** Bytes of a block when it is unpacked, at most, and of a frame that are read at once: more than a block has. */
const BLOCK = 1 << 17
const AHEAD = 1 << 18

/** The same by steps; undefined where too much of it would have to be kept. */
export function zstdSteps(frame: Parted, size: number, room: Room): Steps | undefined {
  const laid = room.lay(frame.part(0, Math.min(frame.size, AHEAD)))
  const { kernel, at, to, out } = laid
  const { from, window, checked } = headOf(new Uint8Array(kernel.memory.buffer, at, to - at), frame.size, size)
  if (window > WINDOW || window > size / 2) return undefined
  /** Bytes of the frame up to where its blocks end, and how many of them were read. */
  const all = frame.size - (checked ? 4 : 0)
  let read = Math.min(to - at, all)
  let end = at + read
  /** Reads on behind what is left of the input; whether there is more. */
  const readOn = (): boolean => {
    if (read === all) return false
    const by = kernel.atZstd() - at
    const next = Math.min(all, read + (to - end) + by)
    if (next === read) return false
    const bytes = new Uint8Array(kernel.memory.buffer)
    bytes.copyWithin(at, at + by, end)
    kernel.movedZstd(by)
    frame.part(read, next).copy(bytes.subarray(end - by, end - by + next - read))
    end += next - read - by
    read = next
    return true
  }
  kernel.openZstd(at + from)
  return createSteps(laid, out, size, {
    window,
    beyond: BLOCK,
    more({ first, done: before, stop, moved }) {
      let done = before
      do {
        done = kernel.moreZstd(end, first, done, out + size - moved, stop)
        if (done === 0 || (done >= stop && !kernel.endedZstd())) return done
      } while (!kernel.endedZstd() && readOn())
      return kernel.endedZstd() && read === all && kernel.atZstd() === end ? done : 0
    },
    ended: () => kernel.endedZstd() !== 0,
  })
}

/** What the header of a frame of `length` bytes says, which is to give `size`. */
function headOf(bytes: Uint8Array, length: number, size: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (length < 6 || MAGIC.some((byte, i) => bytes[i] !== byte)) broken('it is no frame')
  const flags = view.getUint8(4)
  const single = (flags >> 5) & 1
  if (flags & 8) broken('a reserved bit is set')
  if (flags & 3) throw new ProvgateError('unsupported', 'needs a Zstandard dictionary')
  const width = flags >> 6 ? 1 << (flags >> 6) : single
  const sizeAt = 6 - single
  let claimed = 0
  for (let i = 0; i < width; i++) claimed += view.getUint8(sizeAt + i) * 256 ** i
  if (width && claimed + (width === 2 ? 256 : 0) !== size) broken('it has another size')
  const place = view.getUint8(5)
  const window = single ? size : (2 ** (10 + (place >> 3)) / 8) * (8 + (place & 7))
  return { from: sizeAt + width, window, checked: (flags & CHECKED) !== 0 }
}
