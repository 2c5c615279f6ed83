import { type ErrorCode, ProvgateError } from '../../../src/index.ts'

const SAYS: Partial<Record<ErrorCode, string>> = {
  format: 'is damaged',
  truncated: 'ends before its end',
  unsupported: 'can not be read',
  limit: 'asks for more than a limit allows',
}

/** Refuses bytes that are not Parquet as it should be; the name of the input is added by `naming`. */
export function damaged(why: string): never {
  throw new ProvgateError('format', why)
}

/** Refuses bytes that stop before what the file promised. */
export function cutShort(why: string): never {
  throw new ProvgateError('truncated', why, { fix: 'fetch the file again' })
}

/** Refuses what Parquet allows and provgate does not handle. */
export function unsupported(why: string, fix?: string): never {
  throw new ProvgateError('unsupported', why, fix === undefined ? {} : { fix })
}

/** Refuses to allocate what the input asks for. */
export function tooMuch(why: string): never {
  throw new ProvgateError('limit', why, { fix: 'write the file with smaller row groups, or raise the limit' })
}

/**
 * Runs a piece of decoding and gives what it throws the name of the input. Whatever a library throws on the way
 * (a range error of a view, a decompressor's complaint) is damage.
 */
export async function naming<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof ProvgateError && cause.file !== undefined) throw cause
    const code = cause instanceof ProvgateError ? cause.code : 'format'
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ProvgateError(code, `\`${name}\` ${SAYS[code] ?? 'failed'}: ${lower(why)}`, {
      file: name,
      cause,
      ...(cause instanceof ProvgateError && cause.fix !== undefined ? { fix: cause.fix } : {}),
    })
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
