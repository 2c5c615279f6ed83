import { type Difference, LEGAL, type Obligation } from '../../src/index.ts'
import { printable } from './exit.ts'
import { reasonLines, remedyLines } from './explanation.ts'
import { paint, type Style } from './table.ts'

/** Reasons of either side that are shown in full. */
const SPOKEN = 5

/** A ruling before and after a change, and the reasons that changed. */
export function differenceText(
  { before, after, reasons, obligations }: Difference,
  says: readonly string[],
  style: Style,
): string {
  const head = (name: string, { ruling, action, id }: Difference['before']) =>
    `${name.padEnd(7)} ${paint(ruling, ruling, style)} → ${action}   ${id}`
  const lines: string[] = []
  for (const source of before.sources) lines.push(`  source: ${JSON.stringify(source)}`)
  lines.push(`  what if: ${says.join(', ')}`, '')
  for (const [title, list] of [
    ['reasons that no longer hold', reasons.gone],
    ['reasons that hold instead', reasons.new],
  ] as const) {
    if (list.length === 0) continue
    lines.push(`  ${title}`)
    for (const [i, reason] of list.slice(0, SPOKEN).entries()) lines.push(...reasonLines(reason, i + 1))
    if (list.length > SPOKEN) lines.push(`     and ${list.length - SPOKEN} more (--json has them)`)
    lines.push('')
  }
  if (reasons.gone.length + reasons.new.length === 0) lines.push('  the reasons are the same', '')
  for (const [title, list] of [
    ['obligations that fall away', obligations.gone],
    ['obligations that come with it', obligations.new],
  ] as const)
    if (list.length > 0) lines.push(`  ${title}`, ...list.map(dutyLine), '')
  if (after.remedies !== undefined) lines.push(...remedyLines(after.remedies), '')
  return `${head('before', before)}\n${head('after', after)}\n\n${lines.map(printable).join('\n')}\n${LEGAL}\n`
}

const dutyLine = ({ duty, terms, version, clause, open }: Obligation): string =>
  `    ${duty}  ${terms}@${version} ${clause}${open ? '  (open: not declared)' : ''}`
