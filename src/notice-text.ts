/** Longest name of a record that a page shows; the summary has the whole of it. */
const LONGEST = 160

/** Text of the records as code: nothing in it can end the span or the line. */
export function code(text: string): string {
  const safe = plain(text).replaceAll('`', "'").trim()
  const letters = [...safe]
  const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : safe
  return short === '' ? '`(empty)`' : `\`${short}\``
}

/** A sentence in which names stand as code; all else is taken as it is written, and marks nothing up. */
export function prose(text: string): string {
  return plain(text)
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
    .join('')
}

/** Words of others, as a quotation. */
export const quoted = (text: string): string => `“${escaped(plain(text)).replace(/^[“"]|[”"]$/g, '')}”`

/** A link to where words were read, if nothing can be hidden in it; else the place as code. */
export const source = (text: string): string =>
  /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text) ? `[source](<${text}>)` : `source ${code(text)}`

export const records = (count: number): string => (count === 1 ? '1 record' : `${count} records`)

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Characters that can't be seen or that break a line are shown as one that can. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd')

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|~#&]/g, '\\$&')
