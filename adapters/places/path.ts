import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { ProvgateError } from '../../src/index.ts'
import { errnoOf, fault } from './fault.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const RESERVED = /[\u0000-\u001f<>:"|?*\\]/u
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|[. ]$/i

/** The path of a relative POSIX name below a folder; a name that would leave it, or that another system can't hold, is refused. */
export function safeJoin(root: string, name: string): string {
  const segments = name.split('/')
  const wrong = RESERVED.test(name)
    ? 'has a character that file names may not have everywhere'
    : isAbsolute(name)
      ? 'is an absolute path'
      : segments.includes('..')
        ? 'would leave the output folder'
        : segments.some((segment) => segment === '' || segment === '.')
          ? 'is not a plain relative name'
          : process.platform === 'win32' && segments.some((segment) => DEVICES.test(segment))
            ? 'is reserved by the system'
            : undefined
  if (wrong !== undefined) {
    throw new ProvgateError('output', `output name \`${name}\` ${wrong}`, { file: name, fix: 'rename the input file' })
  }
  return join(root, ...segments)
}

/** Whether `child` is `parent` or lies in it, symbolic links resolved; `child` need not exist yet. */
export async function isInside(child: string, parent: string): Promise<boolean> {
  return contains(await realOf(parent), await realOf(child))
}

/** Whether a resolved path is the folder or lies in it. */
export function contains(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** The real path of what exists, and below it the rest as written. */
async function realOf(path: string): Promise<string> {
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch (error) {
    const above = dirname(absolute)
    if ((errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') && above !== absolute) {
      return join(await realOf(above), basename(absolute))
    }
    throw fault('input', 'resolve', path, error)
  }
}
