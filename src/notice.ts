import type { Summary } from '../schemas/ledger.ts'

/** What the passed rows oblige the user to do, as a page for the release. */
export function noticeOf({ rows, obligations, base_obligations: base, credits, legal }: Summary): string {
  const lines = ['# Notice', '', `${rows.pass} of ${rows.in} records passed. ${sentence(legal)}`, '']
  if (obligations.length === 0) lines.push('The records that passed bring no obligations that provgate knows of.', '')
  else {
    lines.push('## What the passed records oblige you to do', '')
    for (const { duty, terms, version, clause, open, rows: count } of obligations)
      lines.push(
        `- [ ] **${duty}**: ${code(`${terms}@${version}`)}, clause ${code(clause)} (${records(count)})${open ? ' — open: the target does not declare what it reads' : ''}`,
      )
    lines.push('')
  }
  if (base.length > 0) {
    lines.push("## What the target's own base obliges you to do", '')
    for (const { duty, terms, version, clause } of base)
      lines.push(`- [ ] **${duty}**: ${code(`${terms}@${version}`)}, clause ${code(clause)}`)
    lines.push('')
  }
  const list = (title: string, counts: Readonly<Record<string, number>>) => {
    const entries = Object.entries(counts)
    if (entries.length === 0) return
    lines.push(`## ${title}`, '')
    for (const [name, count] of entries) lines.push(`- ${code(name)} (${records(count)})`)
    lines.push('')
  }
  list('Attributions', credits.datasets)
  list('Licenses that the records name', credits.licenses)
  return lines.join('\n')
}

const records = (count: number): string => (count === 1 ? '1 record' : `${count} records`)

/** Text of the records as code: nothing in it can end the span or the line. */
const code = (text: string): string =>
  `\`${text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd').replaceAll('`', "'")}\``

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
