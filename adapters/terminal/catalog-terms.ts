import {
  type CatalogIndex,
  checkWords,
  type Entry,
  effectWords,
  reviewWords,
  TOPICS,
  type Topic,
  whenWords,
} from '../../src/index.ts'
import { fitted, paragraph } from './catalog-table.ts'
import type { Style } from './table.ts'

type TermsEntry = Extract<Entry, { kind: 'terms' }>
type Version = TermsEntry['terms']['versions'][number]
type Clause = Version['clauses'][number]

const RESOLVES = { date: 'found by date', pinned: 'named by its version', single: 'one text' } as const
const SILENCE = {
  permits: 'what a text that was read in full does not forbid is left to the customer',
  withholds: 'what is not granted is not allowed',
} as const
/** Models that lead to the terms and are named; the others are counted. */
const NAMED = 8

/** Terms with the timeline of their texts, then every clause of each. */
export function termsLines(entry: TermsEntry, index: CatalogIndex, width: number, style: Style): string[] {
  const { terms, version: pinned, timeline, ways } = entry
  const versions = terms.versions.filter(({ id }) => pinned === undefined || id === pinned)
  const more = ways.models.length > NAMED ? ` and ${ways.models.length - NAMED} more` : ''
  const listed = (name: string, list: readonly string[], rest = '') =>
    list.length === 0 ? [] : paragraph(`${list.join(', ')}${rest}`, width, 14, `  ${name}`)
  const rows = timeline.map(({ version, from, to, seen, read, says }) =>
    version === null
      ? ['-', says ?? '', '', '', 'not read']
      : [version, from ?? '…', to ?? '…', seen ?? '-', `${read}${says ? ` (${says})` : ''}`],
  )
  const columns = ['version', 'from', 'to', 'seen', 'read'].map((title) => ({ title, least: 10 }))
  return [
    ...paragraph(`terms ${terms.id}: ${terms.name}`, width, 0),
    ...listed('issuer', [terms.issuer ?? 'not known']),
    ...listed('kind', [`${terms.kind}, ${RESOLVES[terms.resolve]}; ${SILENCE[terms.silence]}`]),
    ...listed('doors', ways.issuers),
    ...listed('models', ways.models.slice(0, NAMED), more),
    ...listed('licenses', ways.licenses),
    ...listed('signals', ways.bindings),
    ...(terms.notes ? paragraph(terms.notes, width, 14, '  notes') : []),
    '',
    ...fitted(columns, rows, width - 2, style)
      .split('\n')
      .map((line) => `  ${line}`),
    ...versions.flatMap((version) => ['', ...versionLines(version, index, width)]),
  ]
}

function versionLines(version: Version, index: CatalogIndex, width: number): string[] {
  const topics = Object.entries(version.topics ?? {}).flatMap(([topic, words]) =>
    words ? [...paragraph(`${TOPICS[topic as Topic]}: ${words.says}`, width, 4), ...wordsLines(words, width)] : [],
  )
  return [
    `version ${version.id}, ${reviewWords(version)}`,
    ...paragraph(`dates: ${version.date_basis}`, width, 4),
    ...(version.ambiguity ? paragraph(`to decide: ${version.ambiguity}`, width, 4) : []),
    ...version.sources.flatMap((source) => paragraph(source, width, 4)),
    ...topics,
    ...version.clauses.flatMap((clause) => ['', ...clauseLines(clause, index, width)]),
  ]
}

function clauseLines(clause: Clause, index: CatalogIndex, width: number): string[] {
  const when = whenWords(clause.when, index)
  const days = [clause.from && `from ${clause.from}`, clause.to && `to ${clause.to}`].filter(Boolean).join(' ')
  const check = 'check' in clause && clause.check ? [`kept when ${checkWords(clause.check)}`] : []
  const contested = clause.reading === 'contested' ? ['readers differ: it might hold at most'] : []
  return [
    `  ${effectWords(clause)}: ${clause.id}${days ? ` (${days})` : ''}`,
    ...paragraph(clause.says, width, 4),
    ...paragraph(when.length === 0 ? 'always' : `when ${when.join(', and ')}`, width, 4),
    ...[...check, ...contested].flatMap((line) => paragraph(line, width, 4)),
    ...wordsLines(clause, width),
    ...('except' in clause
      ? clause.except.flatMap((exception) => [
          ...paragraph(`except: ${exception.says}`, width, 4),
          ...paragraph(`when ${whenWords(exception.when, index).join(', and ') || 'always'}`, width, 6),
          ...wordsLines(exception, width, 6),
        ])
      : []),
  ]
}

function wordsLines(
  { quote, ref, source, evidence }: Pick<Clause, 'quote' | 'ref' | 'source' | 'evidence'>,
  width: number,
  margin = 4,
): string[] {
  const how = { read: '', quoted: 'known by a quotation', unread: 'not read: decides nothing' }[evidence]
  const parts = [quote ? `“${quote}”` : '', ref ?? '', how].filter((part) => part !== '')
  return [
    ...(parts.length > 0 ? paragraph(parts.join(', '), width, margin) : []),
    ...(source ? paragraph(source, width, margin) : []),
  ]
}
