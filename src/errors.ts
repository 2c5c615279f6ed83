/** Why a record or its provenance could not be read: closed, so that reports and docs can name each. */
export const READ_CODES = {
  'malformed-json': 'not one JSON value a line',
  'not-an-object': 'JSON, but not an object',
  'invalid-utf8': 'bytes that are not UTF-8',
  'line-too-long': 'a line longer than the limit',
  'too-deep': 'nested deeper than the limit',
  'blank-line': 'a line without a value',
  'duplicate-key': 'a key of the provenance stands twice',
  'wrong-type': 'a provenance field has a type or value that it may not have',
  'unknown-field': 'a provenance field that is not known',
  'dangling-reference': 'refers to an entry that the joined file does not have',
  'unreadable-value': 'a value that the reader could not give',
  'function-failed': 'the `provenance` function threw on it',
} as const
export type ReadCode = keyof typeof READ_CODES

/** Codes of errors, and the exit code of each: 1 the run failed, 2 wrong usage or configuration. */
export const ERROR_CODES = {
  usage: { exit: 2, says: 'the command line is wrong' },
  config: { exit: 2, says: 'the configuration is wrong' },
  catalog: { exit: 2, says: 'a catalog file is wrong' },
  input: { exit: 1, says: 'an input can not be found or opened' },
  format: { exit: 1, says: 'an input is not in the format that it claims, or is damaged' },
  truncated: { exit: 1, says: 'an input ends before its end' },
  unsupported: { exit: 1, says: 'a format or feature that provgate does not handle' },
  limit: { exit: 1, says: 'an input asks for more than a limit allows' },
  output: { exit: 1, says: 'an output can not be written' },
  conservation: { exit: 1, says: 'rows written do not add up to rows read' },
  aborted: { exit: 1, says: 'the run was stopped' },
} as const
export type ErrorCode = keyof typeof ERROR_CODES

/** The one error that provgate throws. `message` names the cause and the input; `fix` is apart. */
export class ProvgateError extends Error {
  override readonly name = 'ProvgateError'
  readonly code: ErrorCode
  readonly fix: string | undefined
  readonly file: string | undefined
  readonly row: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { fix?: string; file?: string; row?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fix = options.fix
    this.file = options.file
    this.row = options.row
  }
}
