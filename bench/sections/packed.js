// JSONL that is packed, in and out.
import { duckdb, guard } from '../peers.js'
import { faster } from '../race.js'

/** @param {import('../bench.js').Bench} bench */
export async function packed({ size, inputs, race }) {
  const goals = []
  for (const codec of /** @type {const} */ (['gz', 'zst'])) {
    const input = await inputs.packed(size * 0.1, codec)
    const found = await race([guard(`jsonl.${codec}`), duckdb(2)], input)
    inputs.drop(input)
    goals.push(faster(found, 'provgate', 'DuckDB-2', null, `long text, .${codec}`))
  }
  return goals
}
