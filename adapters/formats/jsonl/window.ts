/** Memory that an input is read into, block after block. */
export interface Window {
  /** Memory for at least `size` bytes: the same as before where that is large enough, else more, with what was in it. */
  reserve(size: number): Uint8Array
}

/** A window in memory of its own. */
export function createWindow(): Window {
  let bytes = new Uint8Array(0)
  return {
    reserve(size) {
      if (size <= bytes.length) return bytes
      const larger = new Uint8Array(Math.max(size, bytes.length * 2))
      larger.set(bytes)
      bytes = larger
      return bytes
    },
  }
}
