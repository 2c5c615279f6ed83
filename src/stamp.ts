import { Source } from '../schemas/provenance.ts'
import { NATIVE_FIELD, readNative } from './convention-native.ts'
import { Unreadable } from './convention-path.ts'
import { ProvgateError, READ_CODES } from './errors.ts'

/**
 * A record with a source added to its provenance, the cheapest way to never have to guess it. What the record says
 * already stays; the record that was given is not changed.
 * @throws ProvgateError `input` for a source or a provenance that is not in the words of the schema
 */
export function stamp<T extends object>(record: T, source: Source): T & { readonly provenance: Source | Sources } {
  const added = checkSource(source)
  const before = sourcesIn(record)
  const provenance = before.length === 0 ? added : { sources: [...before, added] }
  return { ...record, provenance }
}

interface Sources {
  readonly sources: readonly Source[]
}

/**
 * A source as the schema has it.
 * @throws ProvgateError `input` with the field and what is wrong with it
 */
function checkSource(source: unknown): Source {
  const { data, error } = Source.safeParse(source)
  if (!error) return data
  const [issue] = error.issues
  const field = issue && issue.path.length > 0 ? `\`${issue.path.join('.')}\`: ` : ''
  throw new ProvgateError('input', `the source to stamp: ${field}${issue?.message}`, {
    fix: 'see `provgate schema provenance`',
  })
}

function sourcesIn(record: object): readonly Source[] {
  try {
    return Object.hasOwn(record, NATIVE_FIELD) ? readNative((record as Record<string, unknown>)[NATIVE_FIELD]) : []
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw new ProvgateError(
      'input',
      `the record has a \`${NATIVE_FIELD}\` that can not be read: ${READ_CODES[error.code]}`,
      {
        fix: 'mend it, or take it out of the record',
        cause: error,
      },
    )
  }
}
