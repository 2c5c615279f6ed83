#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { ProvgateError } from '../../src/errors.ts'
import { isBrokenPipe } from '../places/stdio.ts'
import { type Command, helpOf, parseCommand, type World } from './command.ts'
import { EXIT, exitOf, wordsOf } from './exit.ts'

const COMMANDS: Record<string, { readonly says: string; readonly load: () => Promise<Command> }> = {
  filter: { says: 'pass, hold or drop each record', load: async () => (await import('./filter.ts')).filter },
  scan: {
    says: 'a dry run: what is in the inputs, and what may be used',
    load: async () => (await import('./scan.ts')).scan,
  },
  explain: { says: 'why a record was ruled as it was', load: async () => (await import('./explain.ts')).explain },
  test: { says: 'rulings as test cases', load: async () => (await import('./test.ts')).test },
  init: { says: 'write a commented provgate.yaml', load: async () => (await import('./init.ts')).init },
  schema: { says: 'print the JSON Schema of a word', load: async () => (await import('./schema.ts')).schema },
}

async function main(argv: readonly string[], world: World): Promise<number> {
  const [name, ...rest] = argv
  if (name === '--version' || name === '-V') {
    world.out(`${world.version}\n`)
    return EXIT.done
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const list = Object.entries(COMMANDS).map(([key, { says }]) => `  ${key.padEnd(8)}  ${says}`)
    const text = [
      'usage: provgate COMMAND [options]',
      '',
      ...list,
      '',
      '`provgate COMMAND --help` has the options',
      '',
    ].join('\n')
    if (name === undefined) world.err(text)
    else world.out(text)
    return name === undefined ? EXIT.usage : EXIT.done
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry)
    throw new ProvgateError('usage', `\`${name}\` is no command`, {
      fix: `use one of ${Object.keys(COMMANDS).join(', ')}`,
    })
  const command = await entry.load()
  const { values, positionals } = parseCommand(command, rest)
  if (values.help === true) {
    world.out(helpOf(command))
    return EXIT.done
  }
  return command.run(positionals, values, world)
}

const stop = new AbortController()
let signaled: number | undefined
for (const [signal, code] of [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
] as const)
  process.on(signal, () => {
    // A second signal does not wait for the files to be put away.
    if (signaled !== undefined) process.exit(code)
    signaled = code
    stop.abort(new ProvgateError('aborted', `stopped by ${signal}`))
  })

const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const write = (fd: NodeJS.WriteStream) => (text: string) => void fd.write(text)
try {
  process.exitCode = await main(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    version,
    today: new Date().toISOString().slice(0, 10),
    signal: stop.signal,
    interactive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    out: write(process.stdout),
    err: (text) => void process.stderr.write(`${text}\n`),
    status: write(process.stderr),
  })
} catch (error) {
  if (!isBrokenPipe(error) && signaled === undefined) process.stderr.write(`provgate: ${wordsOf(error)}\n`)
  if (process.env.PROVGATE_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.exitCode = exitOf(error)
}
if (signaled !== undefined) process.exitCode = signaled
