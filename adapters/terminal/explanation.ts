import { type Explanation, LEGAL, type Reason } from '../../src/index.ts'
import { printable } from './exit.ts'
import { paint, type Style } from './table.ts'

/** Reasons that are shown in full; those after it accompany. */
const SPOKEN = 5

/** A ruling with its reasons, as a compliance lead reads it. */
export function explanationOf(explanation: Explanation, style: Style): string {
  const { id, ruling, action, sources, declared, reasons, obligations, origin } = explanation
  const lines: string[] = []
  if (sources.length === 0) lines.push(`  origin: ${origin}`)
  for (const source of sources) lines.push(`  source: ${JSON.stringify(source)}`)
  if (declared.length > 0) lines.push(`  declared by a default, not read from the record: ${declared.join(', ')}`)
  lines.push('')
  for (const [i, reason] of reasons.slice(0, SPOKEN).entries()) lines.push(...reasonLines(reason, i + 1), '')
  if (reasons.length > SPOKEN)
    lines.push('  also (--json has them in full)', ...reasons.slice(SPOKEN).map(({ says }) => `    ${says}`), '')
  if (obligations.length > 0) {
    lines.push('  obligations')
    for (const { duty, terms, version, clause, open } of obligations)
      lines.push(`    ${duty}  ${terms}@${version} ${clause}${open ? '  (open: not declared)' : ''}`)
    lines.push('')
  }
  return `${paint(ruling, ruling, style)} → ${action}   ${id}\n\n${lines.map(printable).join('\n')}\n${LEGAL}\n`
}

function reasonLines(
  { code, says, quote, ref, link, facts, missing, fix, source, evidence, terms, version, clause }: Reason,
  index: number,
): string[] {
  const where = terms === undefined ? [] : [`${terms}${version ? `@${version}` : ''}${clause ? ` ${clause}` : ''}`]
  const lines = [`  ${index}. ${says}`, `     ${[code, source, ...where].join(', ')}`]
  if (quote)
    lines.push(`     “${quote}”${ref ? `, ${ref}` : ''}${evidence === 'quoted' ? ' (known by a quotation)' : ''}`)
  if (link) lines.push(`     ${link}`)
  if (facts) lines.push(`     because the target declares ${facts.join(', ')}`)
  if (missing) lines.push(`     not known: ${missing.join(', ')}`)
  if (fix) lines.push(`     fix: ${fix}`)
  return lines
}
