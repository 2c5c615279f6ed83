/**
 * Makes a reader for a pattern of plain text with holes: `{}` is taken, `{_}` is passed over. The whole text must
 * match; each hole takes as little as it can, the last one what is left. No step is taken twice, whatever the text.
 * @returns what stands in the `{}`, or undefined where the text doesn't match
 */
export function createCapture(pattern: string): (text: string) => string | undefined {
  const holes: readonly string[] = pattern.match(/\{_?\}/g) ?? []
  const literals = pattern.split(/\{_?\}/)
  const taken = holes.indexOf('{}')
  const head = literals[0]!
  const tail = literals.at(-1)!

  return (text) => {
    if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return undefined
    const end = text.length - tail.length
    let at = head.length
    let result: string | undefined
    for (let hole = 0; hole < holes.length; hole++) {
      const last = hole === holes.length - 1
      const next = last ? end : text.indexOf(literals[hole + 1]!, at)
      const after = last ? end : next + literals[hole + 1]!.length
      if (next < 0 || after > end) return undefined
      if (hole === taken) result = text.slice(at, next)
      at = after
    }
    return result
  }
}
