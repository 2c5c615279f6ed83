// Peak memory of whole processes, which the length of the input must not change.
import { tableFromIPC } from 'apache-arrow'
import { BATCH, readArrow } from '../arrow-file.js'
import { groupBytes } from '../duckdb.js'
import { atMost, median, untold } from '../goal.js'
import { guard, guardFolder, PIPED } from '../peers.js'

/** @typedef {import('../bench.js').Bench} Bench */
/** @typedef {import('../bench.js').Input} Input */

/** @param {Bench} bench */
export const memory = async (bench) => [
  ...(await ofLines(bench)),
  await ofGroups(bench, 'Parquet', (bytes, options) => bench.inputs.parquet(bytes, 'zstd', options), groupBytes),
  await ofGroups(bench, 'Arrow', bench.inputs.arrow, batchBytes),
]

const FOLDER = 'text into a folder, with two threads'

/** The worst of several shapes. @param {Bench} bench */
async function ofLines({ size, inputs, race }) {
  const name = 'JSONL, the highest peak of four inputs'
  const shapes = {
    text: await inputs.jsonl(size),
    short: await inputs.jsonl(size * 0.3, { shape: 'small' }),
    origins: await inputs.jsonl(size * 0.3, { distinct: 100_000 }),
  }
  const lanes = [
    ...Object.entries(shapes).map(([as, input]) => ({ peer: guard(), input, as })),
    { peer: PIPED, input: shapes.text, as: 'text in a pipe' },
    { peer: guardFolder(2), input: shapes.text, as: FOLDER },
  ]
  const found = await race(lanes, undefined, { peak: true, warm: false })
  for (const input of [shapes.short, shapes.origins]) inputs.drop(input)
  const why = [...found.values()].find((times) => times.why !== undefined)?.why
  if (why !== undefined) return [untold(name, 96, why, false)]
  const all = [...found].map(([as, { peaks }]) => /** @type {const} */ ([as, median(peaks) / 1e6]))
  const peaks = all.filter(([as]) => as !== FOLDER)
  const figures = peaks.map(([as, peak]) => `${as} ${peak.toFixed(0)} MB`).join(', ')
  return [
    atMost(name, Math.max(...peaks.map(([, peak]) => peak)), 96, figures, 'MB'),
    ...all.filter(([as]) => as === FOLDER).map(([as, peak]) => atMost(`JSONL, ${as}`, peak, null, '', 'MB')),
  ]
}

/**
 * What a run over many row groups or batches takes beyond a run over a few rows, in bytes of one of them.
 * @param {Bench} bench @param {string} format
 * @param {(bytes: number, options: import('../inputs.js').RowOptions) => Promise<Input>} make
 * @param {(path: string) => Promise<number>} bytesOf
 */
async function ofGroups({ size, inputs, race }, format, make, bytesOf) {
  const goal = 3
  const name = `${format}, the peak above that of a few rows, in groups`
  const bytes = Math.max(size * 0.5, 1e8)
  const made = {
    few: await make(20_000, {}),
    clustered: await make(bytes, { order: 'clustered', run: 9_000 }),
    shuffled: await make(bytes, {}),
  }
  const lanes = Object.entries(made).map(([as, input]) => ({ peer: guardFolder(), input, as }))
  const found = await race(lanes, undefined, { peak: true, warm: false })
  const group = await bytesOf(made.shuffled.path)
  for (const input of Object.values(made)) inputs.drop(input)
  const why = [...found.values()].find((times) => times.why !== undefined)?.why
  if (why !== undefined) return untold(name, goal, why, false)
  const [few = 0, ...peaks] = [...found.values()].map((times) => median(times.peaks))
  const figures = `${[few, ...peaks].map((peak) => (peak / 1e6).toFixed(0)).join(', ')} MB for ${Object.keys(made).join(', ')}; a group ${(group / 1e6).toFixed(0)} MB`
  return atMost(name, (Math.max(...peaks) - few) / group, goal, figures)
}

/** Bytes of a full record batch. @param {string} path */
async function batchBytes(path) {
  const bytes = readArrow(path)
  const { numRows } = tableFromIPC(bytes)
  return (bytes.length / numRows) * BATCH
}
