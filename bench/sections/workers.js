// Several files, and one large one, on several threads.
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { duckdb, guardFolder, scan } from '../peers.js'
import { faster } from '../race.js'

const FILES = 8

/** @param {import('../bench.js').Bench} bench */
export async function workers({ size, inputs, race, folder }) {
  const path = join(folder, 'files')
  mkdirSync(path)
  for (let seed = 1; seed <= FILES; seed++) {
    const made = await inputs.jsonl((2 * size) / FILES, { seed })
    renameSync(made.path, join(path, basename(made.path)))
  }
  const input = { path, bytes: 2 * size, shape: /** @type {const} */ ('text'), each: '*.jsonl' }
  const found = await race([scan(1), scan(2), guardFolder(1), guardFolder(2)], input)
  rmSync(path, { recursive: true })
  const what = `${FILES} files of long text`
  const goals = [faster(found, 'scan-2', 'scan-1', 1.6, what), faster(found, 'provgate-2', 'provgate-1', null, what)]
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
