// Several files, and one large one, on several threads.
import { linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { duckdb, guardFolder, scan } from '../peers.js'
import { faster } from '../race.js'

const FILES = 8
/** Names that each of them has, for a run that is longer than its start. */
const NAMES = 4

/** @param {import('../bench.js').Bench} bench */
export async function workers({ size, inputs, race, folder }) {
  const [path, many] = [join(folder, 'files'), join(folder, 'many')]
  for (const made of [path, many]) mkdirSync(made)
  for (let seed = 1; seed <= FILES; seed++) {
    const made = await inputs.jsonl((2 * size) / FILES, { seed })
    const to = join(path, basename(made.path))
    renameSync(made.path, to)
    for (let name = 1; name <= NAMES; name++) linkSync(to, join(many, `${name}-${basename(to)}`))
  }
  const shape = /** @type {const} */ ('text')
  const input = { path, bytes: 2 * size, shape, each: '*.jsonl' }
  const found = await race([scan(1), scan(2), guardFolder(1), guardFolder(2)], input)
  const long = await race([scan(1), scan(2)], { ...input, path: many, bytes: 2 * size * NAMES })
  for (const made of [path, many]) rmSync(made, { recursive: true })
  const what = `${FILES} files of long text`
  const goals = [
    faster(long, 'scan-2', 'scan-1', 1.6, `${FILES * NAMES} files of long text`),
    faster(found, 'scan-2', 'scan-1', null, what),
    faster(found, 'provgate-2', 'provgate-1', null, what),
  ]
  for (const shape of /** @type {const} */ (['small', 'dense'])) {
    const one = await inputs.jsonl(size / 2, { shape })
    const times = await race([guardFolder(1), guardFolder(2), duckdb(2)], one)
    inputs.drop(one)
    goals.push(
      faster(times, 'provgate-2', 'provgate-1', null, `one file, ${shape}`),
      faster(times, 'provgate-2', 'DuckDB-2', null, `one file, ${shape}`),
    )
  }
  return goals
}
