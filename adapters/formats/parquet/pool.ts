/** Memory that large results were in, for those that come: to get it anew each time takes as long as to fill it. */
const free: Uint8Array[] = []
const MOST = 3
/** Bytes of memory that is kept: of what is small it costs nothing, and what is huge may not be needed again. */
const LARGE = 1 << 20
const HUGE = 64 * 1024 * 1024

/** Memory for another thread, if there is more than one result here may need. */
export const spareRoom = (): Uint8Array | undefined => (free.length > 1 ? free.pop() : undefined)

/** Gives memory back that nobody refers to any more. */
export function giveRoom({ buffer }: Uint8Array): void {
  const { byteLength } = buffer
  if (byteLength >= LARGE && byteLength <= HUGE && free.length < MOST) free.push(new Uint8Array(buffer))
}

/** Puts bytes, about as many as `size`, one after the other into memory that grows with them. */
export function createGatherer(size: number) {
  let room = (size >= LARGE ? free.pop() : undefined) ?? new Uint8Array(size)
  let used = 0
  return {
    add(bytes: Uint8Array): void {
      if (used + bytes.length > room.length) {
        const larger = new Uint8Array(Math.ceil(1.5 * (used + bytes.length)))
        larger.set(room.subarray(0, used))
        room = larger
      }
      room.set(bytes, used)
      used += bytes.length
    },
    bytes: (): Uint8Array => room.subarray(0, used),
  }
}
