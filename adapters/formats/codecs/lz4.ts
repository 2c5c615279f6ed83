import { type Load, loadOf, type Room } from './kernel.ts'
import { inRooms } from './rooms.ts'

/** Magic number of an LZ4 frame. */
const FRAME = 0x184d2204
const STORED = 0x80000000

const broken = (): never => {
  throw new RangeError('LZ4 data is broken')
}

/** Decodes blocks that lie in the input, one after the other; a stored one is copied. */
interface Blocks {
  /** Decodes the block of bytes `from` to `to` behind those before; how many bytes there are then, or none if it is broken. */
  decode(from: number, to: number): number | undefined
  copy(from: number, to: number): number | undefined
}

/** Has blocks decoded to `size` bytes at most, and gives as many as `work` says. */
function unpacked(
  packed: Load,
  size: number,
  room: Room | undefined,
  work: (blocks: Blocks) => number | undefined,
): Uint8Array | undefined {
  const inRoom = (place: Room) =>
    place.use(packed, size, (kernel, { at, out }) => {
      let done = out
      const blocks: Blocks = {
        decode(from, to) {
          const end = kernel.lz4(at + from, at + to, out, done, out + size)
          if (end === 0) return undefined
          done = end
          return done - out
        },
        copy(from, to) {
          if (to - from > out + size - done) return undefined
          new Uint8Array(kernel.memory.buffer).copyWithin(done, at + from, at + to)
          done += to - from
          return done - out
        },
      }
      return work(blocks) ?? -1
    })
  return room ? inRoom(room) : inRooms(({ unpacking }) => inRoom(unpacking))
}

/**
 * Decodes one LZ4 block; its bytes, `size` at most.
 * @param room where they may be left, until it is used again
 */
export function lz4Block(block: Load, size: number, room?: Room): Uint8Array {
  return unpacked(block, size, room, ({ decode }) => decode(0, block.size)) ?? broken()
}

export const isLz4Frame = (bytes: Uint8Array): boolean =>
  bytes.length >= 7 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === FRAME

/** Decodes one LZ4 frame of exactly `size` bytes. Checksums are passed over, not compared. */
export function lz4Frame(frame: Uint8Array, size: number, room?: Room): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (!isLz4Frame(frame)) broken()
  const flags = view.getUint8(4)
  // Another version, or a dictionary from elsewhere.
  if (flags >> 6 !== 1 || flags & 1) broken()
  const blockSum = flags & 16 ? 4 : 0
  const out = unpacked(loadOf([frame]), size, room, ({ decode, copy }) => {
    let from = flags & 8 ? 15 : 7
    let done: number | undefined = 0
    for (let head = view.getUint32(from, true); head !== 0; head = view.getUint32(from, true)) {
      from += 4
      const to = from + (head % STORED)
      if (to > frame.length) return undefined
      done = head < STORED ? decode(from, to) : copy(from, to)
      if (done === undefined) return undefined
      from = to + blockSum
    }
    from += 4 + (flags & 4 ? 4 : 0)
    return done === size && from === frame.length ? done : undefined
  })
  return out ?? broken()
}

/** Decodes blocks as Hadoop wrote them: before each its two lengths, big-endian. Undefined if they are no such blocks. */
export function lz4Hadoop(bytes: Uint8Array, size: number, room?: Room): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return unpacked(loadOf([bytes]), size, room, ({ decode }) => {
    let to = 0
    for (let from = 0; from < bytes.length; ) {
      if (from + 8 > bytes.length) return undefined
      const end = to + view.getUint32(from)
      const stop = from + 8 + view.getUint32(from + 4)
      if (end > size || stop > bytes.length || decode(from + 8, stop) !== end) return undefined
      to = end
      from = stop
    }
    return to === size ? to : undefined
  })
}
