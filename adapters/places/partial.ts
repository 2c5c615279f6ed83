import { basename, dirname, join } from 'node:path'
import { builtin } from './builtin.ts'

const NAME = /^\..+\.[0-9a-f]{16}\.partial$/s
const ROOM = 255 - '..0123456789abcdef.partial'.length

/** A new name beside the path, for its bytes until they are whole. */
export function partialOf(path: string): string {
  let base = basename(path)
  while (Buffer.byteLength(base) > ROOM) base = [...base].slice(0, -1).join('')
  return join(dirname(path), `.${base}.${builtin.crypto().randomBytes(8).toString('hex')}.partial`)
}

/** Whether a file name is that of an unfinished output, left by a run that was killed. */
export const isPartial = (name: string): boolean => NAME.test(basename(name))
