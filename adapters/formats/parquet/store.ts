/** The frame's magic, flags that say that four bytes have its size, and a window of 1 MiB. */
const HEAD = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x50)
/** Bytes that a block may hold at most. */
const BLOCK = 1 << 17

/** A Zstandard frame that gives its bytes as they are, which every reader takes. */
export function zstdStored(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / BLOCK))
  const out = new Uint8Array(HEAD.length + 4 + blocks * 3 + bytes.length)
  const view = new DataView(out.buffer)
  out.set(HEAD)
  view.setUint32(HEAD.length, bytes.length, true)
  let at = HEAD.length + 4
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * BLOCK, (block + 1) * BLOCK)
    const head = (part.length << 3) | (block === blocks - 1 ? 1 : 0)
    view.setUint16(at, head & 0xffff, true)
    view.setUint8(at + 2, head >> 16)
    out.set(part, at + 3)
    at += 3 + part.length
  }
  return out
}
