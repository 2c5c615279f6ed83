import type { Clause, Terms, Version } from '../schemas/terms.ts'
import type { LintFinding } from './ask-lint.ts'

/** Words of a quotation: more would be a copy of the section. */
const QUOTE_WORDS = 40
/** Words left out: `…`, `...` or `. . .` */
const ELLIPSIS = /…|\.\s?\.\s?\./
const DATED = /[0-9a-f]{40}|(?:19|20)\d\d[-/_.]?(?:0[1-9]|1[0-2])[-/_.]?(?:0[1-9]|[12]\d|3[01])/

/** What a version quotes, and what it claims to have read. */
export function* lintWords(terms: Terms, version: Version): Generator<LintFinding> {
  const text = `\`${terms.id}@${version.id}\``
  const bare: string[] = []
  const undated = new Set<string>()
  for (const { name, where, words, entry } of wordsOf(terms, version)) {
    yield* lintQuote(words, where, version, entry)
    if (words.quote !== undefined && !isDated(words, version)) undated.add(name)
  }
  for (const clause of version.clauses) {
    const claim = claimOf(clause, version)
    if (claim !== undefined)
      yield {
        level: 'error',
        says: `clause \`${terms.id}@${version.id}#${clause.id}\` ${claim}`,
        fix: EVIDENCE,
        entry: clause,
      }
    else if (version.read === 'full' && clause.evidence === 'read' && clause.quote === undefined) bare.push(clause.id)
  }
  if (undated.size > 0)
    yield {
      level: 'note',
      says: `${text} quotes sources without a date or a commit, and has no day of look (\`seen\`): ${[...undated].join(', ')}`,
      fix: 'name a commit or a dated copy, or add the day in `seen`',
      entry: version,
    }
  if (bare.length > 0)
    yield {
      level: 'note',
      says: `${text} was read in full, and these clauses quote nothing: ${bare.join(', ')}`,
      fix: 'copy the operative words, at most 40, or say `evidence: unread`',
      entry: version,
    }
}

interface Quoted {
  readonly name: string
  readonly where: string
  readonly words: Pick<Clause, 'quote' | 'source'>
  readonly entry: object
}

/** Every place of a version that may quote: its clauses, what lifts them, and its topics. */
function* wordsOf({ id }: Terms, version: Version): Generator<Quoted> {
  for (const clause of version.clauses) {
    const where = `clause \`${id}@${version.id}#${clause.id}\``
    yield { name: clause.id, where, words: clause, entry: clause }
    for (const one of 'except' in clause ? clause.except : [])
      yield { name: clause.id, where: `an exception of ${where}`, words: one, entry: one }
  }
  for (const [topic, words] of Object.entries(version.topics ?? {}))
    if (words) yield { name: topic, where: `topic \`${topic}\` of \`${id}@${version.id}\``, words, entry: words }
}

const EVIDENCE = 'mend `evidence` of the clause, or `read` of the version'

/** Where a clause claims more reading than its version, or quotes what nobody read. */
function claimOf({ evidence, quote }: Clause, { read }: Version): string | undefined {
  if (evidence === 'unread') return quote === undefined ? undefined : 'quotes words that it says nobody read'
  const most = { full: true, part: true, quoted: evidence === 'quoted', none: false }[read]
  return most ? undefined : `has \`evidence: ${evidence}\`, and its version says \`read: ${read}\``
}

const sourcesOf = ({ source }: Pick<Clause, 'source'>, { sources }: Version): readonly string[] =>
  source === undefined ? sources : [source]

/** Whether the day of the words can be found; where no source is named at all, that is an error of its own. */
function isDated(words: Pick<Clause, 'source'>, version: Version): boolean {
  const sources = sourcesOf(words, version)
  return sources.length === 0 || version.seen !== null || sources.some((one) => DATED.test(one))
}

function* lintQuote(
  words: Pick<Clause, 'quote' | 'source'>,
  where: string,
  version: Version,
  entry: object,
): Generator<LintFinding> {
  const { quote } = words
  if (quote === undefined) return
  const error = (says: string, fix: string): LintFinding => ({ level: 'error', says: `${where} ${says}`, fix, entry })
  const count = quote.split(/\s+/).filter((word) => word !== '').length
  if (count > QUOTE_WORDS) yield error(`quotes ${count} words`, 'keep the operative words, at most 40')
  if (ELLIPSIS.test(quote)) yield error('leaves out words inside its quotation', 'quote one unbroken stretch of words')
  if (sourcesOf(words, version).length === 0)
    yield error('quotes words without a source', 'add `source` to the clause or `sources` to the version')
}
