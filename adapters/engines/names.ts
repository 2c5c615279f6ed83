import { ProvgateError } from '../../src/index.ts'
import { safeJoin } from '../places/file.ts'
import type { Shard } from '../places/shard.ts'

/** The file beside held records that says row by row why they are held. */
export const reasonsOf = (name: string): string => `${name}.reasons.jsonl`

/** Whether a file is such a list, which a walk over a quarantine folder passes over. */
export const isReasons = (name: string): boolean =>
  /\.(?:jsonl|ndjson|arrow|arrows|feather|ipc|parquet|pq|gz)\.reasons\.jsonl$/i.test(name)

/**
 * Refuses inputs whose outputs could not all be kept: those that would have the same name, also on a system that does
 * not tell case apart, and names that another system can't hold.
 */
export function checkNames(shards: readonly Shard[]): void {
  const seen = new Map<string, Shard>()
  const claim = (name: string, shard: Shard): void => {
    const { label } = shard
    const twin = seen.get(name.toLowerCase())
    if (twin?.label === label)
      throw new ProvgateError('usage', `\`${label}\` is named twice`, { file: label, fix: 'name it once' })
    if (twin !== undefined)
      throw new ProvgateError('usage', `\`${twin.label}\` and \`${label}\` would both be written as \`${name}\``, {
        file: label,
        fix: 'name a file once; of files with the same name give the folder above, so that their names differ',
      })
    seen.set(name.toLowerCase(), shard)
  }
  for (const shard of shards) {
    safeJoin('.', shard.name)
    claim(shard.name, shard)
  }
  for (const shard of shards) {
    const { name, label } = shard
    if (seen.has(reasonsOf(name).toLowerCase())) claim(reasonsOf(name), shard)
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const file = seen.get(name.slice(0, at).toLowerCase())
      if (file)
        throw new ProvgateError(
          'usage',
          `\`${file.label}\` would be written where the folder of \`${label}\` is to be`,
          {
            file: label,
            fix: 'run them into different folders',
          },
        )
    }
  }
}
