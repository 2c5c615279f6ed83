// JSONL against what a user would run instead, rows that pass from a file to a file.
import { CAT, CAT_CAT, duckdb, guard, guardFolder, JQ_SELECT, PIPED, polars, READLINE } from '../peers.js'
import { faster } from '../race.js'

/** @param {import('../bench.js').Bench} bench */
export async function jsonl({ size, inputs, race }) {
  const text = await inputs.jsonl(size)
  const peers = [
    guard(),
    guardFolder(2),
    CAT,
    PIPED,
    CAT_CAT,
    duckdb(1),
    polars(1),
    duckdb(2),
    polars(2),
    JQ_SELECT,
    READLINE,
  ]
  const long = await race(peers, text)
  const goals = [
    faster(long, 'provgate', 'DuckDB-1', 3, 'long text'),
    faster(long, 'provgate', 'Polars-1', 3, 'long text'),
    faster(long, 'provgate', 'DuckDB-2', 2.2, 'long text'),
    faster(long, 'provgate', 'Polars-2', 2.2, 'long text'),
    faster(long, 'provgate', 'jq', 12, 'long text'),
    faster(long, 'provgate', 'readline', 5, 'long text'),
    faster(long, 'provgate', 'cat', 0.55, 'long text'),
    faster(long, 'provgate-2', 'DuckDB-2', null, 'long text, into a folder'),
    faster(long, 'cat | provgate', 'cat | cat', 0.9, 'long text, a pipe'),
  ]
  for (const shape of /** @type {const} */ (['code', 'small', 'dense', 'cjk'])) {
    const input = await inputs.jsonl(size * 0.3, { shape })
    const found = await race([guard(), duckdb(2), polars(2)], input)
    inputs.drop(input)
    goals.push(faster(found, 'provgate', 'DuckDB-2', 1.5, shape), faster(found, 'provgate', 'Polars-2', 1.5, shape))
  }
  return goals
}
