import { ageWords, LEGAL, type ShiftGroup } from '../../src/index.ts'
import { paragraph } from './catalog-table.ts'
import type { Changes, Head, Past, Shifts } from './catalog-update-compare.ts'
import { wordsLines } from './catalog-update-words.ts'
import { printable } from './exit.ts'
import { group, paint, type Style, table } from './table.ts'

/** Lines of one direction, names of one line and reasons of one ledger that are shown; `--json` has all. */
const SHOWN = { groups: 20, names: 8, days: 4, reasons: 4 }

/** What a newer catalog changes, as a person reads it before it is taken. */
export function updateText(
  { from, to, looks, words, rulings, ledgers }: Changes,
  { same, older }: { readonly same: boolean; readonly older: boolean },
  width: number,
  style: Style,
): string {
  const parts = [
    [
      ...headLines('in use', from, width),
      ...headLines(older ? 'older' : same ? 'the same' : 'new', to, width),
      ...(older ? paragraph('A DOWNGRADE: this catalog is older than the one in use', width, 0) : []),
      ...paragraph(looksWords(looks), width, 0),
    ].join('\n'),
    wordsLines(words, width).join('\n'),
    shiftLines('rulings that change, over a grid of sources and targets', rulings.grid, width, style).join('\n'),
    ...(rulings.own
      ? [shiftLines('rulings that change for the target of the configuration', rulings.own, width, style).join('\n')]
      : []),
    ...(ledgers.length > 0 ? [ledgerLines(ledgers, width).join('\n')] : []),
    LEGAL,
  ]
  return `${parts.join('\n\n')}\n`
}

const headLines = (name: string, head: Head, width: number): string[] =>
  paragraph(`catalog ${head.version} (${head.digest.slice(0, 12)}), ${ageWords(head)}`, width, 10, name)

function looksWords({ later, earlier }: Changes['looks']): string {
  const parts = [`${later} terms were looked at later than in the catalog in use`]
  if (earlier > 0) parts.push(`${earlier} earlier`)
  return parts.join(', ')
}

function shiftLines(title: string, { cells, targets, groups }: Shifts, width: number, style: Style): string[] {
  const places = `${group(cells)} ruled on`
  if (groups.length === 0) return hanging(`${title}: none (${places})`, width, 0)
  return [
    ...hanging(`${title} (${places})`, width, 0),
    ...([true, false] as const).flatMap((looser) => {
      const list = groups.filter((one) => one.looser === looser)
      const word = looser ? 'looser' : 'stricter'
      if (list.length === 0) return [`  ${word}: none`]
      const sum = (some: readonly ShiftGroup[]) => group(some.reduce((all, { cells: count }) => all + count, 0))
      const side = sum(list.filter((one) => one.side))
      const passing = looser ? 'did not pass and would' : 'passed and would not'
      const more = list.length > SHOWN.groups ? [`    … and ${list.length - SHOWN.groups} more (--json has all)`] : []
      return [
        ...hanging(`${word}: ${sum(list)}, of which ${side} ${passing}`, width, 2),
        ...list.slice(0, SHOWN.groups).flatMap((one) => groupLines(one, targets, width, style)),
        ...more,
      ]
    }),
  ]
}

/** A paragraph of which all lines but the first stand further in. */
const hanging = (text: string, width: number, margin: number): string[] =>
  paragraph(text, width - 2, margin).map((line, i) => (i === 0 ? line : `  ${line}`))

function groupLines(
  { from, to, what, names, days, targets: meant, cells }: ShiftGroup,
  targets: Shifts['targets'],
  width: number,
  style: Style,
): string[] {
  const head = `${from} → ${to}`
  const aims = meant.length === targets.length ? '' : ` for ${meant.map((i) => targetWords(targets[i]!)).join('; ')}`
  const dates = days.length === 1 && days[0] === null ? '' : `, ${few(days.map(dayWords), SHOWN.days)}`
  const text = `${head}, ${group(cells)}: ${what}${dates}${aims}: ${few(names, SHOWN.names)}`
  return hanging(text, width, 4).map((line, i) =>
    i === 0 ? line.replace(head, `${paint(from, from, style)} → ${paint(to, to, style)}`) : line,
  )
}

const dayWords = (day: string | null): string => (day === null ? 'without a date' : `on ${day}`)

function few(words: readonly string[], most: number): string {
  return words.length > most ? `${words.slice(0, most).join(', ')} and ${words.length - most} more` : words.join(', ')
}

function targetWords({ purpose, kind, distribution, commercial }: Shifts['targets'][number]): string {
  const use = commercial === undefined ? [] : [commercial ? 'commercial' : 'noncommercial']
  return [purpose, kind, distribution, ...use].flat().join(' ')
}

function ledgerLines(ledgers: readonly Past[], width: number): string[] {
  const rows = ledgers.map(({ name, impact: { rows: r } }) => [
    name,
    ...[r.in, r.lost, r['may-lose'], r.gained, r['may-gain'], r.unchanged],
  ])
  const heading = ['rows of ledgers', 'all', 'lost', 'may-lose', 'gained', 'may-gain', 'unchanged']
  return [
    ...table([heading, ...rows]).split('\n'),
    ...ledgers.flatMap(({ name, exact, catalog, impact }) => [
      ...(exact
        ? []
        : paragraph(
            `${name}: made by another catalog (${catalog.version}, ${catalog.digest.slice(0, 12)}) or configuration, so that its counts are no more than close`,
            width,
            4,
            '  !',
          )),
      ...impact.reasons
        .slice(0, SHOWN.reasons)
        .flatMap(({ side, says, rows: count }) =>
          paragraph(`${name}: ${group(count)} ${side}: ${printable(says)}`, width, 4),
        ),
    ]),
  ]
}
