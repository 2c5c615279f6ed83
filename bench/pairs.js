// Whole processes side by side: every round runs each of them, and every output is checked before its time counts.
import { spawnSync } from 'node:child_process'
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** @typedef {import('./peers.js').Peer} Peer */
/** @typedef {{ name: string, ratio: number, goal: number, ok: boolean, figures: string }} Goal */

/** @param {readonly number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Rows of an output, and a sum over their ids that is the same in any order. @param {string} path */
async function fingerprint(path) {
  let rows = 0
  let sum = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    rows++
    // The id stands outside of every text, which has no such name.
    const id = Number(/"id":\s*(\d+)/.exec(line)?.[1] ?? Number.NaN)
    sum = (sum + ((id * 2_654_435_761) % 4_294_967_296)) % 9_007_199_254_740_881
  }
  return `${rows} ${sum}`
}

/**
 * Runs commands over one input in turns.
 * @param {readonly Peer[]} peers
 * @param {{ input: string, config: string, folder: string, rounds: number }} options
 * @returns {Promise<Map<string, { seconds: number[], rows: string }>>} times in seconds by name
 */
export async function race(peers, { input, config, folder, rounds }) {
  const output = join(folder, 'out.jsonl')
  const env = { ...process.env, IN: input, OUT: output, CONFIG: config }
  /** @type {Map<string, { seconds: number[], rows: string }>} */
  const times = new Map()
  for (let round = 0; round <= rounds; round++)
    for (const { name, line } of peers) {
      rmSync(output, { force: true })
      const start = performance.now()
      const { status, stderr } = spawnSync('bash', ['-c', line], { env, stdio: ['ignore', 'ignore', 'pipe'] })
      const seconds = (performance.now() - start) / 1000
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
      const known = times.get(name)
      // The first round warms up, and tells what came out.
      if (!known) times.set(name, { seconds: [], rows: await fingerprint(output) })
      else known.seconds.push(seconds)
    }
  const passed = new Set(peers.filter(({ rows }) => rows === 'pass').map(({ name }) => times.get(name)?.rows))
  if (passed.size !== 1)
    throw new Error(`not the same rows: ${[...times].map(([name, { rows }]) => `${name}: ${rows}`).join(', ')}`)
  return times
}

/**
 * How many times faster `ours` is, round by round.
 * @param {Map<string, { seconds: number[] }>} times @param {string} ours @param {string} theirs @param {number} goal
 * @param {string} what
 * @returns {Goal}
 */
export function faster(times, ours, theirs, goal, what) {
  const [own, other] = [times.get(ours)?.seconds ?? [], times.get(theirs)?.seconds ?? []]
  const ratio = median(own.map((seconds, i) => (other[i] ?? 0) / seconds))
  const figures = `${median(own).toFixed(2)} s, ${theirs} ${median(other).toFixed(2)} s`
  return { name: `${what}: ${ours} against ${theirs}`, ratio, goal, ok: ratio >= goal, figures }
}
