// Several files on several threads.
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { guardFolder, scan } from '../peers.js'
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
  return [faster(found, 'scan-2', 'scan-1', 1.6, what), faster(found, 'provgate-2', 'provgate-1', null, what)]
}
