// Several files on several threads.
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { guardFolder } from '../peers.js'
import { faster } from '../race.js'

const FILES = 4

/** @param {import('../bench.js').Bench} bench */
export async function workers({ size, inputs, race, folder }) {
  const path = join(folder, 'files')
  mkdirSync(path)
  for (let seed = 1; seed <= FILES; seed++) {
    const made = await inputs.jsonl(size / FILES, { seed })
    renameSync(made.path, join(path, basename(made.path)))
  }
  const input = { path, bytes: size, shape: /** @type {const} */ ('text'), each: '*.jsonl' }
  const found = await race([guardFolder(1), guardFolder(2)], input)
  rmSync(path, { recursive: true })
  return [faster(found, 'provgate-2', 'provgate-1', 1.6, `${FILES} files of long text`)]
}
