// provgate and what a user would run instead, as commands of the shell that read `$IN` and write `$OUT`; each peer has
// the same rule, written by hand.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestArrow, fated, readArrow } from './arrow-file.js'
import { MAIN } from './child.js'
import { ask, digestOf, jsonlTable, PASSES, PASSES_TEXT } from './duckdb.js'
import { lacksPolars } from './polars.js'
import { LICENSES, MODELS } from './shapes.js'

const SCRIPT = fileURLToPath(new URL('peer.js', import.meta.url))
/** `$PEAK` stands where the process that is measured begins. */
export const FILTER = '"$NODE" $PEAK "$MAIN" filter'

/** @param {readonly string[]} words */
const list = (words) => words.map((word) => `"${word}"`).join(',')
const JQ = `select((.provenance.model | IN(${list(MODELS)})) or (.provenance.license | IN(${list(LICENSES)})))`

/**
 * `keeps` says what it writes: the rows that pass, or all of them; `into` where: to `$OUT`, or to a folder of that name,
 * or only a summary of it to `$OUT`. `lacks` says why it can't be had.
 * @typedef {{ name: string, line: string, keeps: 'pass' | 'all', into: 'file' | 'folder' | 'summary', env?: Record<string, string>, lacks?: string | undefined }} Peer
 */
/** @param {string} name @param {string} line @returns {Peer} */
const filtering = (name, line) => ({ name, line, keeps: 'pass', into: 'file' })
/** @param {string} name @param {string} line @returns {Peer} */
const copying = (name, line) => ({ name, line, keeps: 'all', into: 'file' })

/** @param {'jsonl' | 'jsonl.gz' | 'jsonl.zst' | 'arrow'} [format] */
export const guard = (format = 'jsonl') =>
  filtering('provgate', `${FILTER} - --format ${format} --config "$CONFIG" < "$IN" > "$OUT"`)
/** @param {1 | 2} [workers] as many as it takes by itself if not said @returns {Peer} */
export const guardFolder = (workers) => ({
  ...filtering(
    workers === undefined ? 'provgate' : `provgate-${workers}`,
    `${FILTER} "$IN" --out "$OUT" --config "$CONFIG"${workers === undefined ? '' : ` --workers ${workers}`}`,
  ),
  into: 'folder',
  lacks: workers === undefined ? undefined : lacksWorkers(),
})
/** A dry run, which no disk slows down. @param {1 | 2} workers @returns {Peer} */
export const scan = (workers) => ({
  ...filtering(
    `scan-${workers}`,
    `"$NODE" $PEAK "$MAIN" scan "$IN" --config "$CONFIG" --workers ${workers} --json > "$OUT"`,
  ),
  into: 'summary',
})
export const PIPED = filtering('cat | provgate', `cat "$IN" | ${FILTER} - --config "$CONFIG" | cat > "$OUT"`)
export const CAT = copying('cat', 'cat "$IN" > "$OUT"')
export const CAT_CAT = copying('cat | cat', 'cat "$IN" | cat | cat > "$OUT"')
export const CP = copying('cp', 'cp "$IN" "$OUT"')
export const JQ_SELECT = filtering('jq', `jq -c '${JQ}' < "$IN" > "$OUT"`)
export const READLINE = filtering('readline', `"$NODE" "${SCRIPT}" readline 1 "$IN" "$OUT"`)
/** @param {1 | 2} threads */
export const duckdb = (threads) => filtering(`DuckDB-${threads}`, `"$NODE" "${SCRIPT}" duckdb ${threads} "$IN" "$OUT"`)
/** DuckDB that writes the rows of Parquet that are held too. @param {1 | 2} threads */
export const duckdbBoth = (threads) =>
  filtering(`DuckDB-${threads}, held too`, `"$NODE" "${SCRIPT}" duckdb ${threads} "$IN" "$OUT" "$OUT.held.parquet"`)
/** @param {1 | 2} threads @returns {Peer} */
export const polars = (threads) => ({
  ...filtering(`Polars-${threads}`, `"$NODE" "${SCRIPT}" polars ${threads} "$IN" "$OUT"`),
  env: { POLARS_MAX_THREADS: String(threads) },
  lacks: lacksPolars(),
})

/** @type {string | undefined} */
let help

/** Why there can't be several workers, if the command line that is measured has no such flag. */
function lacksWorkers() {
  help ??= spawnSync(process.execPath, [MAIN, 'filter', '--help'], { encoding: 'utf8' }).stdout
  return help.includes('--workers') ? undefined : 'provgate has no `--workers`'
}

/** What is in a file, a glob or a folder of files with such rows. @param {string} path @param {import('./shapes.js').Shape} shape @param {boolean} passing only the rows that pass */
async function digest(path, shape, passing) {
  if (/\.arrows?$/.test(path)) return digestArrow(readArrow(path), passing ? fated('pass') : undefined)
  return path.endsWith('.parquet')
    ? digestOf(`read_parquet('${path}')`, passing ? PASSES_TEXT : undefined)
    : digestOf(jsonlTable(path, shape), passing ? PASSES : undefined)
}

/** What a summary says, and should say, of the rows. @param {number | string} all @param {number | string} passing */
const counted = (all, passing) => `${all} rows, ${passing} pass`
/** @param {string} path */
const digestSummary = async (path) => {
  const { rows } = JSON.parse(readFileSync(path, 'utf8'))
  return counted(rows.in, rows.pass)
}
/** @param {string} from @param {import('./shapes.js').Shape} shape */
async function countOf(from, shape) {
  const table = jsonlTable(from, shape)
  const [[all = '', passing = ''] = []] = await ask(`SELECT count(*), count(*) FILTER (WHERE ${PASSES}) FROM ${table}`)
  return counted(String(all), String(passing))
}

/** @type {Map<string, Promise<string>>} */
const wanted = new Map()

/**
 * A peer at work on an input: a file, or a folder of them of which `each` is the glob.
 * @param {Peer} peer @param {{ path: string, shape: import('./shapes.js').Shape, each?: string }} input
 * @param {{ config: string, out: string, as?: string }} options `as` names it, `out` is a folder that it may write to
 * @returns {Promise<import('./race.js').Lane>}
 */
export async function laneOf(
  { name, line, keeps, into, env, lacks },
  { path, shape, each = '' },
  { config, out, as = name },
) {
  const [from, to] = [join(path, each), join(out, basename(path))]
  const written = into === 'folder' ? join(to, 'pass', each || basename(path)) : to
  const key = `${into === 'summary' ? into : keeps} ${from}`
  if (!wanted.has(key))
    wanted.set(key, into === 'summary' ? countOf(from, shape) : digest(from, shape, keeps === 'pass'))
  return {
    name: as,
    line,
    env: { ...env, IN: path, OUT: to, CONFIG: config },
    lacks,
    output: each && into === 'folder' ? dirname(written) : written,
    wanted: (await wanted.get(key)) ?? '',
    digest: () => (into === 'summary' ? digestSummary(written) : digest(written, shape, false)),
  }
}
