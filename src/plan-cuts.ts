import { dayNumber, daysFor } from './day-number.ts'
import type { Code, Origin } from './ports.ts'
import { createTrie, follow, type TrieNode } from './trie.ts'

/** Places of the memory: two or three for each text that differs in more than what is cut out. */
const MEMORY = 32_768
/** Intervals that are remembered for one text: many more than a source has. */
const INTERVALS = 256
/** Texts that may be learned before one is met again. */
const CREDIT = 4096

/** Codes of JSON texts that were seen with other days and other pages in the place of theirs. */
export interface CutMemory {
  /** The code of a key, which is the JSON text of a provenance and a NUL. */
  find(key: string): Code | undefined
  /** Remembers the code of such a key. `origin` is what the code stands for. */
  learn(key: string, code: Code, origin: Origin): void
}

/** What is known of texts that are equal but for their days: four numbers for each code, as `daysFor` gives them. */
interface Known {
  readonly bounds: number[]
  readonly codes: Code[]
}

/** What can be cut out, in the order in which the days of a source are compared. */
const FIELDS = ['date', 'collected', 'url'] as const
const NAMES = FIELDS.map((field) => `"${field}"`)
const URL_FIELD = 2

/** The text of a field in a key: from `start` to before `end`, without its quotes. */
interface Cut {
  readonly field: number
  readonly start: number
  readonly end: number
}

/**
 * A timestamp or an address in every row makes every text a new one. But where two texts differ in nothing but the
 * characters of a day, what they mean differs in nothing but the day, and all days of an interval between versions are
 * one origin; and of an address nothing but the host is read.
 * @param readUrl what clauses read of an address
 */
export function createCutMemory(readUrl: (url: string) => string): CutMemory {
  const trie = createTrie<Known>(MEMORY)
  let credit = CREDIT
  let passedOver = 0

  const walk = (key: string, cuts: readonly Cut[], grow: boolean): TrieNode<Known> | undefined => {
    let node: TrieNode<Known> | undefined = trie.root
    const step = (token: string): void => {
      if (node !== undefined) node = grow ? trie.grow(node, token) : follow(node, token)
    }
    let from = 0
    for (const { field, start, end } of cuts) {
      step(key.slice(from, start))
      if (field === URL_FIELD) step(readUrl(key.slice(start, end)))
      from = end
    }
    step(key.slice(from))
    return node
  }

  return {
    find(key) {
      const cuts = cutsOf(key)
      const known = cuts && walk(key, cuts, false)?.value
      if (known === undefined) return undefined
      const [date, collected] = [dayOf(key, cuts!, 0), dayOf(key, cuts!, 1)]
      const { bounds, codes } = known
      for (let i = 0, b = 0; i < codes.length; i++, b += 4) {
        if (date < bounds[b]! || date > bounds[b + 1]!) continue
        if (collected < bounds[b + 2]! || collected > bounds[b + 3]!) continue
        if (credit < CREDIT) credit += 1
        return codes[i]
      }
      return undefined
    },
    learn(key, code, origin) {
      if (origin.kind !== 'sources' || origin.sources.length !== 1) return
      const cuts = cutsOf(key)
      if (cuts === undefined) return
      // Where no text comes again without its days, next to none are learned.
      if (credit > 0) credit -= 1
      else if (++passedOver % 64 !== 0) return
      if (!isMeant(key, cuts)) return
      const node = walk(key, cuts, true)!
      node.value ??= { bounds: [], codes: [] }
      const { bounds, codes } = node.value
      if (codes.length >= INTERVALS) bounds.length = codes.length = 0
      const [source] = origin.sources
      const [date, collected] = [dayOf(key, cuts, 0), dayOf(key, cuts, 1)]
      bounds.push(...boundsOf(date, source!.date), ...boundsOf(collected, source!.collected))
      codes.push(code)
    },
  }
}

/** Stands for a day that is not there, below all days. */
const NONE = -1

function dayOf(key: string, cuts: readonly Cut[], wanted: number): number {
  for (const { field, start } of cuts) if (field === wanted) return dayNumber(key, start)
  return NONE
}

const boundsOf = (day: number, projected: string | undefined): readonly [from: number, to: number] =>
  day === NONE ? [NONE, NONE] : daysFor(day, projected)

/** What can be cut out of a key, in the order in which it stands there; undefined if nothing can, or a field stands twice. */
function cutsOf(key: string): readonly Cut[] | undefined {
  // Other keys than JSON texts end in something else.
  if (key.charCodeAt(key.length - 1) !== 0) return undefined
  const cuts: Cut[] = []
  for (let field = 0; field < FIELDS.length; field++) {
    const name = NAMES[field]!
    const at = key.indexOf(name)
    if (at < 0) continue
    const start = startOf(key, at + name.length)
    const end = field === URL_FIELD ? endOfUrl(key, start) : start + 10
    if (start < 0 || key.charCodeAt(end) !== QUOTE || key.indexOf(name, end) >= 0) return undefined
    if (field !== URL_FIELD && dayNumber(key, start) < 0) return undefined
    cuts.push({ field, start, end })
  }
  if (cuts.length > 1) cuts.sort((a, b) => a.start - b.start)
  return cuts.length > 0 ? cuts : undefined
}

const QUOTE = 0x22
const COLON = 0x3a
const SPACE = 0x20
const BACKSLASH = 0x5c
/** Characters of an address, as the schema of a source has it. */
const LONGEST_URL = 4096

/** Where the text behind the name of a field begins, or -1 if no text is there. */
function startOf(key: string, from: number): number {
  let at = from
  while (key.charCodeAt(at) === SPACE) at++
  if (key.charCodeAt(at++) !== COLON) return -1
  while (key.charCodeAt(at) === SPACE) at++
  return key.charCodeAt(at++) === QUOTE ? at : -1
}

/** Where an address of plain characters ends, or -1 if it has others. */
function endOfUrl(key: string, start: number): number {
  for (let at = start; at < start + LONGEST_URL; at++) {
    const c = key.charCodeAt(at)
    if (c === QUOTE) return at
    if (!(c > SPACE && c < 0x7f) || c === BACKSLASH) return -1
  }
  return -1
}

/**
 * Whether what was cut out are the fields of the only source. Without a backslash every quote begins or ends a text, so
 * that another text in the place of one changes that one value of the JSON and nothing else.
 */
function isMeant(key: string, cuts: readonly Cut[]): boolean {
  if (key.includes('\\')) return false
  let value: unknown
  try {
    value = JSON.parse(key.slice(0, -1))
  } catch {
    return false
  }
  const { sources } = Object(value) as { sources?: unknown }
  const source = Object(Array.isArray(sources) && sources.length === 1 ? sources[0] : value) as Record<string, unknown>
  return cuts.every(({ field, start, end }) => source[FIELDS[field]!] === key.slice(start, end))
}
