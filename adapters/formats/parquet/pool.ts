/**
 * Memory that large results were in, for those that come: to get it anew each time takes as long as to fill it. Results
 * of one column for several outputs differ in size, so that each gets what fits.
 */
const free: Uint8Array[] = []
const MOST = 4
/** Bytes of memory that is kept: of what is small it costs nothing, and what is huge may not be needed again. */
const LARGE = 1 << 20
const HUGE = 64 * 1024 * 1024

/** Whether about so many bytes go into a room, and take a good part of it. */
const fits = ({ length }: Uint8Array, size: number): boolean => 4 * length >= 3 * size && length <= 4 * size

function take(size: number): Uint8Array | undefined {
  const index = size < LARGE ? -1 : free.findIndex((room) => fits(room, size))
  return index < 0 ? undefined : free.splice(index, 1)[0]
}

/** Memory for another thread, for results of about these sizes: of each, if there is more than one that fits. */
export const spareRooms = (sizes: readonly number[]): Uint8Array[] =>
  sizes.flatMap((size) => {
    const spare = free.filter((room) => fits(room, size)).length > 1 ? take(size) : undefined
    return spare ? [spare] : []
  })

/** Gives memory back that nobody refers to any more. */
export function giveRoom({ buffer }: Uint8Array): void {
  const { byteLength } = buffer
  if (byteLength < LARGE || byteLength > HUGE) return
  if (free.length === MOST) free.shift()
  free.push(new Uint8Array(buffer))
}

/** Puts bytes, about as many as `size`, one after the other into memory that grows with them. */
export function createGatherer(size: number) {
  let room = take(size) ?? new Uint8Array(size)
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
