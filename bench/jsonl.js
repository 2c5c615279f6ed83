// JSONL against what a user would run instead: `npm run bench:jsonl`, or with the size of the long text in MB and the
// number of rounds: `… -- 1000 5`. `--json` prints the goals for machines. Inputs lie in `BENCH_DIR`, or a temporary folder.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faster, median, race } from './pairs.js'
import { CAT, CAT_CAT, GUARD, JQ_SELECT, PIPED, scripted } from './peers.js'
import { TARGET, writeRows } from './shapes.js'

const [size = 1000, rounds = 3] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('-'))
  .map(Number)
const asJson = process.argv.includes('--json')
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'provgate-bench-'))
const config = join(folder, 'provgate.yaml')
const input = join(folder, 'in.jsonl')
/** @type {import('./pairs.js').Goal[]} */
const goals = []

try {
  writeFileSync(config, `target: ${JSON.stringify(TARGET)}\n`)
  const [one, two, line] = [scripted('duckdb-1'), scripted('duckdb-2'), scripted('readline')]

  writeRows(input, size * 1e6, { shape: 'text' })
  const text = await race([GUARD, CAT, PIPED, CAT_CAT, one, two, line, JQ_SELECT], { input, config, folder, rounds })
  goals.push(faster(text, GUARD.name, CAT.name, 0.55, 'long text'))
  goals.push(faster(text, PIPED.name, CAT_CAT.name, 0.9, 'long text in a pipe'))
  goals.push(faster(text, GUARD.name, one.name, 3, 'long text'))
  goals.push(faster(text, GUARD.name, two.name, 2.2, 'long text'))
  goals.push(faster(text, GUARD.name, JQ_SELECT.name, 12, 'long text'))
  goals.push(faster(text, GUARD.name, line.name, 5, 'long text'))

  for (const shape of /** @type {const} */ (['code', 'small', 'dense', 'cjk'])) {
    writeRows(input, size * 3e5, { shape })
    goals.push(faster(await race([GUARD, two], { input, config, folder, rounds }), GUARD.name, two.name, 1.5, shape))
  }

  // Origins: as many rows and bytes, of few origins and of many with a day of their own in each row.
  const rates = []
  for (const distinct of [40, 100_000]) {
    writeRows(input, size * 3e5, { shape: 'text', distinct })
    rates.push(median((await race([GUARD], { input, config, folder, rounds })).get(GUARD.name)?.seconds ?? []))
  }
  const [few = 0, many = 0] = rates
  const ratio = few / many
  goals.push({
    name: '100,000 origins against 40',
    ratio,
    goal: 0.5,
    ok: ratio >= 0.5,
    figures: `${many.toFixed(2)} s, 40 origins ${few.toFixed(2)} s`,
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

if (asJson) console.log(JSON.stringify({ goals }, null, 2))
else
  for (const { name, ratio, goal, ok, figures } of goals)
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${ratio.toFixed(2)} (goal ${goal}); ${figures}`)
if (goals.some(({ ok }) => !ok)) process.exitCode = 1
