// What a user would run instead of provgate over JSONL, as whole processes that write the rows that pass. Each has the
// same rule written by hand: the models and licenses that `shapes.js` lets pass.
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const SCRIPT = fileURLToPath(new URL('peer-script.js', import.meta.url))
const MODELS = ['mistralai/Mistral-7B-Instruct-v0.2', 'Qwen/Qwen2.5-7B-Instruct']
const LICENSES = ['cc0-1.0', 'mit']

/** @param {readonly string[]} words */
const list = (words) => words.map((word) => `"${word}"`).join(',')
const JQ = `select((.provenance.model | IN(${list(MODELS)})) or (.provenance.license | IN(${list(LICENSES)})))`

/**
 * A command of the shell that reads `$IN` and writes `$OUT`; `$CONFIG` is provgate's configuration. `rows` says what it
 * writes: the rows that pass, or all of them.
 * @typedef {{ name: string, line: string, rows: 'pass' | 'all' }} Peer
 */

/** @type {Peer} */
export const GUARD = {
  name: 'provgate',
  line: `"${process.execPath}" "${MAIN}" filter - --config "$CONFIG" < "$IN" > "$OUT"`,
  rows: 'pass',
}
/** @type {Peer} */
export const PIPED = {
  name: 'cat | provgate',
  line: `cat "$IN" | "${process.execPath}" "${MAIN}" filter - --config "$CONFIG" | cat > "$OUT"`,
  rows: 'pass',
}
/** @type {Peer} */
export const CAT = { name: 'cat', line: 'cat "$IN" > "$OUT"', rows: 'all' }
/** @type {Peer} */
export const CAT_CAT = { name: 'cat | cat', line: 'cat "$IN" | cat | cat > "$OUT"', rows: 'all' }
/** @type {Peer} */
export const JQ_SELECT = { name: 'jq', line: `jq -c '${JQ}' < "$IN" > "$OUT"`, rows: 'pass' }
/** @param {'readline' | 'duckdb-1' | 'duckdb-2'} kind @returns {Peer} */
export const scripted = (kind) => ({
  name: kind,
  line: `"${process.execPath}" "${SCRIPT}" ${kind} "$IN" "$OUT"`,
  rows: 'pass',
})

export { LICENSES, MODELS }
