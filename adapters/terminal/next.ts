import { textOf, type Values } from './command.ts'

/** A command as it can be typed. */
export const commandLine = (...words: readonly string[]): string => words.map(quote).join(' ')

/** Flags of this run without which the next one would decide otherwise. */
export const carried = (values: Values, names: readonly string[] = ['config', 'target', 'convention']): string[] =>
  names.flatMap((name) => {
    const value = textOf(values, name)
    return value === undefined ? [] : [`--${name}`, value]
  })

/** A word for a POSIX shell; one with control or direction characters in the escapes that bash and zsh know. */
function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  const hidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
  if (!hidden.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = word.replace(/[\\']/g, '\\$&')
  return `$'${escaped.replace(hidden, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`
}
