import { type Explanation, LEGAL, type Reason, type Remedy } from '../../src/index.ts'
import { printable } from './exit.ts'
import { paint, type Style } from './table.ts'

/** Reasons that are shown in full; those after it accompany. */
const SPOKEN = 5

/** A ruling with its reasons, as a compliance lead reads it. */
export function explanationOf(explanation: Explanation, style: Style): string {
  const { id, ruling, action, sources, declared, reasons, obligations, origin, remedies } = explanation
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
  if (remedies !== undefined) lines.push(...remedyLines(remedies), '')
  return `${paint(ruling, ruling, style)} → ${action}   ${id}\n\n${lines.map(printable).join('\n')}\n${LEGAL}\n`
}

/** The single changes that would free a record, or that there is none. */
export function remedyLines(remedies: readonly Remedy[]): string[] {
  if (remedies.length === 0) return ['  nothing single frees it: more than one thing stands in the way']
  return [
    '  one change that would let it pass, all else as it is (what the rules say, no advice)',
    ...remedies.map(({ says, ruling }) => `    ${says}  → ${ruling}`),
  ]
}

/** One reason with its words, numbered from 1. */
export function reasonLines(
  { code, says, quote, ref, link, facts, missing, fix, source, evidence, terms, version, clause, catalog }: Reason,
  index: number,
): string[] {
  const where = terms === undefined ? [] : [`${terms}${version ? `@${version}` : ''}${clause ? ` ${clause}` : ''}`]
  const lines = [`  ${index}. ${says}`, `     ${[code, source, ...where].join(', ')}`]
  if (quote)
    lines.push(`     “${quote}”${ref ? `, ${ref}` : ''}${evidence === 'quoted' ? ' (known by a quotation)' : ''}`)
  if (link) lines.push(`     ${link}`)
  if (facts) lines.push(`     because the target declares ${facts.join(', ')}`)
  if (missing) lines.push(`     not known: ${missing.join(', ')}`)
  if (catalog) lines.push(`     catalog: ${catalog}`)
  if (fix) lines.push(`     fix: ${fix}`)
  return lines
}
