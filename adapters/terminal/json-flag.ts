import { ProvgateError } from '../../src/index.ts'

/** A schema, as far as a flag needs one. */
interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
        }
      }
}

/**
 * The value of a flag that takes JSON.
 * @param word name of the schema, for `provgate schema`
 * @throws ProvgateError `usage` with the field and what is wrong with it
 */
export function jsonFlag<T>(flag: string, text: string, schema: Schema<T>, word: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ProvgateError('usage', `--${flag} is not JSON: ${(cause as Error).message}`, {
      fix: 'quote it for the shell: \'{"key": "value"}\'',
      cause,
    })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue && issue.path.length > 0 ? `\`${issue.path.map(String).join('.')}\`: ` : ''
  throw new ProvgateError('usage', `--${flag}: ${field}${issue?.message}`, { fix: `see \`provgate schema ${word}\`` })
}
