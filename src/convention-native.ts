import type { Source } from '../schemas/provenance.ts'
import { type CheckSource, checkSource } from './convention-check.ts'
import { parseJson } from './convention-json.ts'
import { Unreadable } from './convention-path.ts'
import type { ReadCode } from './errors.ts'

/** Field of a record that holds its provenance in provgate's own words. */
export const NATIVE_FIELD = 'provenance'

const MOST = 256

/**
 * The sources of a `provenance` value: one source, `{"sources": [source, …]}`, or either as JSON text, as columnar
 * files carry it. Members that are null are absent, as in a struct column. For anything else why it is none: some is
 * thrown as `Unreadable`, but what may stand in every row is given, which costs a tenth.
 */
export function nativeSources(given: unknown, check: CheckSource): readonly Source[] | ReadCode {
  if (given === null || given === undefined) return []
  const value = bare(typeof given === 'string' ? parsed(given) : given)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'wrong-type'
  if (!Object.hasOwn(value, 'sources')) {
    const found = check(value)
    return typeof found === 'string' ? found : [found]
  }
  if (Object.keys(value).length > 1) return 'unknown-field'
  const { sources } = value as { sources: unknown }
  if (!Array.isArray(sources) || sources.length === 0 || sources.length > MOST) return 'wrong-type'
  const read: Source[] = []
  for (const source of sources as readonly unknown[]) {
    const found = check(source)
    if (typeof found === 'string') return found
    read.push(found)
  }
  return read
}

/** The same, with all that is wrong thrown as `Unreadable`. */
export function readNative(given: unknown): readonly Source[] {
  const read = nativeSources(given, checkSource)
  if (typeof read === 'string') throw new Unreadable(read)
  return read
}

function parsed(text: string): unknown {
  const read = parseJson(text)
  if ('value' in read) return read.value
  throw new Unreadable(read.code === 'malformed-json' ? 'wrong-type' : read.code)
}

/** The value without members that are null; null in a list stays, since leaving it out would change the list. */
const bare = (value: unknown): unknown => (isBare(value) ? value : stripped(value))

/** Whether nothing would be left out: most values are as they should be, and need no copy. */
function isBare(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true
  if (Array.isArray(value)) return value.every(isBare)
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name]
    if (member === null || member === undefined) return false
    if (typeof member === 'object' && !isBare(member)) return false
  }
  return true
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, member]) => member !== null)
  if (entries.some(([, member]) => member === undefined)) throw new Unreadable('unreadable-value')
  return Object.fromEntries(entries.map(([name, member]) => [name, stripped(member)]))
}
