import type { Hash } from 'node:crypto'
import { read as readFd } from 'node:fs'
import { promisify } from 'node:util'
import { builtin } from './builtin.ts'

/** The SHA-256 of an open file, made elsewhere while the file is read or written here. */
export interface Follower {
  /** So many bytes stand in the file now. */
  reach(bytes: number): void
  /** The digest of the bytes reached, in hex; the file may be closed after. */
  digest(): Promise<string>
  /** Gives it up; the file may be closed after. */
  stop(): Promise<void>
}

/** Has another thread follow an open file, by its descriptor; undefined where each has one to follow. */
export type Follow = (fd: number) => Follower | undefined

/** Bytes of a file that are hashed where they pass: a smaller one is done before another thread knows of it. */
export const FOLLOWED = 8 * 1024 * 1024

/** Bytes of a file that are read back at once. */
const STEP = 256 * 1024

/** The SHA-256 of a file that is being written. */
export interface Sum {
  readonly bytes: number
  /** These bytes come next. */
  add(chunk: Uint8Array): void
  /** As many of them stand in the file now. */
  reach(bytes: number): void
  /** The file was written by another way, and has so many. */
  copied(bytes: number): void
  digest(): Promise<string>
  stop(): Promise<void>
}

/** Hashes what is added, and has a large file followed from then on. */
export function createSum(fd: number, follow: Follow | undefined): Sum {
  const hash = builtin.crypto().createHash('sha256')
  let bytes = 0
  let follower: Follower | undefined
  let asked = false
  let unread = false
  return {
    get bytes() {
      return bytes
    },
    add(chunk) {
      bytes += chunk.length
      if (follower) return
      if (follow && bytes > FOLLOWED && !asked) follower = follow(fd)
      asked ||= bytes > FOLLOWED
      if (!follower) hash.update(chunk)
    },
    reach: (reached) => follower?.reach(reached),
    copied(size) {
      bytes = size
      unread = true
    },
    async digest() {
      if (unread) {
        follower = follow?.(fd)
        follower?.reach(bytes)
        if (!follower) await readBack(fd, hash)
      }
      return follower?.digest() ?? hash.digest('hex')
    },
    stop: async () => follower?.stop(),
  }
}

async function readBack(fd: number, hash: Hash): Promise<void> {
  const read = promisify(readFd)
  const room = new Uint8Array(STEP)
  for (let at = 0, found = 1; found > 0; at += found) {
    found = (await read(fd, room, 0, STEP, at)).bytesRead
    hash.update(room.subarray(0, found))
  }
}
