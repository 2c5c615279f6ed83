import type { Source } from '../schemas/provenance.ts'
import type { Binding, Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { all, bindRef } from './scope.ts'
import { type Judged, judgeSignal } from './signal.ts'
import { foldSignalName, signalNamed } from './signal-name.ts'

type Signals = NonNullable<Source['signals']>

/** Reservations beside the text. Against an express license a reservation is disputed; a signal nobody knows is unknown. */
export function bindSignals(
  { signals = {} }: Source,
  context: Context,
  catalog: CatalogIndex,
  licensed: boolean,
): readonly Binding[] {
  const layers: Binding[] = []
  const { beside, told } = tellingOf(signals, catalog)
  for (const name of Object.keys(signals).sort()) {
    if (beside.has(name)) continue
    const value = signals[name]!
    const info = told.get(signalNamed(name, catalog)?.name ?? '')
    for (const judged of judgeSignal(name, value, info, catalog))
      switch (judged.verdict) {
        case 'free':
          break
        case 'reserved':
          layers.push(...reserved(name, judged, context, catalog, licensed))
          break
        case 'constrained':
          layers.push({
            op: 'unknown',
            code: 'permission-unknown',
            at: context.at,
            says: `signal \`${name}\` allows it under terms of its own: \`${judged.info}\``,
            fix: 'read these terms and add a curation with what they allow, or leave these rows out',
          })
          break
        case 'unknown':
          layers.push({
            op: 'unknown',
            code: 'unknown-signal',
            at: context.at,
            ...wordsOf(judged, name, String(value), catalog),
          })
      }
  }
  return layers
}

function reserved(
  name: string,
  { signal, info }: Judged,
  context: Context,
  catalog: CatalogIndex,
  licensed: boolean,
): Binding[] {
  const { at } = context
  const of = all((signal?.terms ?? []).map((ref) => bindRef(ref, context, catalog)))
  const layer: Binding = licensed ? { op: 'disputed', of, signal: name, at } : of
  if (info === undefined) return [layer]
  const says = `signal \`${name}\` tells where terms may be had: \`${info}\`; add a curation with what is agreed there`
  return [layer, { op: 'note', code: 'permission-unknown', at, says }]
}

function wordsOf(
  { says, part }: Judged,
  name: string,
  value: string,
  catalog: CatalogIndex,
): { readonly says: string; readonly fix: string } {
  const own = says === undefined || says === value || says === `${name}: ${value}`
  if (part !== undefined)
    return {
      says: `signal \`${name}\` says \`${says}\` of \`${part}\`, and whether this record is from there is not known`,
      fix: 'record what it comes to for this record',
    }
  if (signalNamed(name, catalog) === undefined) {
    const other = [...catalog.signals.values()].find(({ terms_at }) => namesOf(terms_at).has(foldSignalName(name)))
    return other
      ? {
          says: `signal \`${name}\` tells the terms of \`${other.name}\`, which is missing`,
          fix: `record \`${other.name}\``,
        }
      : { says: `signal \`${name}\` is not known`, fix: 'add it to the catalog, or leave these rows out' }
  }
  return {
    says: `signal \`${name}\` has the value \`${value}\`, ${own ? 'which is not known' : `of which \`${says}\` is not known`}`,
    fix: 'find out what it reserves, and add the value to the catalog, or leave these rows out',
  }
}

const namesOf = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(foldSignalName))

/** The signals that only tell the terms of others, and what they tell, by the name of the other. */
function tellingOf(signals: Signals, catalog: CatalogIndex) {
  const told = new Map<string, string>()
  const beside = new Set<string>()
  const names = Object.keys(signals).sort()
  for (const name of names) {
    const signal = signalNamed(name, catalog)
    if (signal === undefined || signal.terms_at.length === 0) continue
    const wanted = namesOf(signal.terms_at)
    const telling = names.filter((other) => wanted.has(foldSignalName(other)))
    // one that reserves by itself does so also where it tells
    for (const other of telling) if (signalNamed(other, catalog) === undefined) beside.add(other)
    const texts = telling.map((other) => signals[other]).filter((value) => typeof value === 'string')
    if (texts.length > 0) told.set(signal.name, texts.join('; '))
  }
  return { told, beside }
}
