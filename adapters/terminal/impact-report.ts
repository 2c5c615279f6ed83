import { type ImpactReport, LEGAL, type RulingName, type Side } from '../../src/index.ts'
import { printable } from './exit.ts'
import { group, paint, type Style, table } from './table.ts'

const WORDS: Record<Side, string> = {
  lost: 'passed, would not pass',
  'may-lose': 'passed, may not pass',
  gained: 'did not pass, would pass',
  'may-gain': 'did not pass, may pass',
  unchanged: 'on the same side',
}
const REASONS = 8
const CHANGES = 8

interface CatalogName {
  readonly version: string
  readonly digest: string
}

/** What a newer catalog does to the rows of a ledger, as a person reads it. */
export function impactText(
  { rows, provenances, rulings, reasons, changes, conventions }: ImpactReport,
  { from, to, same }: { readonly from: CatalogName; readonly to: CatalogName; readonly same: boolean },
  style: Style,
): string {
  const sides = Object.keys(WORDS) as Side[]
  const parts = [
    `catalog ${from.version} (${from.digest.slice(0, 12)}) → ${to.version} (${to.digest.slice(0, 12)})${same ? ': the same' : ''}`,
    table([
      ['rows of the ledger', 'rows', 'provenances'],
      ...sides.map((side) => [WORDS[side], rows[side], provenances[side]] as const),
      ['all', rows.in, provenances.in],
    ]),
  ]
  const moved = rulings.filter((one) => one.from !== one.to)
  if (moved.length > 0)
    parts.push(
      [
        'rulings that change',
        ...moved.map(({ from: was, to: now, rows: count }) => {
          const names = now.split('|').map((name) => paint(name as RulingName, name, style))
          return `  ${group(count)}  ${paint(was, was, style)} → ${names.join(' or ')}`
        }),
      ].join('\n'),
    )
  if (reasons.length > 0)
    parts.push(
      [
        'commonest reasons',
        ...reasons
          .slice(0, REASONS)
          .map(({ side, says, rows: count }) => `  ${group(count)}  ${WORDS[side]}: ${printable(says)}`),
      ].join('\n'),
    )
  if (changes.length > 0)
    parts.push(
      [
        'provenances with the most rows (`provgate explain ID --ledger …` has the old reasons; --json has all)',
        ...changes
          .slice(0, CHANGES)
          .map(
            ({ id, side, rows: count, first, days }) =>
              `  ${id}  ${group(count)}  ${WORDS[side]}, first ${printable(first.file)}:${first.row}${days.length > 0 ? `; changes on ${days.slice(0, 4).join(', ')}${days.length > 4 ? ' …' : ''}` : ''}`,
          ),
      ].join('\n'),
    )
  if (conventions.length > 0)
    parts.push(
      `conventions that read otherwise now: ${conventions.join(', ')}; what their files would hold, a ledger can not tell: run again`,
    )
  else if (rows['may-lose'] + rows['may-gain'] > 0)
    parts.push('rows that may change: a ledger knows dates as intervals of the older catalog; run again to be sure')
  parts.push(LEGAL)
  return `${parts.join('\n\n')}\n`
}
