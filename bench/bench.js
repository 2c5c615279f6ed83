// What each section of the bench works with: inputs, a place for outputs, and a race of peers over an input.
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInputs } from './inputs.js'
import { laneOf } from './peers.js'
import { race } from './race.js'
import { TARGET } from './shapes.js'

/** @typedef {ReturnType<typeof createBench>} Bench */
/** @typedef {import('./peers.js').Peer} Peer */
/** @typedef {import('./race.js').Lane} Lane */
/** @typedef {import('./inputs.js').Input & { each?: string }} Input */

/**
 * @param {object} options
 * @param {number} options.size bytes of the long text
 * @param {number} options.longest bytes up to which the length is varied
 * @param {number} options.rounds
 * @param {number} options.until when the last round has begun, as `performance.now()` has it
 * @param {string} options.folder
 * @param {(what: string) => void} options.say
 */
export function createBench({ size, longest, rounds, until, folder, say }) {
  const config = join(folder, 'provgate.yaml')
  const out = join(folder, 'out')
  writeFileSync(config, `target: ${JSON.stringify(TARGET)}\n`)
  return {
    size,
    longest,
    rounds,
    until,
    folder,
    config,
    say,
    inputs: createInputs(folder, say),
    /**
     * Peers over an input, or each over its own under a name of its own, or what was made ready.
     * @param {readonly (Peer | { peer: Peer, input: Input, as: string } | Lane)[]} entries
     * @param {Input} [input]
     * @param {{ rounds?: number, peak?: boolean, warm?: boolean }} [options]
     */
    async race(entries, input, options = {}) {
      const lanes = []
      for (const entry of entries) {
        if ('output' in entry) lanes.push(entry)
        else if ('peer' in entry) lanes.push(await laneOf(entry.peer, entry.input, { config, out, as: entry.as }))
        else if (input) lanes.push(await laneOf(entry, input, { config, out }))
      }
      say(`${lanes.map(({ name }) => name).join(', ')}${input ? ` over ${basename(input.path)}` : ''}`)
      return race(lanes, { folder: out, rounds, until, ...options })
    },
  }
}
