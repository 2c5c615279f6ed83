// Peak memory of the command line on large inputs: `npm run bench:memory`, or with a size in GB: `… -- 0.5`.
// 2 GB of JSONL through a pipe has to stay under 200 MB, 1 GB of Parquet under 1 GB.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { fileWriter, parquetWriteRows } from 'hyparquet-writer'
import { rowMaker } from './shapes.js'

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const peak = new URL('peak.js', import.meta.url).href
const config = fileURLToPath(new URL('../examples/mixture/provgate.yaml', import.meta.url))
const scale = Number(process.argv[2] ?? 1)
const GB = 1e9 * scale
const folder = mkdtempSync(join(tmpdir(), 'provgate-bench-'))

/**
 * Runs the command line and gives what `peak.js` said.
 * @param {string[]} args
 * @param {(stdin: import('node:stream').Writable) => Promise<void>} [feed]
 */
async function measure(args, feed) {
  const child = spawn(process.execPath, ['--import', peak, main, ...args], {
    stdio: [feed ? 'pipe' : 'ignore', 'pipe', 'inherit', 'pipe'],
  })
  let out = 0
  child.stdout?.on('data', (chunk) => {
    out += chunk.length
  })
  let said = ''
  child.stdio[3]?.on('data', (chunk) => {
    said += chunk
  })
  const exit = once(child, 'close')
  if (feed && child.stdin) await feed(child.stdin)
  const [code] = await exit
  if (code !== 0) throw new Error(`provgate ${args[0]} ended with ${code}`)
  return { ...JSON.parse(said), out }
}

/** @param {import('node:stream').Writable} stdin */
async function jsonl(stdin) {
  const make = rowMaker()
  let bytes = 0
  while (bytes < 2 * GB) {
    let text = ''
    for (let i = 0; i < 256; i++) text += `${make()}\n`
    bytes += text.length
    if (!stdin.write(text)) await once(stdin, 'drain')
  }
  stdin.end()
  await finished(stdin)
}

/** @param {string} path */
function parquet(path) {
  const make = rowMaker({ seed: 2 })
  const rows = Math.ceil(GB / 2500)
  parquetWriteRows({
    writer: fileWriter(path),
    rows: (function* () {
      for (let i = 0; i < rows; i++) {
        const { id, text, provenance } = JSON.parse(make())
        // Else the writer would keep each text once.
        yield { id, text: `${id} ${text}`, provenance: JSON.stringify(provenance) }
      }
    })(),
    columns: [
      { name: 'id', type: 'INT32' },
      { name: 'text', type: 'STRING' },
      { name: 'provenance', type: 'STRING' },
    ],
    rowGroupSize: 15_000,
    codec: 'UNCOMPRESSED',
  })
}

/** @type {{ name: string, limit: number, peak: number, seconds: number }[]} */
const results = []
try {
  const pipe = await measure(['filter', '-', '--config', config, '--allow-empty'], jsonl)
  results.push({
    name: `JSONL, ${2 * scale} GB through a pipe`,
    limit: 200e6,
    peak: pipe.peak_bytes,
    seconds: pipe.seconds,
  })
  const path = join(folder, 'large.parquet')
  parquet(path)
  const file = await measure(['filter', path, '--config', config, '--out', join(folder, 'out'), '--json'])
  const size = (statSync(path).size / 1e9).toFixed(1)
  results.push({ name: `Parquet, ${size} GB`, limit: 1e9, peak: file.peak_bytes, seconds: file.seconds })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const { name, limit, peak: bytes, seconds } of results) {
  const ok = bytes < limit
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${name}: peak ${(bytes / 1e6).toFixed(0)} MB of ${limit / 1e6}, ${seconds.toFixed(0)} s`,
  )
  if (!ok) process.exitCode = 1
}
