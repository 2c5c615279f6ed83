import { ERROR_CODES, type ErrorCode, ProvgateError } from '../../src/index.ts'
import { isBrokenPipe } from '../places/stdio.ts'

/** Exit codes of the command line. */
export const EXIT = { done: 0, failed: 1, usage: 2, findings: 3, interrupted: 130, terminated: 143 } as const

/** The exit code of an error; a reader of our output that went away is no failure worth a word. */
export function exitOf(error: unknown): number {
  if (isBrokenPipe(error)) return EXIT.failed
  return error instanceof ProvgateError ? ERROR_CODES[error.code].exit : EXIT.failed
}

/** What helps with most errors of a kind, where the error itself does not say. */
const FIXES: Partial<Record<ErrorCode, string>> = {
  input: 'check that it is there and may be read',
  format: 'check what the file holds, or write it anew; the other inputs are not touched by this',
  truncated: 'fetch or write the file again',
  limit: 'split the file, if it is to be trusted',
  output: 'make room, or choose another place that may be written to',
  conservation: 'do not use these outputs; run again, and report it if it stays',
}

/** One line that names the cause and the file, and one with the fix; never a stack trace. */
export function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ProvgateError)) return printable(message.split('\n')[0] ?? '')
  const fix = error.fix ?? FIXES[error.code]
  return `${printable(message)}${fix === undefined ? '' : `\n  fix: ${printable(fix)}`}`
}

/** Text from files as it may stand on a terminal: control and direction characters are shown, not obeyed. */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
