import type { Source } from '../schemas/provenance.ts'
import { RULINGS, type RulingName } from '../schemas/ruling.ts'
import type { CatalogIndex } from './catalog.ts'
import type { RulingChange } from './catalog-update.ts'
import { isAllowed } from './outcome.ts'

/** Sources of one sort whose ruling changes in one way for the same targets. */
export interface ShiftGroup {
  readonly from: RulingName
  readonly to: RulingName
  /** Whether the newer ruling is the milder one. */
  readonly looser: boolean
  /** Whether rows that were held or dropped would pass, or the other way round. */
  readonly side: boolean
  /** `outputs of openai through api`, `licenses`, `datasets`, `platforms`, `signals` */
  readonly what: string
  readonly names: readonly string[]
  /** Days that the sources were dated on; null: without a date. */
  readonly days: readonly (string | null)[]
  /** Indices of the targets of the grid. */
  readonly targets: readonly number[]
  /** Places of the grid. */
  readonly cells: number
}

/**
 * Groups the places of a grid at which rulings differ: the looser ones first, of these and of the stricter ones those
 * that change side, then those that change most.
 */
export function groupShifts(changes: readonly RulingChange[], from: CatalogIndex, to: CatalogIndex): ShiftGroup[] {
  // Three steps join what differs in targets only, then in names only, then in days only.
  const seeds = changes.map(({ source, target, from: was, to: is }): ShiftGroup => {
    const { what, name } = sortOf(source, from, to)
    return {
      from: was,
      to: is,
      looser: rank(is) < rank(was),
      side: isAllowed(is) !== isAllowed(was),
      what,
      names: [name],
      days: [source.date ?? null],
      targets: [target],
      cells: 1,
    }
  })
  const groups = (['targets', 'names', 'days'] as const).reduce(joined, seeds)
  return groups.sort(
    (a, b) =>
      Number(b.looser) - Number(a.looser) ||
      Number(b.side) - Number(a.side) ||
      Math.abs(rank(b.to) - rank(b.from)) - Math.abs(rank(a.to) - rank(a.from)) ||
      b.cells - a.cells ||
      (keyOf(a) < keyOf(b) ? -1 : 1),
  )
}

const rank = (ruling: RulingName): number => RULINGS.indexOf(ruling)
const keyOf = ({ from, to, what, names, days, targets }: ShiftGroup): string =>
  JSON.stringify([from, to, what, names, days, targets])

/** Joins groups that are the same but for one list. */
function joined(groups: readonly ShiftGroup[], list: 'targets' | 'names' | 'days'): ShiftGroup[] {
  const found = new Map<string, ShiftGroup[]>()
  for (const group of groups) {
    const key = keyOf({ ...group, [list]: [] })
    const known = found.get(key)
    if (known) known.push(group)
    else found.set(key, [group])
  }
  return [...found.values()].map((same) => ({
    ...same[0]!,
    [list]: sorted(same.flatMap((group) => group[list] as readonly (string | number | null)[])),
    cells: same.reduce((sum, { cells }) => sum + cells, 0),
  }))
}

const sorted = <T extends string | number | null>(values: readonly T[]): T[] =>
  [...new Set(values)].sort((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    return (a ?? '') < (b ?? '') ? -1 : 1
  })

function sortOf(source: Source, from: CatalogIndex, to: CatalogIndex): { what: string; name: string } {
  if (source.model !== undefined) {
    const found = [to, from].map(({ names }) => names.resolve(source.model!)).find(({ kind }) => kind !== 'unknown')
    const issuer = found && found.kind !== 'unknown' ? found.model.issuer : undefined
    return { what: `outputs of ${issuer ?? 'an unknown issuer'} through ${source.channel}`, name: source.model }
  }
  if (source.license !== undefined) return { what: 'licenses', name: String(source.license) }
  if (source.dataset !== undefined) return { what: 'datasets', name: source.dataset }
  if (source.platform !== undefined) return { what: 'platforms', name: source.platform }
  const [signal] = Object.entries(source.signals ?? {})
  return { what: 'signals', name: signal ? `${signal[0]}=${String(signal[1])}` : '' }
}
