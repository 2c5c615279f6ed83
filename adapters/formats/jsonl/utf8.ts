/** Whether the bytes are ASCII only. Four are looked at in one step. */
function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  let seen = 0
  while (at < to && (bytes.byteOffset + at) % 4 !== 0) seen |= bytes[at++]!
  if (at === to) return seen < 0x80
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, (to - at) >> 2)
  let high = 0
  for (let i = 0; i < words.length; i++) high |= words[i]!
  for (at += words.length * 4; at < to; at++) seen |= bytes[at]!
  return seen < 0x80 && (high & 0x80808080) === 0
}

/**
 * Whether the bytes `from` (inclusive) to `to` are UTF-8 as the WHATWG decoder with `fatal` takes it: no overlong
 * forms, no surrogates, nothing above U+10FFFF, nothing cut off. It makes no string, hence its speed.
 */
export function isUtf8(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  if (isAscii(bytes, from, to)) return true
  let at = from
  while (at < to) {
    const c = bytes[at]!
    if (c < 0x80) {
      at++
      continue
    }
    const length = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0
    if (length === 0 || at + length > to) return false
    const second = bytes[at + 1]!
    // the second byte alone tells overlong forms, surrogates and values beyond the last code point
    const low = c === 0xe0 ? 0xa0 : c === 0xf0 ? 0x90 : 0x80
    const high = c === 0xed ? 0x9f : c === 0xf4 ? 0x8f : 0xbf
    if (second < low || second > high) return false
    for (let i = 2; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return false
    at += length
  }
  return true
}
