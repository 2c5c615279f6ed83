import type { Names, Task, TaskClause } from '../schemas/task.ts'
import { grouped } from './duty.ts'
import { code, prose, quoted, records, source } from './notice-text.ts'

/** Origins that a line names; the summary has more. */
const NAMED = 5

/** A task as a line to tick, with the clauses that ask for it below. */
export function taskLines(task: Task): string[] {
  const { section, does, state, note, rows, origins, clauses } = task
  const box = state === 'kept' ? '[x]' : '[ ]'
  const how = note === undefined ? '' : ` (${prose(note)})`
  const mark = { 'to-do': '', open: ' **Open**', kept: ' **Kept**', broken: ' **Not kept**' }[state]
  const lines = [`- ${box} ${prose(does)}.${mark}${how}`]
  for (const clause of clauses) {
    // What the whole section or the task hangs on is said once, above it.
    const declare = clause.declare.filter(
      (field) => !(section === 'data' && field === 'publishes_data') && !note?.includes(`\`target.${field}\``),
    )
    lines.push(`  - ${clauseText({ ...clause, declare }, does)}`)
  }
  const from = rows > 0 ? `${records(rows)}${origins.names.length > 0 ? ` from ${namesText(origins)}` : ''}` : ''
  if (from !== '') lines.push(`  - ${from}`)
  return lines
}

function clauseText(
  { name, terms, version, clause, ref, says, quote, link: where, ...facts }: TaskClause,
  does: string,
): string {
  const place = ref === undefined ? '' : `, ${prose(ref)}`
  // A long name that stands in the line above is not said again.
  const whose = does.includes(`\`${name}`) ? '' : `${prose(name)}, `
  const title =
    says === undefined
      ? `${prose(name)}, ${code(clause)}.`
      : `${whose}${code(`${terms}@${version}`)}, clause ${code(clause)}${place}: ${prose(says)}`
  return [
    title,
    ...(quote === undefined ? [] : [quoted(quote)]),
    ...(where === undefined ? [] : [source(where)]),
    ...marksOf(facts),
  ].join(' ')
}

/** What a reader has to know before relying on the words. */
function marksOf(facts: Pick<TaskClause, 'evidence' | 'contested' | 'declare' | 'unknown' | 'unclear'>): string[] {
  const { evidence, contested, declare, unknown, unclear } = facts
  const list = (names: readonly string[]) => names.map(code).join(', ')
  return [
    ...(evidence === 'quoted' ? ['**Known by a quotation only.**'] : []),
    ...(evidence === 'unread' ? ['**The words were not read.**'] : []),
    ...(contested ? ['**Readers differ about it.**'] : []),
    ...(declare.length > 0 ? [`Open: declare ${list(declare.map((field) => `target.${field}`))}.`] : []),
    ...(unknown.length > 0 ? [`Open: the records do not tell ${list(unknown)}.`] : []),
    ...(unclear.length > 0 ? [`Open: the words leave it unclear for ${list(unclear)}.`] : []),
  ]
}

/** The first names by what they are, and how many others there are. */
export function namesText({ names, more }: Names): string {
  const shown = names.slice(0, NAMED)
  const others = names.length - shown.length + more
  const text = [...new Set(shown.map(({ kind }) => kind))]
    .map((kind) => {
      const same = shown.filter((each) => each.kind === kind).map(({ name }) => code(name))
      return `${kind}${same.length > 1 ? 's' : ''} ${same.join(', ')}`
    })
    .join('; ')
  return others > 0 ? `${text} and ${grouped(others)} more` : text
}
