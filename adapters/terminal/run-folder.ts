import { mkdir, open, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ProvgateError } from '../../src/index.ts'
import { reasonOf } from '../places/fault.ts'
import { isPartial } from '../places/file.ts'

/** All that a run writes below its folder. */
const FOLDERS = ['pass', 'quarantine', 'rulings'] as const
const OUTPUTS: readonly string[] = [...FOLDERS, 'ledger.jsonl', 'summary.json', 'NOTICE.md']
/** Stands in the folder while a run writes there; one that is left over tells of a run that did not finish. */
const MARK = '.provgate-run'

/** The folder of a run, which holds it alone until `end`. */
export interface RunFolder {
  /** The run is over. What a failed input left empty goes; with `keep: false`, all of it. */
  end(options: { readonly keep: boolean }): Promise<void>
}

/**
 * Takes a folder for the outputs of a run. One that has something in it is taken only when that is a run's that did
 * not finish, or a finished one's that the user said to replace; what is there is removed then.
 * @throws ProvgateError `usage` for a folder with something else, or that another run writes to
 */
export async function takeFolder(
  path: string,
  { label, overwrite, warn }: { label: string; overwrite: boolean; warn: (line: string) => void },
): Promise<RunFolder> {
  const unusable = (cause: unknown): ProvgateError =>
    new ProvgateError('output', `--out \`${label}\` can not be used: ${reasonOf(cause)}`, {
      file: label,
      fix: 'name a folder that may be written to',
      cause,
    })
  const found = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unusable(error)
  })
  const names = found ?? []
  if (names.includes(MARK)) {
    await refuseRunning(join(path, MARK), label, overwrite)
    warn(`starting anew: an earlier run into \`${label}\` did not finish`)
  } else if (names.length > 0) await refuseFull(path, names, label, overwrite)

  try {
    // The mark goes first and comes last, so that a run that is killed in between is known as such.
    for (const name of names) if (isOurs(name)) await rm(join(path, name), { recursive: true, force: true })
    await makeFolder(path)
    const mark = await open(join(path, MARK), 'wx')
    await mark.writeFile(`${JSON.stringify({ pid: process.pid, host: hostname() })}\n`)
    await mark.close()
  } catch (error) {
    throw unusable(error)
  }
  return {
    async end({ keep }) {
      for (const folder of FOLDERS) await prune(join(path, folder))
      await rm(join(path, MARK), { force: true })
      if (!keep && found === undefined) await rmdir(path).catch(() => undefined)
    },
  }
}

const isOurs = (name: string): boolean => OUTPUTS.includes(name) || name === MARK || isPartial(name)

async function refuseFull(path: string, names: readonly string[], label: string, overwrite: boolean): Promise<void> {
  const summary = await readFile(join(path, 'summary.json'), 'utf8').catch(() => '')
  const ours = summary.includes('"summary": "provgate/1"') && names.every(isOurs)
  if (overwrite && ours) return
  throw new ProvgateError('usage', `--out \`${label}\` is not empty`, {
    file: label,
    fix: ours
      ? 'choose another folder, or add --overwrite to replace the outputs of the earlier run'
      : 'choose another folder',
  })
}

/** A run of this machine that is alive keeps its folder; of another machine nobody can tell. */
async function refuseRunning(mark: string, label: string, overwrite: boolean): Promise<void> {
  let owner: { pid?: number; host?: string } = {}
  try {
    owner = JSON.parse(await readFile(mark, 'utf8'))
  } catch {
    // It was killed before it wrote who it is.
  }
  const { pid, host } = owner
  const here = host === undefined || host === hostname()
  if (here ? pid === undefined || pid === process.pid || !isAlive(pid) : overwrite) return
  throw new ProvgateError('usage', `another run writes to --out \`${label}\`${here ? '' : `, on host \`${host}\``}`, {
    file: label,
    fix: here ? 'wait for it, or choose another folder' : 'wait for it; if it was killed, add --overwrite',
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Makes the folder and those above it; the recursive `mkdir` of Node never ends below `/proc`. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return
    const above = join(path, '..')
    if (error.code !== 'ENOENT' || above === path) throw error
    await makeFolder(above)
    await mkdir(path)
  })
}

/** Removes a folder with nothing but empty folders in it. */
async function prune(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await prune(join(folder, entry.name))
  await rmdir(folder).catch(() => undefined)
}
