/** A key of a dictionary and the word that it has; a value that is not a word is undefined. */
export type Member = readonly [key: string, word: string | undefined]

const KEY = /[a-z*][a-z0-9_.*-]*/y
const WORD = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y
/** Numbers, dates, booleans, texts and bytes. */
const OTHER = /-?\d{1,15}(?:\.\d{1,3})?|@-?\d{1,15}|\?[01]|%?"(?:[ !#-[\]-~]|\\["\\])*"|:[A-Za-z0-9+/=]*:/y

/**
 * The members of a dictionary as RFC 9651 writes it, in order; undefined for text that is none. A key that stands twice
 * is there twice, and parameters stand behind the member that has them: who reads it says which of them count.
 */
export function readDictionary(text: string): readonly Member[] | undefined {
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const members: Member[] = []

  /** A word, something else or a list in brackets, of which only the first is kept; false where it is none. */
  const value = (): string | undefined | false => {
    if (take(/\( */y) === undefined) return item()
    while (take(/\)/y) === undefined) {
      if (item() === false || !parameters() || take(/ +|(?=\))/y) === undefined) return false
    }
    return undefined
  }
  const item = (): string | undefined | false => take(WORD) ?? (take(OTHER) === undefined ? false : undefined)
  const member = (): boolean => {
    const key = take(KEY)
    const found = key !== undefined && take(/=/y) !== undefined ? value() : undefined
    if (key === undefined || found === false) return false
    members.push([key, found])
    return true
  }
  const parameters = (): boolean => {
    while (take(/; */y) !== undefined) if (!member()) return false
    return true
  }

  while (at < text.length) {
    if (!member() || !parameters()) return undefined
    // a comma stands between two members, and never at the end
    if (at < text.length && (take(/[ \t]*,[ \t]*/y) === undefined || at === text.length)) return undefined
  }
  return members
}
