// AssemblyScript: the strings of JSON, 16 bytes at a time. Code has an escape every few characters, so that escapes are
// taken as bits of a block and not one by one.

const QUOTE: u32 = 0x22
const EVEN: u32 = 0x5555
/** The last byte of a block, as a bit. */
const LAST: u32 = 0x8000
/** `\\ b f n r t u`, as bits counted from the backslash. */
const KINDS: u32 = 1 | (1 << 6) | (1 << 10) | (1 << 18) | (1 << 22) | (1 << 24) | (1 << 25)

/** Whether the last string had an escape. */
let escapes: bool = false

// @ts-expect-error: decorator
@inline
export function hadEscape(): bool {
  return escapes
}

/**
 * Position after the closing quote of the string whose content starts at `at`; 0 for one with a control character, which
 * a newline is, or with an escape that is none.
 */
export function stringEnd(at: usize): usize {
  const quotes = i8x16.splat(<i8>QUOTE)
  const backslashes = i8x16.splat(0x5c)
  const controls = i8x16.splat(0x1f)
  escapes = false
  for (;;) {
    const bytes = v128.load(at)
    const marks = <u32>(
      i8x16.bitmask(
        v128.or(
          v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)),
          // less than a space, by two steps of x86 where `lt_u` takes four
          i8x16.eq(i8x16.min_u(bytes, controls), bytes),
        ),
      )
    )
    if (marks == 0) {
      at += 16
      continue
    }
    const slashes = <u32>i8x16.bitmask(i8x16.eq(bytes, backslashes))
    let stop = marks & -marks
    if ((stop & slashes) == 0) {
      at += <usize>ctz(stop)
      return <u32>load<u8>(at) == QUOTE ? at + 1 : 0
    }
    escapes = true
    let carries = slashes == LAST
    if ((slashes & (slashes - 1)) == 0) {
      // One escape, as text has it.
      if (!isEscape(at + <usize>ctz(slashes) + 1)) return 0
      stop = marks & ~(slashes | (slashes << 1))
    } else {
      // Of a run of backslashes every second one is escaped, and so is what follows an odd run.
      const after = slashes << 1
      const runs = (slashes & ~EVEN & ~after) + slashes
      const taken = (EVEN ^ (runs << 1)) & after & 0xffff
      // an escaped control character is none the less one
      stop = marks & ~slashes & ~(taken & <u32>i8x16.bitmask(i8x16.eq(bytes, quotes)))
      const seen = stop == 0 ? taken : taken & ((stop & -stop) - 1)
      if ((seen & ~<u32>i8x16.bitmask(escapable(bytes))) != 0) return 0
      let unicode = seen & <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x75)))
      for (; unicode != 0; unicode &= unicode - 1) if (!isCode(at + <usize>ctz(unicode) + 1)) return 0
      carries = (runs & 0x10000) != 0
      if (stop == 0 && carries && !isEscape(at + 16)) return 0
    }
    if (stop != 0) {
      at += <usize>ctz(stop)
      return <u32>load<u8>(at) == QUOTE ? at + 1 : 0
    }
    at += carries ? 17 : 16
  }
  return 0 // not reached
}

/** All bits of the bytes that may follow a backslash: `" \\ / b f n r t u`, looked up by both halves of a byte. */
// @ts-expect-error: decorator
@inline
function escapable(bytes: v128): v128 {
  // of each lower half the upper ones that make such a byte: 1 for 2, 2 for 5, 4 for 6, 8 for 7
  const lower = i8x16.swizzle(i8x16(0, 0, 13, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1), v128.and(bytes, i8x16.splat(0x0f)))
  const upper = i8x16.swizzle(i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0), i8x16.shr_u(bytes, 4))
  return i8x16.ne(v128.and(lower, upper), i8x16.splat(0))
}

/** Whether what stands here may follow a backslash, with its digits if it has any. */
// @ts-expect-error: decorator
@inline
function isEscape(at: usize): bool {
  const c = <u32>load<u8>(at)
  if (c - 0x5c >= 32) return c == QUOTE || c == 0x2f
  return ((KINDS >> (c - 0x5c)) & 1) != 0 && (c != 0x75 || isCode(at + 1))
}

/** Whether four hexadecimal digits stand here. */
function isCode(at: usize): bool {
  return isHex(load<u8>(at)) && isHex(load<u8>(at, 1)) && isHex(load<u8>(at, 2)) && isHex(load<u8>(at, 3))
}

// @ts-expect-error: decorator
@inline
function isHex(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6
}
