import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ProvgateError, Target } from '../../src/index.ts'
import { reasonOf } from '../places/fault.ts'
import type { Command, World } from './command.ts'
import { textOf } from './command.ts'
import { EXIT } from './exit.ts'
import { gather, QUESTIONS } from './init-questions.ts'
import { yamlOf } from './init-yaml.ts'
import { commandLine } from './next.ts'

export const init: Command = {
  name: 'init',
  usage: 'init [options]',
  says: 'Writes a commented `provgate.yaml` from flags, and asks for what they leave out when a person is there.',
  options: {
    out: { type: 'string', short: 'o', value: 'FILE', says: 'file to write; default `provgate.yaml`' },
    force: { type: 'boolean', says: 'replace the file if it is there' },
    ...Object.fromEntries(
      QUESTIONS.map(({ field, says, among }) => [
        field,
        {
          type: 'string' as const,
          value: 'TEXT',
          says: among ? `${says}: ${among.slice(0, 6).join(', ')}${among.length > 6 ? ' …' : ''}` : says,
        },
      ]),
    ),
  },
  async run(args, values, world) {
    if (args.length > 0)
      throw new ProvgateError('usage', `\`${args[0]}\` is not expected`, { fix: 'see `provgate init --help`' })
    const name = textOf(values, 'out') ?? 'provgate.yaml'
    const path = resolve(world.cwd, name)
    if (existsSync(path) && values.force !== true) throw alreadyThere(name)
    const flags = Object.fromEntries(QUESTIONS.map(({ field }) => [field, textOf(values, field)]))
    const prompt = openPrompt(world)
    const answers = await gather(flags, prompt?.ask, world.err).finally(() => prompt?.close())
    if (Object.keys(answers).length === 0)
      throw new ProvgateError('usage', 'nothing is said of the target', {
        fix: 'answer with flags, such as `--kind chat --purpose train`, or run it on a terminal',
      })
    const target = Target.safeParse(answers)
    if (!target.success) {
      const issue = target.error.issues[0]
      throw new ProvgateError('usage', `--${String(issue?.path[0])}: ${issue?.message}`, {
        fix: 'see `provgate schema target`',
      })
    }
    const text = yamlOf(answers, schemaBeside(path))
    await writeFile(path, text, { flag: values.force === true ? 'w' : 'wx' }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') throw alreadyThere(name)
      throw new ProvgateError('output', `\`${name}\` can not be written: ${reasonOf(cause)}`, { file: name, cause })
    })
    const flag = name === 'provgate.yaml' ? [] : ['--config', name]
    world.err(`wrote ${name}; next: ${commandLine('provgate', 'scan', ...flag, 'FILE')}`)
    return EXIT.done
  },
}

const alreadyThere = (name: string): ProvgateError =>
  new ProvgateError('usage', `\`${name}\` is there already`, {
    file: name,
    fix: 'edit it, or add --force to replace it',
  })

/** Where the JSON Schema of this installation lies, seen from the file; nothing if it is not there. */
function schemaBeside(path: string): string | undefined {
  const up = import.meta.url.includes('/dist/adapters/') ? '../../../' : '../../'
  const schema = fileURLToPath(new URL(`${up}schemas/json/config.json`, import.meta.url))
  return existsSync(schema) ? relative(dirname(path), schema).split(sep).join('/') : undefined
}

interface Prompt {
  ask(line: string): Promise<string>
  close(): void
}

/** Asks on a terminal, when a person is there to answer. Lines that were typed ahead answer the next questions. */
function openPrompt({ interactive, signal }: World): Prompt | undefined {
  if (!interactive || !process.stdin.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const ahead: string[] = []
  let waiting: { take(line: string): void; fail(error: unknown): void } | undefined
  let ended: unknown
  const end = (error: unknown): void => {
    ended ??= error
    waiting?.fail(ended)
  }
  lines.on('line', (line) => {
    if (waiting === undefined) ahead.push(line)
    else waiting.take(line)
    waiting = undefined
  })
  // On a terminal in raw mode the key for the signal comes as a character.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  lines.once('close', () => end(new ProvgateError('usage', 'the answers ended early', { fix: 'give them as flags' })))
  signal.addEventListener('abort', () => end(signal.reason), { once: true })
  return {
    ask(line) {
      lines.setPrompt(line)
      lines.prompt()
      const answer = ahead.shift()
      if (answer !== undefined) return Promise.resolve(answer)
      if (ended !== undefined) return Promise.reject(ended)
      return new Promise((take, fail) => {
        waiting = { take, fail }
      })
    },
    close: () => lines.close(),
  }
}
