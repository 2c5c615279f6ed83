import type { ByteSource } from '../../src/index.ts'
import type { Follow, Follower } from './follow.ts'

/** One input file, not yet opened. */
export interface Shard {
  /** Relative POSIX name that outputs take. */
  readonly name: string
  /** The file as the user wrote it, for messages. */
  readonly label: string
  /** Where it lies, if on this machine. */
  readonly path?: string
  /** Opens it; the caller closes what it gets. */
  open(): Promise<ShardSource>
}

export interface ShardSource extends ByteSource {
  /** Has all of it hashed while it is read, where the place can; its digest is an error if it was written to meanwhile. */
  followed?(follow: Follow): Follower | undefined
}

/** Which of the files found are wanted, by their relative name; asked about every regular file of a folder or glob. */
export type Accept = (name: string) => boolean

/** Order of names by their UTF-8 bytes, the same on every machine. */
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
