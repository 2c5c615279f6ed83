import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import { ProvgateError } from '../../src/errors.ts'

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
  /** Data, to stdout. */
  out(text: string): void
  /** A line of words, to stderr. */
  err(text: string): void
  /** Text as it is, to a terminal's stderr. */
  status(text: string): void
  /** Width of that terminal. */
  readonly columns: number
}

export type Options = Record<
  string,
  { type: 'string' | 'boolean'; short?: string; multiple?: boolean; says: string; value?: string }
>
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** A command: one file of this folder and one line in `main.ts`. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly says: string
  readonly options: Options
  /** @returns the exit code */
  run(args: readonly string[], values: Values, world: World): Promise<number>
}

export function parseCommand(command: Command, args: readonly string[]): { values: Values; positionals: string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } }
  for (const [name, { type, short, multiple }] of Object.entries(command.options))
    options[name] = { type, ...(short && { short }), ...(multiple && { multiple }) }
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
      allowNegative: true,
    })
    return { values: values as Values, positionals }
  } catch (cause) {
    const message = (cause as Error).message.split('. ')[0] ?? ''
    throw new ProvgateError('usage', `${message.charAt(0).toLowerCase()}${message.slice(1).replaceAll("'", '`')}`, {
      fix: `see \`provgate ${command.name} --help\``,
      cause,
    })
  }
}

export function helpOf({ usage, says, options }: Command): string {
  const rows = Object.entries(options).map(([name, { type, short, says: what, value }]) => {
    const flag = `${short ? `-${short}, ` : ''}--${name}${type === 'string' ? ` ${value ?? name.toUpperCase()}` : ''}`
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
