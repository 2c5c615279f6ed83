import { ProvgateError } from '../../src/index.ts'

/** What a place threw while bytes of `name` were read, as an error about that input. */
export function sourceFault(name: string, error: unknown): ProvgateError {
  if (error instanceof ProvgateError && error.file !== undefined) return error
  const says = error instanceof Error ? error.message : String(error)
  return new ProvgateError('input', `can't read \`${name}\`: ${says}`, { file: name, cause: error })
}
