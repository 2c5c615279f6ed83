// What it costs to start, in starts of Node alone.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { atMost, median, untold } from '../goal.js'
import { guard } from '../peers.js'
import { inSeconds } from '../race.js'

const ROUNDS = 31

/** @param {import('../bench.js').Bench} bench */
export async function start({ folder, inputs, race }) {
  const output = join(folder, 'out', 'said')
  /** @param {string} name @param {string} line @param {string} wanted @returns {import('../race.js').Lane} */
  const saying = (name, line, wanted) => ({
    name,
    line: `${line} > "$OUT"`,
    env: { OUT: output },
    lacks: undefined,
    output,
    wanted,
    digest: async () => readFileSync(output, 'utf8').trim(),
  })
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const rows = await inputs.jsonl(1300, { shape: 'small' })
  const lanes = [
    saying('shell', ':', ''),
    saying('node -e 0', '"$NODE" -e 0', ''),
    saying('provgate --version', '"$NODE" "$MAIN" --version', version),
    { peer: guard(), input: rows, as: 'filter of 10 rows' },
  ]
  const found = await race(lanes, undefined, { rounds: ROUNDS })
  const shell = found.get('shell')?.seconds ?? []
  const bare = found.get('node -e 0')?.seconds ?? []
  return /** @type {const} */ ([
    ['provgate --version', 2],
    ['filter of 10 rows', 5],
  ]).map(([name, goal]) => {
    const { seconds = [], why } = found.get(name) ?? {}
    if (why !== undefined) return untold(name, goal, why, false)
    const own = (/** @type {number} */ time, /** @type {number} */ i) => time - (shell[i] ?? 0)
    const ratio = median(seconds.map((time, i) => own(time, i) / own(bare[i] ?? 0, i)))
    return atMost(`${name}, in times of node -e 0`, ratio, goal, `${inSeconds(seconds)}, node ${inSeconds(bare)}`)
  })
}
