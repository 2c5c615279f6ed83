import { access } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { ProvgateError } from '../../src/index.ts'
import { isReasons } from '../engines/names.ts'
import { isInside } from '../places/file.ts'
import { compileGlob, isGlob, splitGlob } from '../places/glob.ts'
import type { Shard } from '../places/shard.ts'
import { formatOf, isRecords } from '../registry.ts'
import type { World } from './command.ts'
import { printable } from './exit.ts'

const HUB = 'hf://'

/**
 * The inputs as files, in the order given. Names of a folder that are no records, and the lists of reasons of an
 * earlier run, are counted and passed over.
 */
export async function expandInputs(inputs: readonly string[], world: World): Promise<readonly Shard[]> {
  const shards: Shard[] = []
  const skipped: string[] = []
  const accept = (name: string): boolean => {
    const wanted = isRecords(name) && !isReasons(name)
    if (!wanted) skipped.push(name)
    return wanted
  }
  for (const input of inputs) {
    if (input.startsWith(HUB)) {
      const { expandHub } = await import('../places/hub.ts')
      const { HF_ENDPOINT: endpoint, HF_TOKEN: token } = world.env
      const { signal } = world
      shards.push(
        ...(await expandHub(input, { accept, signal, ...(endpoint && { endpoint }), ...(token && { token }) })),
      )
    } else {
      const { expandFiles } = await import('../places/file.ts')
      shards.push(...(await expandFiles(input, { accept })))
    }
  }
  for (const { name } of shards) formatOf(name)
  if (skipped.length > 0)
    world.err(
      `passed over ${skipped.length} file${skipped.length > 1 ? 's' : ''} that hold no records: ${skipped.slice(0, 3).map(printable).join(', ')}${skipped.length > 3 ? ' …' : ''}`,
    )
  return shards
}

/** @throws ProvgateError `usage` when no input is named */
export function needInputs(command: string, args: readonly string[]): void {
  if (args.length === 0)
    throw new ProvgateError('usage', `\`provgate ${command}\` needs an input`, {
      fix: 'name a file, a folder, a glob, or `hf://datasets/ORG/NAME`',
    })
}

/** The input that a folder lies in, so that a run over it would read what is written there; if one does. */
export async function inputAround(folder: string, inputs: readonly string[], cwd: string): Promise<string | undefined> {
  for (const input of inputs) if (!input.startsWith(HUB) && (await isAround(input, folder, cwd))) return input
  return undefined
}

async function isAround(input: string, folder: string, cwd: string): Promise<boolean> {
  const path = resolve(cwd, input)
  const there = await access(path).then(
    () => true,
    () => false,
  )
  if (there || !isGlob(input)) return isInside(folder, path)
  const { base, rest } = splitGlob(input)
  const root = resolve(cwd, base)
  if (!(await isInside(folder, root))) return false
  const way = relative(root, folder)
  // A folder that lies there by a link only is not told by its name.
  return way === '' || way.startsWith('..') || compileGlob(rest).enters(way)
}
