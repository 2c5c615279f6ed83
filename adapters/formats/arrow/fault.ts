import { type ErrorCode, ProvgateError } from '../../../src/index.ts'

/** An error of Arrow content that does not know its input yet; `named` adds it. */
export const fault = (code: ErrorCode, says: string, fix?: string): ProvgateError =>
  new ProvgateError(code, says, fix === undefined ? {} : { fix })

/** `error` as an error about the input `name`: faults get the name, what the library threw is damage. */
export function named(name: string, error: unknown): ProvgateError {
  if (error instanceof ProvgateError) {
    if (error.file !== undefined) return error
    return new ProvgateError(error.code, `\`${name}\` ${error.message}`, {
      file: name,
      cause: error.cause ?? error,
      ...(error.fix === undefined ? {} : { fix: error.fix }),
    })
  }
  return new ProvgateError('format', `\`${name}\` is damaged: its Arrow content can't be decoded`, {
    file: name,
    cause: error,
  })
}
