import type { Stats } from 'node:fs'
import { access, constants, lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, sep } from 'node:path'
import { ProvgateError } from '../../src/index.ts'
import { errnoOf, fault } from './fault.ts'
import { compileGlob, isGlob, splitGlob } from './glob.ts'
import { openFile, special, specialKind } from './open.ts'
import { isPartial } from './partial.ts'
import { contains } from './path.ts'
import { type Accept, byBytes, type Shard } from './shard.ts'

const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

/**
 * The files of an input as the user wrote it: a file, a folder (all regular files below it), or a glob.
 * Sorted by the bytes of their names. A file that is named outright is not asked about with `accept`.
 */
export async function expandFiles(
  input: string,
  { accept = () => true }: { accept?: Accept } = {},
): Promise<readonly Shard[]> {
  const path = sep === '\\' ? input.replaceAll('\\', '/') : input
  const found = await look(path)
  if (found === undefined) return expandGlob(input, path, accept)
  if (found.isDirectory()) {
    const names = await walk({ root: path, wants: accept, enters: () => true })
    if (names.length === 0) {
      throw new ProvgateError('input', `folder \`${input}\` holds no file that can be read as records`, {
        file: input,
        fix: 'name a folder with JSONL, Arrow or Parquet files',
      })
    }
    return names.map((name) => shardOf(name, path))
  }
  const kind = specialKind(found)
  if (kind !== undefined) throw special(input, kind)
  await readable(path)
  return [{ name: basename(path), label: input, path, open: () => openFile(path) }]
}

async function expandGlob(input: string, path: string, accept: Accept): Promise<readonly Shard[]> {
  if (!isGlob(path)) throw await absent(input, path)
  const { base, rest } = splitGlob(path)
  const glob = compileGlob(rest)
  const folder = await look(base === '' ? '.' : base)
  const names = folder?.isDirectory()
    ? await walk({ root: base, wants: (name) => glob.test(name) && accept(name), enters: glob.enters })
    : []
  if (names.length === 0) {
    throw new ProvgateError('input', `no file matches \`${input}\``, {
      file: input,
      fix: 'quote the pattern, so that the shell leaves it alone, and check the folder before its first wildcard',
    })
  }
  return names.map((name) => shardOf(name, base))
}

const shardOf = (name: string, base: string): Shard => {
  const path = below(base, name)
  return { name, label: path, path, open: () => openFile(path) }
}

const below = (base: string, name: string): string =>
  base === '' || base.endsWith('/') ? base + name : name === '' ? base : `${base}/${name}`

interface Walk {
  /** The folder, as written; empty for the working directory. */
  readonly root: string
  wants(name: string): boolean
  enters(folder: string): boolean
}

async function walk({ root, wants, enters }: Walk): Promise<string[]> {
  const names: string[] = []
  const here = (name: string): string => below(root, name) || '.'

  // `real` are the real paths of the folders entered through a link, and of the root
  async function visit(folder: string, real: readonly string[]): Promise<void> {
    const entries = await readdir(here(folder), { withFileTypes: true }).catch((error) => {
      throw fault('input', 'list', here(folder), error)
    })
    for (const entry of entries) {
      const name = below(folder, entry.name)
      if (entry.isDirectory()) {
        if (enters(name)) await visit(name, real)
        continue
      }
      const found = entry.isFile() ? undefined : await look(here(name))
      if (found?.isDirectory()) await follow(name, real)
      else if (!isPartial(name) && wants(name)) {
        const kind = entry.isFile() ? undefined : found && specialKind(found)
        if (!entry.isFile() && found === undefined) {
          throw new ProvgateError('input', `\`${here(name)}\` is a link to nothing`, {
            file: here(name),
            fix: 'mend or remove the link',
          })
        }
        if (kind !== undefined) throw special(here(name), kind)
        await readable(here(name))
        names.push(name)
      }
    }
  }

  // a linked folder that lies in a folder walked already, or holds one, is read there: following it would read rows twice
  async function follow(name: string, real: readonly string[]): Promise<void> {
    if (!enters(name)) return
    const target = await realpath(here(name))
    if (!real.some((folder) => contains(folder, target) || contains(target, folder))) {
      await visit(name, [...real, target])
    }
  }

  await visit('', [await realpath(here(''))])
  return names.sort(byBytes)
}

/** What stands at a path, links followed; undefined if nothing does. */
async function look(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (ABSENT.has(errnoOf(error))) return undefined
    throw fault('input', 'open', path, error)
  }
}

/** The error for a path where nothing stands, or a link to nothing. */
async function absent(input: string, path: string): Promise<ProvgateError> {
  const dangling = await lstat(path).then(
    () => true,
    () => false,
  )
  return dangling
    ? new ProvgateError('input', `\`${input}\` is a link to nothing`, { file: input, fix: 'mend the link' })
    : new ProvgateError('input', `input \`${input}\` does not exist`, { file: input, fix: 'check the path' })
}

const readable = (path: string): Promise<void> =>
  access(path, constants.R_OK).catch((error) => {
    throw fault('input', 'open', path, error)
  })
