import { LEGAL, type RulingName, type Summary } from '../../src/index.ts'
import { printable } from './exit.ts'
import { group, paint, type Style, table } from './table.ts'

/** Files that get a line of their own; the summary has all. */
const SHOWN = 40
const REASONS = 3
/** Terms that are named because nobody looked at them lately. */
const STALE = 8

/** The end of a run as a person reads it: files, rulings, the commonest reasons and what to type next. */
export function reportOf(summary: Summary, next: readonly string[], style: Style): string {
  const { rulings, reasons, rests, base_obligations: base } = summary
  const parts = [
    filesOf(summary),
    Object.entries(rulings)
      .map(([name, count]) => paint(name as RulingName, `${name} ${group(count)}`, style))
      .join('   '),
  ]
  const held = reasons.slice(0, REASONS)
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
  if (rests.declared)
    parts.push(`${group(rests.declared)} rows rest on what a default declares, not on what the record says`)
  if (rests.stale) parts.push(staleOf(summary))
  if (base.length > 0)
    parts.push(`the target's own base brings duties: ${[...new Set(base.map(({ duty }) => duty))].join(', ')}`)
  if (next.length > 0) parts.push(['next', ...next.map((line) => `  ${line}`)].join('\n'))
  parts.push(LEGAL)
  return `${parts.join('\n\n')}\n`
}

/** Terms with rows that are newer than the last look at them, those with the most rows first. */
function staleOf({ rests, stale }: Summary): string {
  const terms = Object.entries(stale).sort(([, a], [, b]) => b.rows - a.rows)
  const more = terms.length > STALE ? [`  … and ${terms.length - STALE} more, in the summary`] : []
  return [
    `${group(rests.stale ?? 0)} rows are newer than the catalog's last look at their terms`,
    ...terms
      .slice(0, STALE)
      .map(([name, { seen, rows }]) => `  ${group(rows)}  ${printable(name)}, last looked at on ${seen}`),
    ...more,
  ].join('\n')
}

function filesOf({ files, rows, unit }: Summary): string {
  const whole = unit === 'shard'
  const heading = ['file', ...(whole ? ['shard'] : []), 'convention', 'rows', 'pass', 'quarantine', 'drop', 'reject']
  const counts = ({ in: all, pass, quarantine, drop, reject }: Summary['rows']) => [all, pass, quarantine, drop, reject]
  const lines = files
    .slice(0, SHOWN)
    .map(({ name, convention, rows: r, error, tainted }) => [
      name,
      ...(whole ? [error ? '' : tainted ? 'tainted' : 'clean'] : []),
      error ? 'failed' : (convention ?? 'none found'),
      ...counts(r),
    ])
  const more = files.length > SHOWN ? [`… and ${files.length - SHOWN} more files, in the summary`] : []
  const tainted = files.filter((file) => file.tainted).length
  const failed = files.filter(({ error }) => error !== undefined).length
  const shards = whole ? [`${files.length - tainted - failed} clean, ${tainted} tainted`] : []
  const all = files.length > 1 ? [[`all ${files.length} files`, ...shards, '', ...counts(rows)]] : []
  const text = table([heading, ...lines, ...all]).split('\n')
  return [...text.slice(0, 1 + lines.length), ...more, ...text.slice(1 + lines.length)].join('\n')
}
