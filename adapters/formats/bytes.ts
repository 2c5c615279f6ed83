/** One array out of many. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0]) return parts[0]
  const all = new Uint8Array(sizeOf(parts))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Bytes of all parts together. */
export function sizeOf(parts: readonly Uint8Array[]): number {
  let size = 0
  for (const part of parts) size += part.length
  return size
}

/** How many of the bytes are `value`; by index, since an iterator may make an object for each. */
export function countOf(value: number, bytes: Uint8Array): number {
  let count = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === value) count++
  return count
}

/** The bytes that base64 stands for. */
export function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text)
  const bytes = new Uint8Array(letters.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i)
  return bytes
}

const PART = 64 * 1024

/**
 * The same bytes in fewer parts: small ones are put together, for sinks that take each at a cost. A part lasts until the
 * next is asked for, and so may those that are given.
 */
export function* joined(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  const small = new Uint8Array(PART)
  let size = 0
  for (const part of parts) {
    if (size > 0 && size + part.length > PART) {
      yield small.subarray(0, size)
      size = 0
    }
    if (part.length > PART) yield part
    else {
      small.set(part, size)
      size += part.length
    }
  }
  if (size > 0) yield small.subarray(0, size)
}
