// AssemblyScript: whether bytes are UTF-8, 16 at a time, by the three table look-ups of Keiser and Lemire
// (https://arxiv.org/abs/2010.03090): what the high and low half of a byte and the high half of the next one exclude.

const TOO_SHORT: i8 = 1
const TOO_LONG: i8 = 2
const OVERLONG_3: i8 = 4
const TOO_LARGE: i8 = 8
const SURROGATE: i8 = 16
const OVERLONG_2: i8 = 32
const TOO_LARGE_1000: i8 = 64
const OVERLONG_4: i8 = 64
const TWO_CONTS: i8 = -128
const CARRY: i8 = TOO_SHORT | TOO_LONG | TWO_CONTS

const LARGE: i8 = CARRY | TOO_LARGE | TOO_LARGE_1000
const LEAD_8: i8 = TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4
const LEAD_9: i8 = TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE
const LEAD_A: i8 = TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE

/** The bytes in error of one step: `before` are the 16 bytes that come first. */
// @ts-expect-error: decorator
@inline
function errorsOf(bytes: v128, before: v128): v128 {
  const highs = i8x16(
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTS, TWO_CONTS, TWO_CONTS, TWO_CONTS,
    TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
  )
  const lows = i8x16(
    CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY, CARRY | TOO_LARGE,
    LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE | SURROGATE, LARGE, LARGE,
  )
  const nexts = i8x16(
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    LEAD_8, LEAD_9, LEAD_A, LEAD_A, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  )
  const one = i8x16.shuffle(before, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
  const two = i8x16.shuffle(before, bytes, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
  const three = i8x16.shuffle(before, bytes, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28)
  const special = v128.and(
    v128.and(
      i8x16.swizzle(highs, i8x16.shr_u(one, 4)),
      i8x16.swizzle(lows, v128.and(one, i8x16.splat(0x0f))),
    ),
    i8x16.swizzle(nexts, i8x16.shr_u(bytes, 4)),
  )
  // What has to be a second or third continuation: set in the highest bit, as `TWO_CONTS` is.
  const third = i8x16.sub_sat_u(two, i8x16.splat(0x60))
  const fourth = i8x16.sub_sat_u(three, i8x16.splat(0x70))
  const must = v128.and(v128.or(third, fourth), i8x16.splat(-128))
  return v128.xor(must, special)
}

/** Whether the bytes from `at` to `to` are UTF-8; up to 16 bytes behind `to` are read and don't count. */
export function isUtf8(at: usize, to: usize): bool {
  let before = i8x16.splat(0)
  let errors = i8x16.splat(0)
  while (at + 64 <= to) {
    const a = v128.load(at)
    const b = v128.load(at, 16)
    const c = v128.load(at, 32)
    const d = v128.load(at, 48)
    at += 64
    const ab = v128.or(a, b)
    const cd = v128.or(c, d)
    if (i8x16.bitmask(v128.or(v128.or(ab, cd), before)) == 0) continue
    if (i8x16.bitmask(v128.or(ab, before)) != 0) errors = v128.or(errors, v128.or(errorsOf(a, before), errorsOf(b, a)))
    if (i8x16.bitmask(v128.or(b, cd)) != 0) errors = v128.or(errors, v128.or(errorsOf(c, b), errorsOf(d, c)))
    before = d
  }
  while (at + 16 <= to) {
    const bytes = v128.load(at)
    errors = v128.or(errors, errorsOf(bytes, before))
    before = bytes
    at += 16
  }
  // The rest with zeros behind it: what is cut off is in error then.
  const rest = <i32>(to - at)
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  const last = v128.and(v128.load(at), i8x16.lt_s(places, i8x16.splat(<i8>rest)))
  errors = v128.or(errors, v128.or(errorsOf(last, before), errorsOf(i8x16.splat(0), last)))
  return !v128.any_true(errors)
}
