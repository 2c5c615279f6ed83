import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ProvgateError } from '../../src/index.ts'
import { fault } from './fault.ts'
import { fillNow, inTurns, readNow, shrank } from './read-now.ts'
import type { ShardSource } from './shard.ts'

/** Bytes of one chunk of a file. */
const CHUNK = 512 * 1024

/** A source that knows its size and can seek. */
export type SeekableSource = ShardSource & Required<Pick<ShardSource, 'range' | 'fill' | 'size' | 'close' | 'followed'>>

/**
 * Opens a regular file; `name` is how messages call it. A file that shrinks, grows or is written to
 * while it is read is an error: what was ruled on would not be what stands there.
 */
export async function openFile(path: string, { name = path }: { name?: string } = {}): Promise<SeekableSource> {
  // without O_NONBLOCK, opening a pipe would wait for its writer before anyone could look at what it is
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error) => {
    throw fault('input', 'open', name, error)
  })
  const before = await handle.stat({ bigint: true })
  const kind = specialKind(before)
  if (kind !== undefined) {
    await handle.close()
    throw special(name, kind)
  }
  const size = Number(before.size)

  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < size; at += CHUNK) yield await read(handle, name, at, Math.min(size, at + CHUNK))
    await unchanged(handle, name, before)
  }

  let position = 0
  const readOn = inTurns((room) => {
    if (position === size && room.length > 0) return unchanged(handle, name, before).then(() => 0)
    const found = readNow(handle.fd, name, room.subarray(0, size - position), position)
    if (found === 0 && room.length > 0) throw shrank(name, position)
    position += found
    return found
  })

  return {
    name,
    size,
    descriptor: handle.fd,
    stream,
    read: readOn,
    async range(from, to) {
      if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= from && from <= to)) {
        throw new ProvgateError('format', `\`${name}\` refers to bytes ${from} to ${to}, which can not be`, {
          file: name,
        })
      }
      if (to > size) {
        throw new ProvgateError('truncated', `\`${name}\` ends at byte ${size}, before byte ${to}`, { file: name })
      }
      return read(handle, name, from, to)
    },
    fill: (room, from) => fillNow(handle.fd, name, room, from),
    followed(follow) {
      const follower = follow(handle.fd)
      if (!follower) return undefined
      const { reach, digest, stop } = follower
      reach(size)
      return {
        reach,
        async digest() {
          const found = await digest()
          await unchanged(handle, name, before)
          return found
        },
        stop,
      }
    },
    close: () => handle.close(),
  }
}

/** What a thing is that is not a regular file. */
export function specialKind(
  stats: Pick<BigIntStats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>,
): string | undefined {
  if (stats.isFile()) return undefined
  return stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device'
}

/** The error for an input that is not a regular file. */
export const special = (name: string, kind: string): ProvgateError =>
  new ProvgateError('input', `\`${name}\` is ${kind}, not a regular file`, {
    file: name,
    fix: kind === 'a folder' ? 'name the files in it' : 'give its bytes to stdin, and `-` as the input',
  })

async function read(handle: FileHandle, name: string, from: number, to: number): Promise<Uint8Array> {
  try {
    // a buffer of its own, never a slice of the shared pool: whoever gets it may keep it
    const bytes = new Uint8Array(Buffer.allocUnsafeSlow(to - from).buffer)
    await fillFrom(handle, name, bytes, from)
    return bytes
  } catch (error) {
    throw fault(error instanceof RangeError ? 'limit' : 'input', 'read', name, error)
  }
}

async function fillFrom(handle: FileHandle, name: string, bytes: Uint8Array, from: number): Promise<void> {
  for (let filled = 0; filled < bytes.length; ) {
    const length = Math.min(bytes.length - filled, 1 << 30)
    const { bytesRead } = await handle.read(bytes, filled, length, from + filled).catch((error) => {
      throw fault('input', 'read', name, error)
    })
    if (bytesRead === 0) throw shrank(name, from + filled)
    filled += bytesRead
  }
}

async function unchanged(handle: FileHandle, name: string, before: BigIntStats): Promise<void> {
  const after = await handle.stat({ bigint: true })
  if (after.size === before.size && after.mtimeNs === before.mtimeNs) return
  const how = after.size === before.size ? 'was written to' : after.size < before.size ? 'shrank' : 'grew'
  throw new ProvgateError('truncated', `\`${name}\` ${how} while it was read`, {
    file: name,
    fix: 'run again when nobody writes to it',
  })
}
