import { type Fields, isObject, isValue, parseSignal } from './signal-json.ts'
import { lowerCase, type ReadSignal, type Statement } from './signal-statement.ts'

/**
 * A training and data mining assertion of CAWG, or of C2PA before it, as JSON: `{"entries": {"cawg.ai_training":
 * {"use": "notAllowed"}}}`, also inside `data`, or without `entries`, as an earlier schema had it; or one of its entries.
 */
export const readCawg: ReadSignal = (text) => {
  const given = parseSignal(text)
  if (!isObject(given)) return undefined
  if (Object.hasOwn(given, 'use')) {
    const entry = entryOf(given)
    return entry && [entry]
  }
  const assertion = isObject(given.data) ? given.data : given
  const entries = Object.hasOwn(assertion, 'entries') ? assertion.entries : assertion
  if (!isObject(entries)) return undefined
  const statements: Statement[] = []
  for (const [signal, entry] of Object.entries(entries)) {
    const said = isObject(entry) ? entryOf(entry) : isValue(entry) ? { value: entry } : undefined
    if (said === undefined) return undefined
    const harmless = typeof said.value === 'string' && lowerCase(said.value) === 'allowed'
    statements.push({ ...said, signal, harmless })
  }
  return statements.length > 0 ? statements : undefined
}

/** Its schema writes `constraint_info`, its text `constraints_info`. */
function entryOf({ use, constraint_info: one, constraints_info: other }: Fields): Statement | undefined {
  if (!isValue(use)) return undefined
  const info = [one, other].filter((text) => typeof text === 'string').join('; ')
  return { value: use, info }
}
