// AssemblyScript: LZ4 blocks, in linear memory. As for Zstandard, 64 bytes behind input and output may be read and written.
import { copyMatch, copyText } from './copies'

/** Where a length of 15 and more was read to. */
let after: usize = 0

/**
 * Unpacks the block from `at` to `to` behind `done`, up to `end` at most; where it ends, or 0 where it is broken. It may
 * refer to what was unpacked before, from `first` on, as in frames of linked blocks.
 */
export function lz4(at: usize, to: usize, first: usize, done: usize, end: usize): usize {
  while (at < to) {
    const token = <usize>load<u8>(at++)
    let count = token >> 4
    if (count == 15) {
      count = longer(at, to)
      if (count == 0) return 0
      at = after
    }
    if (count > to - at || count > end - done) return 0
    copyText(done, at, <u32>count)
    at += count
    done += count
    // The last sequence of a block has literals only.
    if (at == to) return done
    if (to - at < 2) return 0
    const offset = <usize>load<u16>(at)
    at += 2
    count = token & 15
    if (count == 15) {
      count = longer(at, to)
      if (count == 0) return 0
      at = after
    }
    count += 4
    if (offset == 0 || offset > done - first || count > end - done) return 0
    copyMatch(done, <u32>offset, <u32>count)
    done += count
  }
  return done
}

/** A length that goes on at `at`; 0 where it does not end before `to`. */
function longer(at: usize, to: usize): usize {
  let count: usize = 15
  let part: usize = 255
  while (part == 255) {
    if (at >= to) return 0
    part = <usize>load<u8>(at++)
    count += part
  }
  after = at
  return count
}
