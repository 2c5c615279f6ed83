import { ProvgateError } from '../../src/errors.ts'
import type { Shard } from '../places/shard.ts'
import { formatOf, isRecords } from '../registry.ts'
import type { World } from './command.ts'

/** The inputs as files, in the order given; names of a folder that are no records are counted and passed over. */
export async function expandInputs(inputs: readonly string[], world: World): Promise<readonly Shard[]> {
  const shards: Shard[] = []
  const skipped: string[] = []
  const accept = (name: string): boolean => {
    const wanted = isRecords(name)
    if (!wanted) skipped.push(name)
    return wanted
  }
  for (const input of inputs) {
    if (input.startsWith('hf://')) {
      const { expandHub } = await import('../places/hub.ts')
      const { HF_ENDPOINT: endpoint, HF_TOKEN: token } = world.env
      shards.push(...(await expandHub(input, { accept, ...(endpoint && { endpoint }), ...(token && { token }) })))
    } else {
      const { expandFiles } = await import('../places/file.ts')
      shards.push(...(await expandFiles(input, { accept })))
    }
  }
  for (const { name } of shards) formatOf(name)
  if (skipped.length > 0)
    world.err(
      `passed over ${skipped.length} file${skipped.length > 1 ? 's' : ''} that hold no records: ${skipped.slice(0, 3).join(', ')}${skipped.length > 3 ? ' …' : ''}`,
    )
  return shards
}

export function needInputs(command: string, args: readonly string[]): void {
  if (args.length === 0)
    throw new ProvgateError('usage', `\`provgate ${command}\` needs an input`, {
      fix: 'name a file, a folder, a glob, or `hf://datasets/ORG/NAME`',
    })
}
