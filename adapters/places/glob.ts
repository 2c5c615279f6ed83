import { ProvgateError } from '../../src/index.ts'

/** A compiled pattern over relative POSIX names. */
export interface Glob {
  test(name: string): boolean
  /** Whether a file below this folder could match, so that a walk need not enter the others. */
  enters(folder: string): boolean
}

/** One place of a pattern: `*` swallows any number of items, a function takes exactly one. */
type Wild<T> = '*' | ((item: T) => boolean)
interface Path {
  readonly parts: readonly Wild<string>[]
  /** Places that name a dotfile literally. */
  readonly dotted: ReadonlySet<number>
}

const MAX_ALTERNATIVES = 1024
const hidden = (segment: string): boolean => segment.startsWith('.')

/**
 * Whether the name matches: `*` and `?` stay within a segment, `**` as a whole segment spans any number of them,
 * `[a-z]` and `[!a-z]` are one character, `{a,b}` are alternatives, `\` takes the next character as it is.
 * A dot at the start of a segment is matched by a written dot only. Time is at most pattern times name.
 */
export const matchGlob = (pattern: string, name: string): boolean => compileGlob(pattern).test(name)

/** Compiles a pattern; one with more than 1,024 alternatives is an error. */
export function compileGlob(pattern: string): Glob {
  const paths = alternatives(pattern).map(readPath)
  return {
    test: (name) => paths.some((path) => wild(path.parts, name.split('/'), (segment) => !hidden(segment))),
    enters: (folder) => paths.some((path) => mayHold(path, folder.split('/'))),
  }
}

/** Whether the text has a character that a pattern reads specially. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text.replace(/\\./gsu, ''))

/** Splits before the first segment with a wildcard: `a/b/*.x` is `a/b` and `*.x`. An absolute base keeps its slash. */
export function splitGlob(pattern: string): { readonly base: string; readonly rest: string } {
  const segments = pattern.split('/')
  const first = segments.findIndex(isGlob)
  const base = segments.slice(0, first).join('/').replace(/\\(.)/gsu, '$1')
  return { base: base === '' && first > 0 ? '/' : base, rest: segments.slice(first).join('/') }
}

/** Greedy match that returns to the last star only: no item is tried more than once per place of the pattern. */
function wild<T>(pattern: readonly Wild<T>[], items: readonly T[], swallows: (item: T) => boolean): boolean {
  let [place, at, star, from] = [0, 0, -1, 0]
  while (at < items.length) {
    const here = pattern[place]
    if (here === '*') {
      star = place++
      from = at
    } else if (here?.(items[at] as T)) {
      place++
      at++
    } else if (star >= 0 && swallows(items[from] as T)) {
      place = star + 1
      at = ++from
    } else return false
  }
  while (pattern[place] === '*') place++
  return place === pattern.length
}

function mayHold({ parts, dotted }: Path, folder: readonly string[]): boolean {
  for (const [place, segment] of folder.entries()) {
    const part = parts[place]
    if (part === '*') return !folder.slice(place).some(hidden) || [...dotted].some((dot) => dot > place)
    if (place >= parts.length - 1 || !part?.(segment)) return false
  }
  return true
}

function readPath(pattern: string): Path {
  const segments = pattern.split('/').filter((segment, at) => segment !== '.' && (segment !== '' || at === 0))
  // `a/**` is what lies below `a`, never a file `a`
  if (segments.at(-1) === '**') segments.push('*')
  return {
    parts: segments.map((segment) => (segment === '**' ? '*' : readSegment(segment))),
    dotted: new Set(segments.flatMap((segment, at) => (/^\\?\./.test(segment) ? [at] : []))),
  }
}

function readSegment(segment: string): (name: string) => boolean {
  const chars = [...segment]
  const tokens: Wild<string>[] = []
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] as string
    const set = char === '[' ? readSet(chars, at) : undefined
    if (char === '*') tokens.push('*')
    else if (char === '?') tokens.push(() => true)
    else if (set) {
      tokens.push(set.has)
      at = set.end
    } else {
      const literal = char === '\\' && at + 1 < chars.length ? chars[++at] : char
      tokens.push((other) => other === literal)
    }
  }
  const dot = /^\\?\./.test(segment)
  return (name) => (dot || !hidden(name)) && wild(tokens, [...name], () => true)
}

/** Reads `[…]`; a bracket without its end is a plain character. */
function readSet(chars: readonly string[], open: number): { has(char: string): boolean; end: number } | undefined {
  const not = chars[open + 1] === '!' || chars[open + 1] === '^'
  const ranges: [number, number][] = []
  const first = open + (not ? 2 : 1)
  const code = (at: number): number => chars[at]?.codePointAt(0) ?? -1
  for (let at = first; at < chars.length; at++) {
    if (chars[at] === ']' && at > first) {
      const inside = (char: string): boolean => {
        const point = char.codePointAt(0) as number
        return ranges.some(([low, high]) => low <= point && point <= high)
      }
      return { has: (char) => inside(char) !== not, end: at }
    }
    if (chars[at] === '\\') at++
    const low = code(at)
    if (chars[at + 1] === '-' && at + 2 < chars.length && chars[at + 2] !== ']') {
      at += chars[at + 2] === '\\' ? 3 : 2
      ranges.push([low, code(at)])
    } else ranges.push([low, low])
  }
  return undefined
}

/** Writes out `{a,b}`, nested ones too; braces without a comma or an end are plain characters. */
function alternatives(pattern: string): string[] {
  const done: string[] = []
  const open = [pattern]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const brace = firstBrace(next)
    if (brace === undefined) done.push(next)
    else for (const option of brace.options) open.push(next.slice(0, brace.from) + option + next.slice(brace.to))
    if (done.length + open.length > MAX_ALTERNATIVES) {
      throw new ProvgateError('usage', `pattern \`${pattern}\` has more than ${MAX_ALTERNATIVES} alternatives`, {
        fix: 'use fewer braces, or more than one pattern',
      })
    }
  }
  return done
}

interface Brace {
  readonly from: number
  readonly to: number
  readonly options: readonly string[]
}

function firstBrace(text: string): Brace | undefined {
  for (let from = 0; from < text.length; from++) {
    if (text[from] === '\\') from++
    else if (text[from] === '{') {
      const brace = readBrace(text, from)
      if (brace) return brace
    }
  }
  return undefined
}

function readBrace(text: string, from: number): Brace | undefined {
  const options: string[] = []
  let [depth, start] = [0, from + 1]
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '{') depth++
    else if (char === ',' && depth === 1) {
      options.push(text.slice(start, at))
      start = at + 1
    } else if (char === '}' && --depth === 0) {
      return options.length === 0 ? undefined : { from, to: at + 1, options: [...options, text.slice(start, at)] }
    }
  }
  return undefined
}
