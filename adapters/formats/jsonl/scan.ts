/** What a scan found: a record, or why there is none. `blank-line` has white space only. */
export type Scanned = 'object' | 'blank-line' | 'malformed-json' | 'not-an-object' | 'too-deep'

/** Walks one JSON text at a time and remembers where the wanted top-level values lie. */
export interface JsonScanner {
  /** Accepts exactly what `JSON.parse` accepts of the bytes `from` (inclusive) to `to`, which must be valid UTF-8. */
  scan(bytes: Uint8Array, from: number, to: number): Scanned
  /** After a scan that gave `object`: start and end of the value of column `i` at `2 * i` and `2 * i + 1`; -1 if absent. */
  readonly spans: Int32Array
  /** After a scan that gave `object`: whether a wanted key stood twice, in whatever spelling. */
  duplicate(): boolean
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x7b
const OPEN_LIST = 0x5b
const LITERALS = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word))

const isSpace = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09
const isDigit = (c: number | undefined): boolean => c !== undefined && c >= 0x30 && c <= 0x39
const isHex = (c: number | undefined): boolean =>
  c !== undefined && ((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66) || (c >= 0x41 && c <= 0x46))

function spaceEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && isSpace(bytes[at]!)) at++
  return at
}

/** End of the number that starts at `from`, or -1. */
function numberEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  const digits = (): boolean => {
    const first = at
    while (at < to && isDigit(bytes[at])) at++
    return at > first
  }
  if (bytes[at] === 0x2d) at++
  if (at < to && bytes[at] === 0x30) at++
  else if (!digits()) return -1
  if (at < to && bytes[at] === 0x2e) {
    at++
    if (!digits()) return -1
  }
  if (at < to && (bytes[at]! | 0x20) === 0x65) {
    at++
    if (at < to && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++
    if (!digits()) return -1
  }
  return at
}

/** End of the escape that starts at `from`, or -1. */
function escapeEnd(bytes: Uint8Array, from: number, to: number): number {
  if (from + 1 >= to) return -1
  switch (bytes[from + 1]) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return from + 2
    case 0x75: // u
      if (from + 6 > to) return -1
      for (let at = from + 2; at < from + 6; at++) if (!isHex(bytes[at])) return -1
      return from + 6
    default:
      return -1
  }
}

/** Position after the closing quote of the string whose content starts at `from`, or -1. */
function stringEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to) {
    const c = bytes[at]!
    if (c === QUOTE) return at + 1
    if (c === BACKSLASH) {
      at = escapeEnd(bytes, at, to)
      if (at < 0) return -1
    } else if (c < 0x20) return -1
    else at++
  }
  return -1
}

function literalEnd(bytes: Uint8Array, from: number, to: number): number {
  for (const word of LITERALS)
    if (bytes[from] === word[0]) {
      if (from + word.length > to) return -1
      for (let i = 1; i < word.length; i++) if (bytes[from + i] !== word[i]) return -1
      return from + word.length
    }
  return -1
}

/** End of the scalar that starts at `from`, or -1. */
function scalarEnd(bytes: Uint8Array, from: number, to: number): number {
  const c = bytes[from]!
  if (c === QUOTE) return stringEnd(bytes, from + 1, to)
  return c === 0x2d || isDigit(c) ? numberEnd(bytes, from, to) : literalEnd(bytes, from, to)
}

/** A scanner for the given top-level keys; a value may nest `depth` levels, the record itself being the first. */
export function createJsonScanner(columns: readonly string[], depth: number): JsonScanner {
  const match = createKeyMatcher(columns)
  const spans = new Int32Array(columns.length * 2)
  const kinds = new Uint8Array(depth)
  let record = false
  let column = -1
  let twice = false

  /** Position of the value that follows the key at `from`, or -1; notes the column of a key of the record itself. */
  const key = (bytes: Uint8Array, from: number, to: number, level: number): number => {
    if (from >= to || bytes[from] !== QUOTE) return -1
    const end = stringEnd(bytes, from + 1, to)
    if (end < 0) return -1
    let at = spaceEnd(bytes, end, to)
    if (at >= to || bytes[at] !== COLON) return -1
    at = spaceEnd(bytes, at + 1, to)
    if (level > 1 || !record) return at
    column = match(bytes, from + 1, end - 1)
    if (column < 0) return at
    if (spans[column * 2] !== -1) twice = true
    spans[column * 2] = at
    return at
  }

  const scan = (bytes: Uint8Array, from: number, to: number): Scanned => {
    spans.fill(-1)
    column = -1
    twice = false
    let at = spaceEnd(bytes, from, to)
    if (at === to) return 'blank-line'
    record = bytes[at] === OPEN
    let level = 0
    for (;;) {
      if (at >= to) return 'malformed-json'
      const c = bytes[at]!
      if (c === OPEN || c === OPEN_LIST) {
        if (level === depth) return 'too-deep'
        kinds[level++] = c
        at = spaceEnd(bytes, at + 1, to)
        // in ASCII each closing bracket stands two after its opening one
        if (at >= to || bytes[at] !== c + 2) {
          if (c === OPEN) at = key(bytes, at, to, level)
          if (at < 0) return 'malformed-json'
          continue
        }
      } else {
        at = scalarEnd(bytes, at, to)
        if (at < 0) return 'malformed-json'
        if (level === 1 && column >= 0) spans[column * 2 + 1] = at
      }
      // a value has ended here: close what ends with it, then go on to the next member
      for (;;) {
        at = spaceEnd(bytes, at, to)
        if (level === 0) return at < to ? 'malformed-json' : record ? 'object' : 'not-an-object'
        if (at >= to) return 'malformed-json'
        const opened = kinds[level - 1]!
        if (bytes[at] === COMMA) {
          at = spaceEnd(bytes, at + 1, to)
          if (opened === OPEN) at = key(bytes, at, to, level)
          if (at < 0) return 'malformed-json'
          break
        }
        if (bytes[at] !== opened + 2) return 'malformed-json'
        at++
        level--
        if (level === 1 && column >= 0) spans[column * 2 + 1] = at
      }
    }
  }

  return { scan, spans, duplicate: () => twice }
}

/** Index of the column that the raw key between the quotes names, also when it is written with escapes; else -1. */
function createKeyMatcher(columns: readonly string[]): (bytes: Uint8Array, from: number, to: number) => number {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const names = columns.map((column) => encoder.encode(column))
  // an escape takes at most six bytes for one UTF-16 unit, so a longer key can't be a column
  const longest = Math.max(0, ...columns.map((column) => column.length)) * 6

  return (bytes, from, to) => {
    const length = to - from
    if (length > longest) return -1
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!
      if (name.length !== length) continue
      let same = 0
      while (same < length && bytes[from + same] === name[same]) same++
      if (same === length && !name.includes(BACKSLASH)) return i
    }
    for (let at = from; at < to; at++)
      if (bytes[at] === BACKSLASH)
        return columns.indexOf(JSON.parse(`"${decoder.decode(bytes.subarray(from, to))}"`) as string)
    return -1
  }
}
