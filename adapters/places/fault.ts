import { getSystemErrorMap } from 'node:util'
import { type ErrorCode, ProvgateError } from '../../src/index.ts'

/** What the system says of a failed call, without its path: `no space left on device`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { errno } = error as NodeJS.ErrnoException
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)
  return known?.[1] ?? error.message
}

/** Code of a failed system call, as `ENOENT`. */
export const errnoOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code

/** A failed call as the error of provgate: what was tried on which file, then the system's reason. */
export function fault(code: ErrorCode, verb: string, file: string, error: unknown, fix?: string): ProvgateError {
  if (error instanceof ProvgateError) return error
  return new ProvgateError(code, `can not ${verb} \`${file}\`: ${reasonOf(error)}`, {
    file,
    cause: error,
    ...(fix === undefined ? {} : { fix }),
  })
}
