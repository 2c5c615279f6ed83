import type { Summary } from '../schemas/ledger.ts'
import type { Rest } from '../schemas/ruling.ts'
import { SECTIONS, type Section, type Task } from '../schemas/task.ts'
import { creditLines, otherLines } from './notice-credit.ts'
import { taskLines } from './notice-task.ts'
import { code, prose, records, sentence } from './notice-text.ts'

/** Read by `noticeOf`. */
type Read = Pick<
  Summary,
  'rows' | 'tasks' | 'base_tasks' | 'credits' | 'resting' | 'legal' | 'target' | 'catalog' | 'settings'
>

/** What the passed rows oblige the user to do, as a page for the release. */
export function noticeOf({ rows, tasks, base_tasks: base, credits, resting, legal, ...run }: Read): string {
  const lines = [
    '# Notice',
    '',
    `${rows.pass} of ${rows.in} records passed. ${sentence(legal)}`,
    '',
    ...headOf(run),
    '',
  ]
  const section = (title: string, ...content: readonly string[][]) => {
    const filled = content.filter((part) => part.length > 0)
    if (filled.length > 0) lines.push(`## ${title}`, '', ...filled.flatMap((part) => [...part, '']))
  }
  if (tasks.length === 0) lines.push('The records that passed bring no obligations that provgate knows of.', '')
  if (tasks.length + base.length > 0) lines.push(...overview([...tasks, ...base]), '')
  const { list, more } = credits.owed
  for (const name of Object.keys(SECTIONS) as Section[]) {
    const here = tasks.filter((task) => task.section === name)
    const owed =
      name === 'attributions'
        ? creditLines(
            list.filter((credit) => !credit.if_published),
            more,
          )
        : name === 'data'
          ? creditLines(list.filter((credit) => credit.if_published))
          : []
    section(
      SECTIONS[name],
      name === 'data' && here.length > 0 ? [DATA] : [],
      here.flatMap(taskLines),
      owed.length > 0 ? [name === 'data' ? 'Origins to credit beside those above:' : 'Origins to credit:'] : [],
      owed,
    )
  }
  section("What the target's own base asks for", base.flatMap(taskLines))
  section(
    'What passed rows rest on beside the words that were read',
    resting.flatMap(({ rest, rows: count, on, more }) => [
      `- ${RESTS[rest as Rest]}: ${records(count)}`,
      ...on.map(({ says, rows: each }) => `  - ${prose(says)} (${records(each)})`),
      ...(more > 0 ? [`  - and ${more} more`] : []),
    ]),
  )
  section('Other origins of the passed records', otherLines(credits.others))
  return `${lines.join('\n').trimEnd()}\n`
}

const DATA =
  'The target does not say whether the records are published. If they are not, declare `publishes_data: false`, and this section goes.'

const RESTS: Readonly<Record<Rest, string>> = {
  authorship: 'A license alone: the records name no author or model',
  permission: 'A written permission',
  assertion: 'An assertion of the user',
  curation: 'A correction of what the record says',
  quotation: 'Words that are known by a quotation only',
  stale: "Records newer than the catalog's last look at their terms",
  declared: 'What a default declares, not the record',
}

function headOf({ target, catalog, settings }: Pick<Read, 'target' | 'catalog' | 'settings'>): string[] {
  const declared = Object.entries(target).map(([field, value]) =>
    code(
      `${field}: ${[value]
        .flat()
        .map((each) => (typeof each === 'object' ? JSON.stringify(each) : each))
        .join(', ')}`,
    ),
  )
  return [
    `- Target: ${declared.length > 0 ? declared.join(', ') : 'nothing is declared'}`,
    `- Catalog ${code(catalog.version)}${settings.as_of === undefined ? '' : `, as of ${settings.as_of}`}`,
  ]
}

/** How much there is to do, and which fields would settle what is open. */
function overview(tasks: readonly Task[]): string[] {
  const count = (state: Task['state']) => tasks.filter((task) => task.state === state).length
  const fields = new Set(tasks.flatMap(({ clauses }) => clauses.flatMap(({ declare }) => declare)))
  const open = [...fields].sort().map((field) => code(`target.${field}`))
  const kept = count('kept')
  const data = tasks.filter(({ section }) => section === 'data').length
  return [
    [
      `- To do: ${tasks.length - kept - data}`,
      ...(data > 0 ? [`${data} more if the records are published`] : []),
      ...(kept > 0 ? [`${kept} kept by what the target declares`] : []),
    ].join('; '),
    ...(open.length > 0 ? [`- Open until it is declared: ${open.join(', ')}`] : []),
  ]
}
