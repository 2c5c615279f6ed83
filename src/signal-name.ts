import type { Binding } from '../schemas/catalog.ts'
import { lowerCase } from './signal-statement.ts'

/**
 * A name of a signal as it is compared. Columns can't have every character of a header, so that `_`, `.`, `:` and spaces
 * count as `-`; `robots.txt` before the name of a crawler is `robots`.
 */
export const foldSignalName = (name: string): string =>
  lowerCase(name)
    .replace(/[_.: ]/g, '-')
    .replace(/^(robots|ai)-txt-/, '$1-')

type Signals = ReadonlyMap<string, Binding>

/** Names as folded, made once for each catalog. */
const known = new WeakMap<Signals, Signals>()

/** The entry of a signal by any of its names. */
export function signalNamed(name: string, { signals }: { readonly signals: Signals }): Binding | undefined {
  let folded = known.get(signals)
  if (!folded) {
    folded = new Map([...signals].map(([each, signal]) => [foldSignalName(each), signal]))
    known.set(signals, folded)
  }
  return folded.get(foldSignalName(name))
}
