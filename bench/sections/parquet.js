// Parquet against DuckDB and `cp`, both on two threads: whole groups, a clustered mixture and a shuffled one.
import { GROUP } from '../inputs.js'
import { CP, duckdb, duckdbBoth, guardFolder, polars } from '../peers.js'
import { faster } from '../race.js'

/** Runs of one origin, about as long as a row group. */
const RUN = 9_000

/** @type {readonly { what: string, codec: 'zstd' | 'snappy', options: import('../inputs.js').RowOptions, duckdb?: number, cp?: number }[]} */
const CASES = [
  { what: 'whole file', codec: 'zstd', options: { order: 'whole' }, cp: 1 / 1.3 },
  { what: 'whole groups', codec: 'zstd', options: { order: 'groups', run: GROUP }, duckdb: 7 },
  { what: 'clustered, zstd', codec: 'zstd', options: { order: 'clustered', run: RUN }, duckdb: 1.5 },
  { what: 'clustered, snappy', codec: 'snappy', options: { order: 'clustered', run: RUN }, duckdb: 1.5 },
  { what: 'shuffled', codec: 'zstd', options: { order: 'shuffled' }, duckdb: 1 },
]

/** @param {import('../bench.js').Bench} bench */
export async function parquet({ size, inputs, race }) {
  const own = guardFolder(2)
  const goals = []
  for (const { what, codec, options, ...goal } of CASES) {
    // As others write the rows that pass, and no others.
    const input = await inputs.parquet(size, codec, { ...options, held: false })
    const found = await race(goal.cp ? [own, CP] : [own, duckdb(2), polars(2)], input)
    inputs.drop(input)
    if (goal.cp) goals.push(faster(found, own.name, 'cp', goal.cp, what))
    if (goal.duckdb) goals.push(faster(found, own.name, 'DuckDB-2', goal.duckdb, what))
    if (goal.duckdb) goals.push(faster(found, own.name, 'Polars-2', null, what))
  }
  const input = await inputs.parquet(size, 'zstd')
  const both = duckdbBoth(2)
  const found = await race([own, both], input)
  inputs.drop(input)
  return [...goals, faster(found, own.name, both.name, null, 'shuffled, one row in ten held')]
}
