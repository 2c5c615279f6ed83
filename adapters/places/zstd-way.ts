import type { FrameHead } from './zstd-frames.ts'

/** A way to unpack and pack Zstandard. */
export interface ZstdWay {
  /** A decoder for the frames of one source; whatever is wrong with them it throws, in words that name no file. */
  open(): ZstdDecoder
  /** Packs content as one frame, which says its size and has a checksum; with the same version of the library, the same bytes in every way. */
  pack(content: Uint8Array): Promise<readonly Uint8Array[]>
}

interface ZstdDecoder {
  /** Begins a frame. */
  begin(head: FrameHead): Promise<void>
  /** What whole blocks give; each part lasts until the next is asked for. */
  unpack(blocks: Uint8Array): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Ends the frame with the checksum of its content, empty where it has none. */
  end(checksum: Uint8Array): Promise<void>
  close(): void
}

/** Level of what is packed: the one that others take where nothing is said. */
export const LEVEL = 3
