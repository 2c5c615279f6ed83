/** Magic number of an LZ4 frame. */
const FRAME = 0x184d2204
const STORED = 0x80000000

const broken = (): never => {
  throw new RangeError('LZ4 data is broken')
}

/**
 * Decodes one LZ4 block into `out` from `at` on; returns where it ended. Matches may reach back to the start of `out`,
 * as in frames of linked blocks.
 */
export function lz4Block(block: Uint8Array, out: Uint8Array, at: number): number {
  let from = 0
  let to = at
  const longer = (size: number): number => {
    if (size < 15) return size
    let all = size
    for (let part = 255; part === 255; ) {
      part = block[from++] ?? broken()
      all += part
    }
    return all
  }
  while (from < block.length) {
    const token = block[from++] as number
    const literals = longer(token >> 4)
    if (literals > block.length - from || literals > out.length - to) broken()
    out.set(block.subarray(from, from + literals), to)
    from += literals
    to += literals
    // The last sequence of a block has literals only.
    if (from === block.length) return to
    const back = (block[from] as number) | ((block[from + 1] ?? broken()) << 8)
    from += 2
    const size = longer(token & 15) + 4
    if (back === 0 || back > to || size > out.length - to) broken()
    if (back >= size) out.copyWithin(to, to - back, to - back + size)
    else for (let i = 0; i < size; i++) out[to + i] = out[to + i - back] as number
    to += size
  }
  return to
}

export const isLz4Frame = (bytes: Uint8Array): boolean =>
  bytes.length >= 7 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === FRAME

/** Decodes one LZ4 frame of exactly `size` bytes. Checksums are passed over, not compared. */
export function lz4Frame(frame: Uint8Array, size: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (!isLz4Frame(frame)) broken()
  const flags = view.getUint8(4)
  // Another version, or a dictionary from elsewhere.
  if (flags >> 6 !== 1 || flags & 1) broken()
  const blockSum = flags & 16 ? 4 : 0
  const out = new Uint8Array(size)
  let from = flags & 8 ? 15 : 7
  let to = 0
  for (let head = view.getUint32(from, true); head !== 0; head = view.getUint32(from, true)) {
    from += 4
    const length = head % STORED
    if (length > frame.length - from) broken()
    const block = frame.subarray(from, from + length)
    if (head < STORED) to = lz4Block(block, out, to)
    else {
      if (length > size - to) broken()
      out.set(block, to)
      to += length
    }
    from += length + blockSum
  }
  from += 4 + (flags & 4 ? 4 : 0)
  return to === size && from === frame.length ? out : broken()
}

/** Decodes blocks as Hadoop wrote them: before each its two lengths, big-endian. Undefined if they are no such blocks. */
export function lz4Hadoop(bytes: Uint8Array, size: number): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Uint8Array(size)
  let to = 0
  for (let from = 0; from < bytes.length; ) {
    if (from + 8 > bytes.length) return undefined
    const end = to + view.getUint32(from)
    const stop = from + 8 + view.getUint32(from + 4)
    if (end > size || stop > bytes.length) return undefined
    try {
      if (lz4Block(bytes.subarray(from + 8, stop), out, to) !== end) return undefined
    } catch {
      return undefined
    }
    to = end
    from = stop
  }
  return to === size ? out : undefined
}
