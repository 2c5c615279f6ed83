import { ProvgateError } from '../../src/index.ts'
import { isTerminal, stdoutSink } from '../places/stdio.ts'
import { EXIT } from './exit.ts'
import { provgate } from './provgate.ts'

/** Runs the command line of this process, and ends it as signals ask. */
export async function runProcess(version: string): Promise<void> {
  const stop = new AbortController()
  let signaled: { readonly name: string; readonly code: number } | undefined
  for (const [name, code] of [
    ['SIGINT', EXIT.interrupted],
    ['SIGTERM', EXIT.terminated],
  ] as const)
    process.on(name, () => {
      // A second signal does not wait for the files to be put away.
      if (signaled !== undefined) process.exit(code)
      signaled = { name, code }
      stop.abort(new ProvgateError('aborted', `stopped by ${name}`))
    })

  const { env } = process
  // Made when something is said: their streams take a good part of the start.
  let words: typeof process.stderr | undefined
  const say = (text: string): void => {
    // Whoever read our words may go; the run goes on.
    words ??= process.stderr.on('error', () => undefined)
    words.write(text)
  }
  const encoder = new TextEncoder()
  let sink: ReturnType<typeof stdoutSink> | undefined
  const code = await provgate(process.argv.slice(2), {
    cwd: process.cwd(),
    env,
    version,
    today: new Date().toISOString().slice(0, 10),
    signal: stop.signal,
    get interactive() {
      return isTerminal(2)
    },
    get color() {
      return isTerminal(1) && !env.NO_COLOR && env.TERM !== 'dumb'
    },
    log: env.PROVGATE_LOG ? (await import('./log.ts')).createLog(env) : undefined,
    get columns() {
      return process.stderr.columns ?? 80
    },
    out(text) {
      sink ??= stdoutSink({ signal: stop.signal })
      return sink.write(encoder.encode(text))
    },
    err: (text) => say(`${text}\n`),
    status: say,
  })
  if (signaled !== undefined) {
    say(`provgate: stopped by ${signaled.name}\n`)
    // A write that nobody takes would keep the process.
    process.exit(signaled.code)
  }
  process.exitCode = code
}
