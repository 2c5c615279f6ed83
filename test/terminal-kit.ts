import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { provgate } from '../adapters/terminal/provgate.ts'
import { packageVersion } from '../adapters/version.ts'
import { newFolder } from './folder-kit.ts'

export const SAMPLES = fileURLToPath(new URL('../../shared/samples/', import.meta.url))
export const CASES = fileURLToPath(new URL('../../shared/cases/rulings.jsonl', import.meta.url))
export const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
if (!existsSync(MAIN)) throw new Error('the command line is not built: run `npm run build` first')

/** A target with which the samples give all rulings but `permitted` for most models. */
const TARGET = {
  name: 'foo-7b',
  kind: 'chat',
  purpose: 'train',
  distribution: 'open-weights',
  commercial: false,
}
export const CONFIG = `target: ${JSON.stringify(TARGET)}\nsettings: { as_of: 2026-11-22 }\n`

export interface Ran {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly bytes: Buffer
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string | Uint8Array
  readonly env?: Record<string, string>
}

/** Starts `provgate` with pipes. */
export function start(args: readonly string[], { cwd, env }: RunOptions = {}): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...env }, stdio: 'pipe' })
  // It may end before it has read all that it was given.
  child.stdin.on('error', () => undefined)
  return child
}

export function ended(child: ChildProcess): Promise<Ran> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (chunk) => out.push(chunk))
  child.stderr?.on('data', (chunk) => err.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const bytes = Buffer.concat(out)
      resolve({ code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() })
    })
  })
}

/** Runs `provgate` to its end. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start(args, options)
  child.stdin?.end(options.input ?? '')
  return ended(child)
}

/** Runs a command line in this process, one after the other: the same as `run` for what needs no stdin and no signal. */
export async function call(args: readonly string[], { cwd = process.cwd(), env = {} }: RunOptions = {}): Promise<Ran> {
  const said = { out: '', err: '' }
  const before = process.cwd()
  process.chdir(cwd)
  try {
    const code = await provgate(args, {
      cwd,
      env,
      version: await packageVersion(),
      today: new Date().toISOString().slice(0, 10),
      signal: new AbortController().signal,
      interactive: false,
      color: false,
      log: undefined,
      columns: 80,
      async out(text) {
        said.out += text
      },
      err(line) {
        said.err += `${line}\n`
      },
      status: () => undefined,
    })
    return { code, signal: null, stdout: said.out, bytes: Buffer.from(said.out), stderr: said.err }
  } finally {
    process.chdir(before)
  }
}

/** Runs a line of bash, in which `$PG` is provgate. */
export function shell(line: string, { cwd, env }: RunOptions = {}): Promise<Ran> {
  const PG = `${process.execPath} ${MAIN}`
  const child = spawn('bash', ['-c', line], { cwd, env: { ...process.env, ...env, PG }, stdio: 'pipe' })
  child.stdin.end()
  return ended(child)
}

/** A new folder, gone after the tests of the file. */
export function scratch(files: Record<string, string | Uint8Array> = {}): string {
  const folder = newFolder()
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}
/** Every file below a folder, hidden ones too, with the digest of its bytes. */
export function tree(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]))
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const linesOf = (path: string): string[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []

export const jsonOf = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

/** What an error says: one line and its fix, and nothing of the inside of the program. */
export const ERROR = /^provgate: [^\n]+\n {2}fix: [^\n]+\n$/
