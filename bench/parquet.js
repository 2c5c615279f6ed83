// Parquet beside DuckDB's `COPY … WHERE` and `cp`, as whole processes in turns: `npm run bench:parquet`, with thousands
// of rows and rounds: `… -- 300 5`. `--json` prints the goals for machines. Inputs lie in `BENCH_DIR`, or a temporary
// folder, best one in memory. Both sides write the rows that pass; every output is checked by its rows and a hash.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { median } from './pairs.js'

const MAIN = process.env.PROVGATE_MAIN ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const SELF = fileURLToPath(import.meta.url)
/** A multiple of the 2,048 rows by which DuckDB ends row groups. */
const GROUP = 10_240
const PASSES = `provenance LIKE '%"license"%'`
const TARGET = `target:
  name: foo-7b
  kind: chat
  purpose: train
  distribution: open-weights
  commercial: false
  publishes_data: false
`
const WORDS =
  'the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people'.split(
    ' ',
  )

const [first, ...rest] = process.argv.slice(2)
if (first === '--duckdb') await copy(/** @type {[string, string, string]} */ (/** @type {unknown} */ (rest)))
else await bench()

/** The peer: one process that filters by the same rule. @param {[threads: string, from: string, to: string]} args */
async function copy([threads, from, to]) {
  const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect()
  const codec = from.includes('snappy') ? 'snappy' : 'zstd'
  const options = `FORMAT parquet, CODEC '${codec}', ROW_GROUP_SIZE ${GROUP}`
  await connection.run(`COPY (SELECT * FROM '${from}' WHERE ${PASSES}) TO '${to}' (${options})`)
}

async function bench() {
  const numbers = process.argv.slice(2).filter((word) => /^\d+$/.test(word))
  const rows = Number(numbers[0] ?? 300) * 1000
  const rounds = Number(numbers[1] ?? 5)
  const asJson = process.argv.includes('--json')
  const folder = process.env.BENCH_DIR ?? mkdtempSync(join(tmpdir(), 'provgate-parquet-'))
  mkdirSync(folder, { recursive: true })
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const ask = async (/** @type {string} */ sql) => (await connection.runAndReadAll(sql)).getRowsJson()
  const config = join(folder, 'provgate.yaml')
  writeFileSync(config, TARGET)
  const text = join(folder, `text-${rows}.parquet`)
  if (!existsSync(text)) await ask(textOf(rows, text))
  /** Shape → which of 40 origins a row has; one in five is dropped. @type {Record<string, string>} */
  const shapes = {
    whole: 'i // 1000 % 32',
    groups: `CASE WHEN i // ${GROUP} % 2 = 0 THEN 1 ELSE 33 END`,
    clustered: 'hash(i // 9000) % 40',
    shuffled: 'hash(i) % 40',
  }
  /** @type {{ name: string, ratio: number, goal: number, ok: boolean, figures: string }[]} */
  const goals = []
  for (const [shape, codec, goal] of /** @type {const} */ ([
    ['whole', 'zstd', 1 / 1.3],
    ['groups', 'zstd', 7],
    ['clustered', 'zstd', 1.5],
    ['clustered', 'snappy', 1.5],
    ['shuffled', 'zstd', 1],
  ])) {
    const path = join(folder, `${shape}-${codec}.parquet`)
    await ask(
      `COPY (SELECT i AS id, text, ${provenanceOf(shapes[shape] ?? '0')} AS provenance, lang, score FROM '${text}') TO '${path}' (FORMAT parquet, CODEC '${codec}', ROW_GROUP_SIZE ${GROUP})`,
    )
    const out = join(folder, 'out')
    const peer = join(folder, `peer-${codec}.parquet`)
    const ours = join(out, 'pass', `${shape}-${codec}.parquet`)
    const node = process.execPath
    /** @type {Record<string, [string, string[]]>} */
    const commands = {
      provgate: [node, [MAIN, 'filter', path, '--config', config, '--out', out]],
      'duckdb, 2 threads': [node, [SELF, '--duckdb', '2', path, peer]],
      'duckdb, 1 thread': [node, [SELF, '--duckdb', '1', path, peer]],
      cp: ['cp', [path, join(folder, 'copy.parquet')]],
    }
    /** @type {Map<string, number[]>} */
    const times = new Map(Object.keys(commands).map((name) => [name, []]))
    for (let round = 0; round <= rounds; round++)
      for (const [name, [command, args]] of Object.entries(commands)) {
        rmSync(out, { recursive: true, force: true })
        rmSync(peer, { force: true })
        const start = performance.now()
        const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
        const seconds = (performance.now() - start) / 1000
        if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
        if (round > 0) times.get(name)?.push(seconds)
        if (name === 'cp') continue
        const found = JSON.stringify(await ask(hashOf(`'${name === 'provgate' ? ours : peer}'`)))
        const wanted = JSON.stringify(await ask(hashOf(`(SELECT * FROM '${path}' WHERE ${PASSES})`)))
        if (found !== wanted) throw new Error(`${name} on ${shape}, ${codec}: ${found} for ${wanted}`)
      }
    const own = times.get('provgate') ?? []
    const against = shape === 'whole' ? 'cp' : 'duckdb, 2 threads'
    const ratio = median(own.map((seconds, i) => (times.get(against)?.[i] ?? 0) / seconds))
    const figures = [...times].map(([name, all]) => `${name} ${median(all).toFixed(2)} s`).join(', ')
    goals.push({ name: `parquet ${shape}, ${codec}, against ${against}`, ratio, goal, ok: ratio >= goal, figures })
    if (!asJson)
      console.log(
        `${shape}, ${codec} (${(statSync(path).size / 1e6).toFixed(0)} MB): ${ratio.toFixed(2)} x ${against}, goal ${goal.toFixed(2)} (${figures})`,
      )
    rmSync(path)
  }
  if (asJson) console.log(JSON.stringify({ goals }))
  if (!process.env.BENCH_DIR) rmSync(folder, { recursive: true })
}

/** @param {number} rows @param {string} to */
function textOf(rows, to) {
  const words = `['${WORDS.join("','")}']`
  const word = `${words}[1 + (hash(i * 1000 + k) % ${WORDS.length})::BIGINT]`
  const text = `array_to_string(list_transform(range((20 + hash(i) % 600)::BIGINT), k -> ${word}), ' ')`
  return `COPY (SELECT i, ${text} AS text, ['en', 'de', 'fr'][1 + i % 3] AS lang, (hash(i) % 1000) / 1000.0 AS score FROM range(${rows}) t(i)) TO '${to}' (FORMAT parquet, CODEC 'snappy')`
}

/** @param {string} origin */
function provenanceOf(origin) {
  const licensed = `'{"license":"' || (['cc0-1.0', 'mit', 'apache-2.0', 'bsd-3-clause'])[1 + (o % 4)::BIGINT] || '","author":"human","dataset":"example/set-' || o || '"}'`
  const model = `'{"model":"gpt-4o-2024-08-06","channel":"api","account":"own","date":"2025-03-' || (10 + o % 9) || '"}'`
  return `list_transform([${origin}], o -> CASE WHEN o < 32 THEN ${licensed} ELSE ${model} END)[1]`
}

/** @param {string} from */
function hashOf(from) {
  return `SELECT count(*), sum(hash(id, text, provenance, lang, score)) FROM ${from}`
}
