import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type ByteSink, type ByteSource, ProvgateError } from '../../src/index.ts'
import { copyOpen } from './copy.ts'
import { errnoOf, fault } from './fault.ts'
import { createSum, type Follow, type Sum } from './follow.ts'
import { specialKind } from './open.ts'
import { partialOf } from './partial.ts'

/** A file that is being written. */
export interface FileSink extends ByteSink {
  /** SHA-256 of its bytes, in hex; known when they have ended. */
  digest(): string
  /** Bytes written so far. */
  readonly bytes: number
  /** Says that they are those of another file, whose digest is known. */
  same(sha256: string): Promise<void>
  copy(source: ByteSource): Promise<boolean>
  /** Ends its bytes, and gives their digest before it is published. */
  end(): Promise<string>
}

/** Bytes gathered before a write to the disk. */
const BLOCK = 256 * 1024
/** Blocks that no file is using: of many small files, each would take longer to get than the file to write. */
const idle: Uint8Array[] = []
const MOST_IDLE = 8
/** Folders that can't be synced by this system or user: the rename stands all the same. */
const UNSYNCED: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EISDIR', 'EBADF'])

/**
 * Creates a file, and the folders above it. Its bytes go to a temporary file beside it, which `close` syncs and
 * renames over whatever had the name; after an error or `abort` nothing is left. A device or pipe is written directly.
 * Each write is awaited before the next.
 * @param options `mode`: its permissions before the umask, default 0o666; `follow`: who hashes a large file instead
 */
export async function createFile(
  path: string,
  { mode = 0o666, follow }: { readonly mode?: number; readonly follow?: Follow | undefined } = {},
): Promise<FileSink> {
  const output = (error: unknown): ProvgateError => fault('output', 'write', path, error)
  try {
    await makeFolder(dirname(path))
    const direct = await isDirect(path)
    const temporary = direct ? path : partialOf(path)
    const handle = await open(temporary, direct ? constants.O_WRONLY : 'wx+', mode)
    return fileSink(handle, {
      sum: createSum(handle.fd, direct ? undefined : follow),
      output,
      async copy(source) {
        return !direct && (await copyOpen(source, temporary, handle))
      },
      async publish() {
        if (direct) return handle.close()
        await handle.sync()
        await handle.close()
        await rename(temporary, path)
        await syncFolder(dirname(path))
      },
      async discard() {
        await handle.close().catch(() => undefined)
        if (!direct) await rm(temporary, { force: true }).catch(() => undefined)
      },
    })
  } catch (error) {
    throw output(error)
  }
}

/** Takes back a file that was published, when what belongs to it could not be. */
export const removeFile = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined)

interface Fate {
  readonly sum: Sum
  copy(source: ByteSource): Promise<boolean>
  output(error: unknown): ProvgateError
  publish(): Promise<void>
  discard(): Promise<void>
}

function fileSink(handle: FileHandle, { sum, output, copy, publish, discard }: Fate): FileSink {
  const block = idle.pop() ?? new Uint8Array(BLOCK)
  let [held, busy] = [0, false]
  let sha256: string | undefined
  let ended: ProvgateError | 'published' | undefined
  let publishing: Promise<void> | undefined

  async function toDisk(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at, chunk.length - at)).bytesWritten
  }
  async function flush(): Promise<void> {
    if (held > 0) await toDisk(block.subarray(0, held))
    held = 0
    sum.reach(sum.bytes)
  }
  async function finish(): Promise<string> {
    await flush()
    sha256 ??= await sum.digest()
    return sha256
  }
  async function end(why: ProvgateError): Promise<void> {
    ended = why
    await sum.stop()
    await discard()
  }
  /** Runs one step; the first failure ends the file, and every later step fails with the same error. */
  async function step<T>(run: () => Promise<T>): Promise<T> {
    if (busy || ended === 'published')
      throw new Error('a file is written by one step after another, until it is closed')
    if (ended) throw ended
    busy = true
    let result: T
    try {
      result = await run()
    } catch (error) {
      if (ended === undefined) await end(output(error))
      throw ended
    } finally {
      busy = false
    }
    if (ended) throw ended
    return result
  }

  return {
    get bytes() {
      return sum.bytes
    },
    digest() {
      if (sha256 === undefined) throw new Error('the digest of a file is known when it has ended')
      return sha256
    },
    end: () => step(finish),
    copy: (source) =>
      step(async () => {
        if (sum.bytes > 0 || !(await copy(source))) return false
        sum.copied((await handle.stat()).size)
        return true
      }),
    async same(known) {
      await sum.stop()
      sha256 = known
    },
    write: (chunk) =>
      step(async () => {
        if (held + chunk.length > BLOCK) await flush()
        sum.add(chunk)
        if (chunk.length > BLOCK) {
          await toDisk(chunk)
          sum.reach(sum.bytes)
          return
        }
        block.set(chunk, held)
        held += chunk.length
      }),
    close: () => {
      if (ended === 'published') return Promise.resolve()
      publishing ??= step(async () => {
        await finish()
        // Of a file that is given up it may still be written from, so that only these are used again.
        if (idle.length < MOST_IDLE) idle.push(block)
        await publish()
      }).then(() => {
        ended = 'published'
      })
      return publishing
    },
    async abort() {
      await publishing?.catch(() => undefined)
      if (ended === undefined) await end(new ProvgateError('aborted', 'the output was given up'))
    },
  }
}

/** Whether the path is a device or a pipe, so that a rename would replace it; anything else but a file is refused. */
async function isDirect(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFIFO() || found?.isCharacterDevice()) return true
  const entry = await lstat(path).catch(() => undefined)
  const kind = entry?.isSymbolicLink() ? 'a symbolic link' : entry && specialKind(entry)
  if (kind === undefined) return false
  throw new ProvgateError('output', `can not write \`${path}\`: it is ${kind}`, {
    file: path,
    fix: 'name a file that is not there yet, or `-` for stdout',
  })
}

/** Makes the folder and syncs each new one into the one above it. */
async function makeFolder(folder: string): Promise<void> {
  for (const missing of await missingFolders(resolve(folder))) {
    // Another run may have made it meanwhile.
    await mkdir(missing).catch((error) => {
      if (errnoOf(error) !== 'EEXIST') throw error
    })
    await syncFolder(dirname(missing))
  }
}

/** The folders of a path that are not there, the highest first. Node's own recursive `mkdir` never ends below `/proc`. */
async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch((error) => {
      if (errnoOf(error) !== 'ENOENT') throw error
    })
    if (found && !found.isDirectory())
      throw new ProvgateError('output', `can not write into \`${folder}\`: it is not a folder`, {
        file: folder,
        fix: 'name another folder',
      })
    if (found || dirname(at) === at) return missing
    missing.unshift(at)
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch((error) => {
    if (!UNSYNCED.has(errnoOf(error))) throw error
  })
  try {
    await handle?.sync()
  } catch (error) {
    if (!UNSYNCED.has(errnoOf(error))) throw error
  } finally {
    await handle?.close()
  }
}
