import { constants } from 'node:fs'
import { copyFile, type FileHandle } from 'node:fs/promises'
import type { ByteSource } from '../../src/index.ts'
import { errnoOf } from './fault.ts'

/** Where the system shows what a process has open; it is the same file also when another has taken its name. */
const OPEN = '/proc/self/fd'

/**
 * Copies an open file over an empty one, as a clone that shares its blocks where the disk can; false where the system
 * does not show open files.
 */
export async function copyOpen({ descriptor }: ByteSource, path: string, handle: FileHandle): Promise<boolean> {
  if (descriptor === undefined) return false
  const { mode } = await handle.stat()
  try {
    await copyFile(`${OPEN}/${descriptor}`, path, constants.COPYFILE_FICLONE)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
  // The copy has taken over who may read the other.
  await handle.chmod(mode & 0o777)
  return true
}
