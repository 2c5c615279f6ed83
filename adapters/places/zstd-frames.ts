import { type ByteSource, ProvgateError } from '../../src/index.ts'
import { packedBytes } from './packed-bytes.ts'

/** What a frame of Zstandard says of itself. */
export interface FrameHead {
  /** The header as it stands. */
  readonly bytes: Uint8Array
  readonly checked: boolean
  /** Bytes of its content, where it says so. */
  readonly size: number | undefined
}

/** The parts of a source, one after the other: of each frame a head, its blocks, and its end. Each lasts until the next. */
export type Part =
  | { readonly kind: 'head'; readonly head: FrameHead }
  /** Whole blocks, as many as came together. */
  | { readonly kind: 'blocks'; readonly bytes: Uint8Array }
  /** `checksum`: the lower half of the XXH64 of the content, as it stands in the frame, or nothing. */
  | { readonly kind: 'end'; readonly checksum: Uint8Array }

const MAGIC = 0xfd2fb528
const SKIPPABLE = 0x184d2a50
/** Bytes that a decoder has to keep, as a power of 2; `zstd` itself refuses more unless it is asked to. */
export const WINDOW_LOG = 27
const WINDOW = 2 ** WINDOW_LOG
/** Bytes of a block, by the format. */
export const BLOCK = 128 * 1024
/** Bit of the header's flags that says that a checksum follows the blocks. */
export const CHECKED = 4

/** Takes a Zstandard source apart, and checks its structure. The format is RFC 8878. */
export async function* framesOf(source: ByteSource): AsyncGenerator<Part> {
  const { name: file } = source
  const reader = createExactReader(source)
  const broken = (why: string): ProvgateError =>
    new ProvgateError('format', `\`${file}\` is not valid Zstandard: ${why}`, { file })
  const read = async (size: number): Promise<Uint8Array> => {
    const bytes = await reader.read(size)
    if (bytes.length < size)
      throw new ProvgateError('truncated', `\`${file}\` ends in the middle of its Zstandard data`, { file })
    return bytes
  }
  const number = (bytes: Uint8Array): number => bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
  /** Bytes of the block at a place, its header included. */
  const spanOf = (bytes: Uint8Array, at: number): number => {
    const { kind, size } = blockAt(bytes, at)
    if (kind === 3 || size > BLOCK) throw broken('a block is of no known kind, or too long')
    return 3 + (kind === 1 ? 1 : size)
  }

  try {
    for (let first = true; ; first = false) {
      const start = await reader.read(4)
      if (start.length === 0 && !first) return
      if (start.length < 4 || number(start) !== MAGIC) {
        if (start.length < 4 || number(start) - (number(start) % 16) !== SKIPPABLE)
          throw broken(first ? 'it does not begin as such data do' : 'other bytes follow its end')
        for (let left = number(await read(4)); left > 0; ) left -= (await read(Math.min(left, BLOCK))).length
        continue
      }
      const flags = (await read(1))[0]!
      const single = (flags >> 5) & 1
      if (flags & 8) throw broken('a reserved bit is set')
      if (flags & 3)
        throw new ProvgateError('unsupported', `\`${file}\` was compressed with a dictionary`, {
          file,
          fix: 'unpack it with that dictionary first',
        })
      const size = flags >> 6 ? 1 << (flags >> 6) : single
      const rest = await read(1 - single + size)
      // Two bytes begin to count at 256.
      const claimed = size === 0 ? undefined : number(rest.subarray(1 - single)) + (size === 2 ? 256 : 0)
      const window = single ? claimed! : 2 ** (10 + (rest[0]! >> 3)) * (1 + (rest[0]! & 7) / 8)
      if (window > WINDOW)
        throw new ProvgateError('limit', `\`${file}\` needs ${window} bytes of memory to be unpacked`, {
          file,
          fix: `unpack it first, or compress it with a window of at most ${WINDOW} bytes`,
        })
      const checked = (flags & CHECKED) !== 0
      const bytes = Uint8Array.of(...start, flags, ...rest)
      yield { kind: 'head', head: { bytes, checked, size: claimed } }
      for (let last = false; !last; ) {
        const here = reader.rest()
        let end = 0
        while (!last && end + 3 <= here.length) {
          const next = end + spanOf(here, end)
          if (next > here.length) break
          last = blockAt(here, end).last
          end = next
        }
        if (end > 0) yield { kind: 'blocks', bytes: await read(end) }
        else {
          // It begins in one chunk and ends in another.
          const head = Uint8Array.from(await read(3))
          const bytes = new Uint8Array(spanOf(head, 0))
          bytes.set(head)
          bytes.set(await read(bytes.length - 3), 3)
          last = blockAt(head, 0).last
          yield { kind: 'blocks', bytes }
        }
      }
      yield { kind: 'end', checksum: await read(checked ? 4 : 0) }
    }
  } finally {
    await reader.close()
  }
}

/** What the header of a block says. `kind` 0 is stored, 1 one byte repeated, 2 packed; `size` counts the content as it stands, or how often it is repeated. */
export function blockAt(bytes: Uint8Array, at: number) {
  const head = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
  return { last: (head & 1) === 1, kind: (head >> 1) & 3, size: head >> 3 }
}

/** Reads as many bytes as are asked for, fewer only at the end. */
function createExactReader(source: ByteSource) {
  const chunks = packedBytes(source)
  let chunk = new Uint8Array(0) as Uint8Array
  let at = 0
  return {
    /** What is there without waiting. */
    rest: () => chunk.subarray(at),
    async read(size: number): Promise<Uint8Array> {
      if (at + size <= chunk.length) {
        at += size
        return chunk.subarray(at - size, at)
      }
      const bytes = new Uint8Array(size)
      let filled = 0
      while (filled < size) {
        if (at === chunk.length) {
          const { value, done } = await chunks.next()
          if (done) return bytes.subarray(0, filled)
          chunk = value
          at = 0
        }
        const length = Math.min(size - filled, chunk.length - at)
        bytes.set(chunk.subarray(at, at + length), filled)
        at += length
        filled += length
      }
      return bytes
    },
    async close() {
      await chunks.return(undefined)
    },
  }
}
