// One process at a time, timed from its start to its end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The command line that is measured; another build of it for a comparison. */
export const MAIN = process.env.PROVGATE_MAIN ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const PEAK = `--import ${new URL('peak.js', import.meta.url).href}`
/** Milliseconds after which a process counts as hung. */
const HUNG = 4 * 60_000

/** @type {import('node:child_process').ChildProcess | undefined} */
let running

/** Ends the process that is running, and those that it started. */
export function endChild() {
  const pid = running?.pid
  running = undefined
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/**
 * Runs a command of the shell, in which `$NODE` and `$MAIN` start provgate; each part of a pipe has to end with 0. With
 * `peak` one process in it is measured: the one started by `$NODE $PEAK`.
 * @param {string} line @param {Readonly<Record<string, string>>} env
 * @param {{ peak?: boolean }} options
 */
export async function runChild(line, env, { peak = false } = {}) {
  const start = performance.now()
  const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
    env: {
      ...process.env,
      NODE: process.execPath,
      MAIN,
      PEAK: peak ? PEAK : '',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', peak ? 'pipe' : 'ignore'],
    // In a group of its own, so that it ends as a whole.
    detached: true,
  })
  running = child
  const timer = setTimeout(endChild, HUNG)
  const [said, told] = [gather(child.stdio[2]), gather(child.stdio[3])]
  const exit = once(child, 'exit')
  try {
    const [code, signal] = await exit
    const seconds = (performance.now() - start) / 1000
    const words = (await said).trim().split('\n')
    const why = words.find((line) => /error/i.test(line)) ?? words.at(-1) ?? ''
    if (code !== 0) throw new Error(`ended with ${code ?? signal}: ${why.trim().slice(0, 300)}`)
    return { seconds, peak: peak ? /** @type {number} */ (JSON.parse(await told).peak_bytes) : 0 }
  } finally {
    clearTimeout(timer)
    if (running === child) running = undefined
  }
}

/** @param {unknown} stream */
async function gather(stream) {
  let text = ''
  if (stream) for await (const chunk of /** @type {import('node:stream').Readable} */ (stream)) text += chunk
  return text
}
