import { createHash } from 'node:crypto'

/** The SHA-256 of an open file, made elsewhere while the file is read or written here. */
export interface Follower {
  /** So many bytes stand in the file now. */
  reach(bytes: number): void
  /** The digest of the bytes reached, in hex; the file may be closed after. */
  digest(): Promise<string>
  /** Gives it up; the file may be closed after. */
  stop(): Promise<void>
}

/** Has another thread follow an open file, by its descriptor. */
export type Follow = (fd: number) => Follower

/** Bytes of a file that are hashed where they pass: a smaller one is done before another thread knows of it. */
export const FOLLOWED = 8 * 1024 * 1024

/** The SHA-256 of a file that is being written. */
export interface Sum {
  readonly bytes: number
  /** These bytes come next. */
  add(chunk: Uint8Array): void
  /** As many of them stand in the file now. */
  reach(bytes: number): void
  digest(): Promise<string>
  stop(): Promise<void>
}

/** Hashes what is added, and has a large file followed from then on. */
export function createSum(fd: number, follow: Follow | undefined): Sum {
  const hash = createHash('sha256')
  let bytes = 0
  let follower: Follower | undefined
  return {
    get bytes() {
      return bytes
    },
    add(chunk) {
      bytes += chunk.length
      if (follower) return
      if (follow && bytes > FOLLOWED) follower = follow(fd)
      else hash.update(chunk)
    },
    reach: (reached) => follower?.reach(reached),
    digest: async () => follower?.digest() ?? hash.digest('hex'),
    stop: async () => follower?.stop(),
  }
}
