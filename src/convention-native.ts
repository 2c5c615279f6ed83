import { Source } from '../schemas/provenance.ts'
import { parseJson } from './convention-json.ts'
import { Unreadable } from './convention-path.ts'

/** Field of a record that holds its provenance in provgate's own words. */
export const NATIVE_FIELD = 'provenance'

const MOST = 256

/**
 * The sources of a `provenance` value: one source, `{"sources": [source, …]}`, or either as JSON text, as columnar
 * files carry it. Members that are null are absent, as in a struct column. Throws `Unreadable` for anything else.
 */
export function readNative(given: unknown): readonly Source[] {
  if (given === null || given === undefined) return []
  const value = bare(typeof given === 'string' ? parsed(given) : given)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable('wrong-type')
  if (!Object.hasOwn(value, 'sources')) return [valid(value)]
  if (Object.keys(value).length > 1) throw new Unreadable('unknown-field')
  const { sources } = value as { sources: unknown }
  if (!Array.isArray(sources) || sources.length === 0 || sources.length > MOST) throw new Unreadable('wrong-type')
  return sources.map(valid)
}

function valid(value: unknown): Source {
  const { data, error } = Source.safeParse(value)
  if (!error) return data
  throw new Unreadable(error.issues.some(({ code }) => code === 'unrecognized_keys') ? 'unknown-field' : 'wrong-type')
}

function parsed(text: string): unknown {
  const read = parseJson(text)
  if ('value' in read) return read.value
  throw new Unreadable(read.code === 'malformed-json' ? 'wrong-type' : read.code)
}

/** The value without members that are null; null in a list stays, since leaving it out would change the list. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, member]) => member !== null)
  if (entries.some(([, member]) => member === undefined)) throw new Unreadable('unreadable-value')
  return Object.fromEntries(entries.map(([name, member]) => [name, bare(member)]))
}
