import { lowerCase, type ReadSignal, type Statement, trimSpace } from './signal-statement.ts'

/**
 * Words of a robots meta tag or an X-Robots-Tag header: `noai, noindex`, `otherbot: noai`, `max-snippet: 50`. A word for
 * one crawler counts as one for all, and a word that is not in the lists of this signal may be a signal of its own.
 */
export const readWords: ReadSignal = (text, { values, free }) => {
  const known = (word: string): boolean => free.includes(word) || values.includes(word)
  const statements: Statement[] = []
  for (const part of text.split(/[,;\r\n]/)) {
    let word = trimSpace(part)
    if (word === '') continue
    for (let colon = word.indexOf(':'); colon >= 0; colon = word.indexOf(':')) {
      const name = lowerCase(trimSpace(word.slice(0, colon)))
      // what follows `max-snippet` is its value; what follows another name is a word for the crawler of that name
      word = known(name) ? name : trimSpace(word.slice(colon + 1))
    }
    statements.push(known(lowerCase(word)) ? { value: word } : { signal: lowerCase(word), value: word })
  }
  return statements
}
