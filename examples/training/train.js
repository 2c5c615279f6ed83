// Trains a tiny model on what passes, and reads back what was held.
// Run it with `node examples/training/train.js` after `npm ci`; what is held goes to `out` beside it.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGuard, heldFile } from 'provgate/guard'
import { hubDataset, jsonlFile } from './loaders.js'
import { createModel } from './model.js'

const mixture = fileURLToPath(new URL('../mixture/', import.meta.url))
const out = fileURLToPath(new URL('out/', import.meta.url))
await mkdir(out, { recursive: true })

const guard = await createGuard({
  config: `${mixture}provgate.yaml`,
  held: await heldFile(join(out, 'held.jsonl')),
})

const handbook = 'handbook/data/train-00000-of-00001.parquet'
const model = createModel()
let steps = 0
let loss = 0
// The loaders are wrapped, and the loop stays what it was.
for (const records of [
  guard.filter(hubDataset(`${mixture}data/${handbook}`), { name: handbook }),
  guard.filter(jsonlFile(`${mixture}data/teachers.jsonl`), { name: 'teachers.jsonl' }),
])
  for await (const record of records) {
    loss += model.train(textOf(record))
    if (++steps % 20 === 0) {
      console.log(`step ${steps}  loss ${(loss / 20).toFixed(3)}`)
      loss = 0
    }
  }
await guard.close()

const { rows, reasons } = guard.summary()
console.log(`\ntrained on ${steps} of ${rows.in} records; ${rows.quarantine} held, ${rows.drop} dropped`)
for (const { says, rows: count } of reasons.slice(0, 3)) console.log(`  ${count}  ${says}`)

// What was held can be read back: the record as it was, its row, and the ruling with its reasons.
const held = (await readFile(join(out, 'held.jsonl'), 'utf8')).trimEnd().split('\n')
const [first] = held.map((line) => JSON.parse(line))
console.log(`\nheld.jsonl has ${held.length} records; the first is by ${first.provenance.model}:`)
console.log(`  ${guard.explain(first.provenance).reasons[0]?.fix}`)

/** @param {Record<string, unknown>} record */
function textOf(record) {
  if (typeof record.text === 'string') return record.text
  const messages = /** @type {{ content: string }[]} */ (record.messages)
  return messages.map(({ content }) => content).join(' ')
}
