import type { Binding, SignalGrammar } from '../schemas/catalog.ts'
import type { CatalogIndex } from './catalog.ts'
import { readAipref } from './signal-aipref.ts'
import { readCawg } from './signal-cawg.ts'
import { signalNamed } from './signal-name.ts'
import { readRobots } from './signal-robots.ts'
import { lowerCase, type ReadSignal, type SignalValue, type Statement } from './signal-statement.ts'
import { readTdmrep } from './signal-tdmrep.ts'
import { readWords } from './signal-words.ts'

const GRAMMARS: Record<SignalGrammar, ReadSignal> = {
  words: readWords,
  aipref: readAipref,
  cawg: readCawg,
  tdmrep: readTdmrep,
  robots: readRobots,
}

/** What a statement comes to. */
type Verdict = 'reserved' | 'constrained' | 'free' | 'unknown'

/** A statement of a signal as the catalog judges it. */
export interface Judged {
  readonly verdict: Verdict
  /** The entry that it was judged by, which has the terms; undefined where nobody knows the signal. */
  readonly signal: Binding | undefined
  /** What it says, with the name of the signal; undefined where the text does not follow its grammar. */
  readonly says: string | undefined
  readonly part?: string | undefined
  readonly info?: string | undefined
}

/** A signal names others, and these name others at most: a robots.txt holds a preference, which has categories. */
const DEPTH = 3

/**
 * Everything that a signal says, each statement judged by itself, so that any that reserves counts. What nobody knows is
 * unknown, and so is a text with padding or characters that can't be seen, unless it reserves.
 * @param info what a signal beside it tells of its terms
 */
export function judgeSignal(
  name: string,
  value: SignalValue,
  info: string | undefined,
  catalog: CatalogIndex,
): readonly Judged[] {
  const found = judge({ signal: name, value, info, harmless: isOff(value) }, catalog, DEPTH)
  if (!isPadded(value) || found.some(({ verdict }) => verdict !== 'free')) return found
  return [{ verdict: 'unknown', signal: signalNamed(name, catalog), says: undefined }]
}

function judge(statement: Statement, catalog: CatalogIndex, depth: number): readonly Judged[] {
  const { signal: name = '', value, info, harmless } = statement
  const signal = signalNamed(name, catalog)
  if (signal === undefined) return [{ verdict: harmless ? 'free' : 'unknown', signal, says: saysOf(statement) }]
  const whole = weigh(statement, signal)
  if (whole.verdict !== 'unknown' || signal.grammar === undefined || typeof value !== 'string') return [whole]
  const said = depth > 0 ? GRAMMARS[signal.grammar](value, signal) : undefined
  if (said === undefined) return [{ verdict: 'unknown', signal, says: undefined }]
  return said.flatMap((each) =>
    each.signal === undefined
      ? [weigh({ ...each, info: join(each.info, info) }, signal)]
      : judge(each, catalog, depth - 1),
  )
}

/** A rule for a part of a site may not be about this page; what is constrained stays open where its terms are told. */
function weigh(statement: Statement, signal: Binding): Judged {
  const { value, part, info } = statement
  const told = info !== undefined && isTold(info) ? info : undefined
  const plain = verdictOf(value, signal)
  const bare = plain === 'constrained' && told === undefined ? 'reserved' : plain
  const verdict = part !== undefined && bare !== 'free' ? 'unknown' : bare
  return { verdict, signal, says: saysOf(statement), part, info: told }
}

/** A word that is the name of a signal says all by itself. */
const saysOf = ({ signal, value }: Statement): string =>
  signal === undefined || signal === value ? String(value) : `${signal}: ${value}`

function verdictOf(value: SignalValue, { values, constrained, free }: Binding): Verdict {
  const folded = typeof value === 'string' ? lowerCase(value).trim() : value
  if (values.includes(folded)) return 'reserved'
  if (constrained.includes(folded)) return 'constrained'
  return free.includes(folded) ? 'free' : 'unknown'
}

const join = (one: string | undefined, other: string | undefined): string | undefined =>
  one !== undefined && isTold(one) ? one : other

/** What a signal that nobody knows says when it is switched off. */
const isOff = (value: SignalValue): boolean => value === 0 || value === false || value === ''

/** Whether there is anything to see in a text. */
const isTold = (text: string): boolean => /[^\s\p{C}\p{Z}]/u.test(text)

/** Lines may end as they do in files; other white space around a text, and what can't be seen in it, is padding. */
const isPadded = (value: SignalValue): boolean =>
  typeof value === 'string' && /^[^\S\r\n]|[^\S\r\n]$|[\p{Cf}\p{Zl}\p{Zp}]|(?![\t\r\n])\p{Cc}/u.test(value)
