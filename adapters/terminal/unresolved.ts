import { type Source, STANDINGS, type Summary, type Unresolved, unresolvedOf } from '../../src/index.ts'
import type { RunContext } from '../engines/context.ts'
import { group, shorten } from './table.ts'

/** Names of one field that a block shows, so that many of one don't hide a few of another; `--json` has all. */
const SHOWN = 12
/** Reasons of a name that are shown. */
const REASONS = 2
/** Characters of a reason; names from records in it have any length. */
const WIDEST = 160

const TITLES = {
  unknown: 'names that did not resolve',
  part: 'names that resolve, with something behind them that is not known',
  nothing: 'words that name nothing',
} as const satisfies Record<(typeof STANDINGS)[number], string>

const FIXES = {
  unknown: 'write names as their issuers do, or add them to a catalog of your own',
  part: 'add what is known of them to a catalog of your own',
  nothing: 'record what stands behind these rows',
} as const satisfies Record<keyof typeof TITLES, string>

/** What did not resolve, most rows first, and how it is mended; empty when everything did. */
export function unresolvedText(all: readonly Unresolved[]): string {
  const blocks = STANDINGS.flatMap((standing) => {
    const found = all.filter((entry) => entry.standing === standing)
    if (found.length === 0) return []
    const counts = new Map<string, number>()
    const shown = found.filter(({ field }) => {
      const count = (counts.get(field) ?? 0) + 1
      counts.set(field, count)
      return count <= SHOWN
    })
    const more = [...counts]
      .filter(([, count]) => count > SHOWN)
      .map(([field, count]) => `${group(count - SHOWN)} more ${field}s`)
    return [
      [
        TITLES[standing],
        ...shown.map(line),
        ...(more.length > 0 ? [`  … and ${more.join(', ')} (--json has all)`] : []),
        `      fix: ${FIXES[standing]}`,
      ].join('\n'),
    ]
  })
  return blocks.map((block) => `${block}\n\n`).join('')
}

function line({ field, name, rows, why, close }: Unresolved): string {
  const more = why.length > REASONS ? ` (and ${why.length - REASONS} more)` : ''
  const reasons = why.slice(0, REASONS).map((reason) => shorten(reason, WIDEST))
  const meant = close.length > 0 ? `; close: ${close.map((other) => `\`${other}\``).join(', ')}` : ''
  return `  ${field} \`${shorten(name)}\`, ${group(rows)} ${rows === 1 ? 'row' : 'rows'}: ${reasons.join('; ')}${more}${meant}`
}

/** Names of a run's rows that did not resolve; those of platforms and signals, which no summary counts, by its ledger. */
export function unresolvedIn(summary: Summary, { catalog, config, ledger, table }: RunContext): Unresolved[] {
  const platforms = new Map<string, { rows: number }>()
  const signals = new Map<string, { rows: number }>()
  if (hasPlaces(table))
    for (const { sources, rows } of ledger.entries()) {
      const all = [...flat(sources)]
      count(
        all.flatMap(({ platform }) => platform ?? []),
        rows,
        platforms,
      )
      count(
        all.flatMap((source) => Object.keys(source.signals ?? {})),
        rows,
        signals,
      )
    }
  const named = { ...summary, platforms: Object.fromEntries(platforms), signals: Object.fromEntries(signals) }
  return unresolvedOf(named, catalog, config.settings.lineage)
}

function count(names: readonly string[], rows: number, into: Map<string, { rows: number }>): void {
  for (const name of new Set(names)) into.set(name, { rows: (into.get(name)?.rows ?? 0) + rows })
}

/** Whether any origin has a platform or a signal: going through the ledger takes a while. */
function hasPlaces(table: RunContext['table']): boolean {
  for (let code = 0; code < table.size; code++) {
    const origin = table.get(code)
    if (origin.kind !== 'sources') continue
    for (const { platform, signals } of flat(origin.sources))
      if (platform !== undefined || signals !== undefined) return true
  }
  return false
}

/** Sources with all that they derive from. */
function* flat(sources: readonly Source[]): Generator<Source> {
  for (const source of sources) {
    yield source
    if (source.derived_from) yield* flat(source.derived_from)
  }
}
