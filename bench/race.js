// Whole processes side by side: every round runs each of them once, and every output is checked before its time counts.
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runChild } from './child.js'
import { atLeast, median, untold } from './goal.js'

/**
 * A command and what has to come out of it. `output` is a file, or a folder of files that are one output; `digest` says
 * what is in it, and is asked again whenever its size is another than before.
 * @typedef {object} Lane
 * @property {string} name
 * @property {string} line
 * @property {Readonly<Record<string, string>>} env
 * @property {string} output
 * @property {string | undefined} lacks why it can't be run
 * @property {string} wanted
 * @property {() => Promise<string>} digest
 */
/** @typedef {{ seconds: number[], peaks: number[], why?: string }} Times a time for each round, or why there is none */
/** @typedef {Map<string, Times>} Race by name of a lane */

/**
 * @param {readonly Lane[]} lanes
 * @param {{ folder: string, rounds: number, until?: number, peak?: boolean, warm?: boolean }} options
 *   `folder` is emptied before each run; no round begins after `until`, but the first; `warm` is for a round before them
 * @returns {Promise<Race>}
 */
export async function race(lanes, { folder, rounds, until = Number.POSITIVE_INFINITY, peak = false, warm = true }) {
  /** @type {Race} */
  const found = new Map(
    lanes.map(({ name, lacks }) => [name, { seconds: [], peaks: [], ...(lacks !== undefined && { why: lacks }) }]),
  )
  /** @type {Map<string, Set<number>>} */
  const sizes = new Map(lanes.map(({ name }) => [name, new Set()]))
  const first = warm ? -1 : 0
  for (let round = first; round < rounds; round++) {
    if (round > 0 && performance.now() > until) break
    for (const { name, line, env, output, wanted, digest } of lanes) {
      const times = /** @type {Times} */ (found.get(name))
      const known = /** @type {Set<number>} */ (sizes.get(name))
      if (times.why !== undefined) continue
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      try {
        const run = await runChild(line, env, { peak })
        const size = await sizeOf(output)
        if (!known.has(size)) {
          const given = await digest()
          if (given !== wanted) throw new Error(`gave ${given} where ${wanted} is right`)
          known.add(size)
        }
        if (round < 0) continue
        times.seconds.push(run.seconds)
        times.peaks.push(run.peak)
      } catch (error) {
        times.why = `${name} ${/** @type {Error} */ (error).message}`
      }
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return found
}

/** @param {string} path */
async function sizeOf(path) {
  if (statSync(path).isFile()) return statSync(path).size
  const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  return files.reduce((size, file) => size + statSync(join(file.parentPath, file.name)).size, 0)
}

/** How many times as fast `ours` is, round by round. @param {Race} found @param {string} ours @param {string} theirs @param {number | null} goal @param {string} what */
export function faster(found, ours, theirs, goal, what) {
  const name = `${what}: ${ours} against ${theirs}`
  const [own, other] = [found.get(ours), found.get(theirs)]
  const why = own?.why ?? other?.why
  if (!own || !other || why !== undefined) return untold(name, goal, why ?? 'was not run')
  const ratio = median(own.seconds.map((seconds, i) => (other.seconds[i] ?? 0) / seconds))
  return atLeast(name, ratio, goal, `${inSeconds(own.seconds)}, ${theirs} ${inSeconds(other.seconds)}`)
}

/** @param {readonly number[]} all */
export const inSeconds = (all) => `${median(all).toFixed(median(all) < 1 ? 3 : 2)} s`
