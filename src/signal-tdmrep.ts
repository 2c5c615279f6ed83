import { isObject, isValue, parseSignal } from './signal-json.ts'
import { partOf, type ReadSignal, type Statement } from './signal-statement.ts'

/**
 * The rules of a /.well-known/tdmrep.json, a list of `{"location", "tdm-reservation", "tdm-policy"}`, or one of them. A
 * record has no path to find its rule by, so that each is read as one that may be about it.
 */
export const readTdmrep: ReadSignal = (text) => {
  const given = parseSignal(text)
  const rules: readonly unknown[] = Array.isArray(given) ? given : [given]
  const statements: Statement[] = []
  for (const rule of rules) {
    if (!isObject(rule)) return undefined
    const { location, 'tdm-reservation': value, 'tdm-policy': policy } = rule
    if (!isValue(value) || (location !== undefined && typeof location !== 'string')) return undefined
    statements.push({ value, part: partOf(location), info: typeof policy === 'string' ? policy : undefined })
  }
  return statements.length > 0 ? statements : undefined
}
