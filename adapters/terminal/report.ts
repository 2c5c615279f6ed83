import { styleText } from 'node:util'
import type { Summary } from '../../schemas/ledger.ts'
import { LEGAL } from '../../schemas/ledger.ts'
import type { Explanation, Reason, RulingName } from '../../schemas/ruling.ts'
import { printable } from './exit.ts'

/** Reasons that are shown in full; those after it accompany. */
const SPOKEN = 5

const COLORS = { permitted: 'green', conditional: 'cyan', undetermined: 'yellow', forbidden: 'red' } as const

/** Colors only where a person reads. */
export interface Style {
  readonly color: boolean
}

export function paint(ruling: RulingName, text: string, { color }: Style): string {
  return color ? styleText(COLORS[ruling], text) : text
}

/** Rows in columns; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? group(cell) : printable(cell))))
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), [])
  return cells
    .map((row, r) =>
      row
        .map((cell, i) =>
          typeof rows[r]?.[i] === 'number' || (r === 0 && typeof rows[1]?.[i] === 'number')
            ? cell.padStart(widths[i] ?? 0)
            : cell.padEnd(widths[i] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export const group = (value: number): string => value.toLocaleString('en-US')

/** The end of a run as a person reads it: files, rulings, the commonest reasons and what to type next. */
export function reportOf(summary: Summary, next: readonly string[], style: Style): string {
  const { rows, rulings, files, reasons, rests, base_obligations: base } = summary
  const parts = [
    table([
      ['file', 'convention', 'rows', 'pass', 'quarantine', 'drop', 'reject'],
      ...files
        .slice(0, 40)
        .map(({ name, convention, rows: r, error }) => [
          name,
          error ? 'failed' : (convention ?? 'none found'),
          r.in,
          r.pass,
          r.quarantine,
          r.drop,
          r.reject,
        ]),
      ...(files.length > 1
        ? [
            [
              files.length > 40 ? `all ${files.length} files` : 'all',
              '',
              rows.in,
              rows.pass,
              rows.quarantine,
              rows.drop,
              rows.reject,
            ],
          ]
        : []),
    ]),
    Object.entries(rulings)
      .map(([name, count]) => paint(name as RulingName, `${name} ${group(count)}`, style))
      .join('   '),
  ]
  const held = reasons.slice(0, 3)
  if (held.length > 0)
    parts.push(
      [
        'commonest reasons why rows are held or dropped',
        ...held.flatMap(({ says, fix, rows: count }) => [
          `  ${group(count)}  ${printable(says)}`,
          ...(fix ? [`      fix: ${printable(fix)}`] : []),
        ]),
      ].join('\n'),
    )
  if (rests.authorship)
    parts.push(`${group(rests.authorship)} rows rest on a license alone: they name no author or model`)
  if (rests.stale) parts.push(`${group(rests.stale)} rows are newer than the catalog's last look at their terms`)
  if (base.length > 0)
    parts.push(`the target's own base brings duties: ${[...new Set(base.map(({ duty }) => duty))].join(', ')}`)
  if (next.length > 0) parts.push(['next', ...next.map((line) => `  ${line}`)].join('\n'))
  parts.push(LEGAL)
  return `${parts.join('\n\n')}\n`
}

/** What there is in the inputs: models, licenses, datasets and dates with their rulings. */
export function inventoryOf({ models, licenses, datasets, dates, terms, files }: Summary): string {
  const parts: string[] = []
  for (const { name, convention, fields } of files)
    parts.push(
      `${printable(name)}: ${convention ? `convention \`${convention}\`, fields ${fields.map((field) => `\`${printable(field)}\``).join(', ')}` : 'no provenance found'}`,
    )
  const sections = { models, licenses, datasets, dates, terms }
  const blocks = [parts.join('\n')]
  for (const [title, tallies] of Object.entries(sections)) {
    const entries = Object.entries(tallies).sort(([, a], [, b]) => b.rows - a.rows)
    if (entries.length === 0) continue
    const shown = entries.slice(0, 30)
    blocks.push(
      table([
        [title, 'rows', 'permitted', 'conditional', 'undetermined', 'forbidden'],
        ...shown.map(([name, t]) => [
          name === '' ? '(empty)' : name,
          t.rows,
          t.permitted,
          t.conditional,
          t.undetermined,
          t.forbidden,
        ]),
      ]) + (entries.length > shown.length ? `\n… and ${entries.length - shown.length} more (--json has all)` : ''),
    )
  }
  return `${blocks.join('\n\n')}\n`
}

/** A ruling with its reasons, as a compliance lead reads it. */
export function explanationOf(explanation: Explanation, style: Style): string {
  const { id, ruling, action, sources, declared, reasons, obligations, origin } = explanation
  const lines = [`${paint(ruling, ruling, style)} → ${action}   ${id}`, '']
  if (sources.length === 0) lines.push(`  origin: ${origin}`)
  for (const source of sources) lines.push(`  source: ${printable(JSON.stringify(source))}`)
  if (declared.length > 0) lines.push(`  declared by a default, not read from the record: ${declared.join(', ')}`)
  lines.push('')
  for (const [i, reason] of reasons.slice(0, SPOKEN).entries()) lines.push(...reasonLines(reason, i + 1), '')
  if (reasons.length > SPOKEN)
    lines.push(
      '  also (--json has them in full)',
      ...reasons.slice(SPOKEN).map(({ says }) => `    ${printable(says)}`),
      '',
    )
  if (obligations.length > 0) {
    lines.push('  obligations')
    for (const { duty, terms, version, clause, open } of obligations)
      lines.push(`    ${duty}  ${terms}@${version} ${clause}${open ? '  (open: not declared)' : ''}`)
    lines.push('')
  }
  lines.push(LEGAL)
  return `${lines.join('\n')}\n`
}

function reasonLines(
  { code, says, quote, ref, link, facts, missing, fix, source, evidence }: Reason,
  index: number,
): string[] {
  const lines = [`  ${index}. ${printable(says)}`, `     ${code}, ${source}`]
  if (quote)
    lines.push(
      `     “${printable(quote)}”${ref ? `, ${ref}` : ''}${evidence === 'quoted' ? ' (known by a quotation)' : ''}`,
    )
  if (link) lines.push(`     ${printable(link)}`)
  if (facts) lines.push(`     because the target declares ${facts.join(', ')}`)
  if (missing) lines.push(`     not known: ${missing.join(', ')}`)
  if (fix) lines.push(`     fix: ${printable(fix)}`)
  return lines
}
