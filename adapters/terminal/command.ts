import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import { ProvgateError } from '../../src/index.ts'

/** What a command runs in: everything of the world that it may touch. */
export interface World {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** The day of the run, `YYYY-MM-DD`. */
  readonly today: string
  readonly signal: AbortSignal
  /** Whether a person reads stderr, and may be shown progress. */
  readonly interactive: boolean
  /** Whether a person reads stdout, and likes colors. */
  readonly color: boolean
  /** JSON lines of what happens, when the environment asks for them. */
  readonly log: Log | undefined
  /** Data, to stdout; resolves when they were taken. */
  out(text: string): Promise<void>
  /** A line of words, to stderr. */
  err(text: string): void
  /** Text as it is, to a terminal's stderr. */
  status(text: string): void
  /** Width of that terminal. */
  readonly columns: number
}

/** The log of a run, as far as commands use it. */
interface Log {
  info(fields: object, what: string): void
  error(fields: object, what: string): void
}

/** Flags of a command; `says` and `value` are for its help. */
export type Options = Record<
  string,
  { type: 'string' | 'boolean'; short?: string; multiple?: boolean; says: string; value?: string }
>
/** What was given for them. */
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** A command: one file of this folder and one line in `provgate.ts`. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly says: string
  readonly options: Options
  /** @returns the exit code */
  run(args: readonly string[], values: Values, world: World): Promise<number>
}

/**
 * Reads the words after a command's name.
 * @throws ProvgateError `usage` for a flag that is not known, lacks its value, or is given twice
 */
export function parseCommand(command: Command, args: readonly string[]): { values: Values; positionals: string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } }
  for (const [name, { type, short, multiple }] of Object.entries(command.options))
    options[name] = { type, ...(short && { short }), ...(multiple && { multiple }) }
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    })
    const seen = new Set<string>()
    for (const token of tokens) {
      if (token.kind !== 'option' || token.value === undefined) continue
      if (seen.has(token.name) && !command.options[token.name]?.multiple)
        throw new Error(`option '--${token.name}' is given twice`)
      seen.add(token.name)
    }
    return { values: values as Values, positionals }
  } catch (cause) {
    const message = (cause as Error).message.split('. ')[0] ?? ''
    throw new ProvgateError('usage', `${message.charAt(0).toLowerCase()}${message.slice(1).replaceAll("'", '`')}`, {
      fix: `see \`provgate ${command.name} --help\``,
      cause,
    })
  }
}

/** What `--help` prints. */
export function helpOf({ usage, says, options }: Command): string {
  const rows = Object.entries(options).map(([name, { type, short, says: what, value }]) => {
    const flag = `${short ? `-${short}, ` : '    '}--${name}${type === 'string' ? ` ${value ?? name.toUpperCase()}` : ''}`
    return [flag, what] as const
  })
  const width = Math.max(0, ...rows.map(([flag]) => flag.length))
  return [
    `usage: provgate ${usage}`,
    '',
    says,
    '',
    ...rows.map(([flag, what]) => `  ${flag.padEnd(width)}  ${what}`),
    '',
  ].join('\n')
}

/** A flag's text, or undefined. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}
