import type { Credit, Credits } from '../schemas/task.ts'
import { namesText } from './notice-task.ts'
import { code, records, source } from './notice-text.ts'

/** Origins without a duty that are shown; they are no task. */
const SHOWN = 200

/** Origins to credit, below their licenses, each to tick. */
export const creditLines = (list: readonly Credit[], more?: Credits['more']): string[] => [
  ...byLicense(list, '[ ] '),
  ...(more ? moreLine(more) : []),
]

/** Origins that nothing asks to credit. */
export function otherLines({ list, more }: Credits): string[] {
  const rest = list.slice(SHOWN)
  return [
    ...byLicense(list.slice(0, SHOWN), ''),
    ...moreLine({
      credits: more.credits + rest.length,
      rows: more.rows + rest.reduce((sum, { rows }) => sum + rows, 0),
    }),
  ]
}

const moreLine = ({ credits, rows }: Credits['more']): string[] =>
  credits > 0 ? [`- and ${credits} more, with ${records(rows)}: the ledger of \`filter\` names each`] : []

function byLicense(list: readonly Credit[], box: string): string[] {
  const groups = new Map<string, string[]>()
  for (const credit of list) {
    const title = licenseText(credit)
    const group = groups.get(title) ?? []
    groups.set(title, group)
    group.push(`  - ${box}${originText(credit)}`)
  }
  return [...groups].flatMap(([title, lines]) => [`- ${title}`, ...lines])
}

function licenseText({ licenses, licensed_by: by, asked_by: asked, indicate_changes }: Credit): string {
  const says = by === 'registry' ? ', by the registry of datasets' : by === 'curation' ? ', by a curation' : ''
  return [
    licenses.length === 0 ? 'No license is named' : `License ${licenses.map(code).join(', ')}${says}`,
    ...asked.map(({ terms, link }) => `asked for by ${code(terms)}${link === undefined ? '' : ` ${source(link)}`}`),
    ...(indicate_changes ? ['say that it was changed'] : []),
  ].join('; ')
}

function originText({ kind, name, through, authors, found, rows }: Credit): string {
  return [
    `${name === null ? 'records that name no dataset, platform or URL' : `${kind} ${code(name)}`}`,
    ...(through === null ? [] : [`from which dataset ${code(through)} was made`]),
    ...(authors.length > 0 ? [`author by the records: ${authors.join(', ')}`] : []),
    ...(found.names.length > 0 ? [`found at ${namesText(found)}`] : []),
    records(rows),
  ].join('; ')
}
