import type { Binding } from '../schemas/catalog.ts'
import type { Problem } from './catalog-check.ts'
import { foldSignalName } from './signal-name.ts'
import { lowerCase } from './signal-statement.ts'

/** What is wrong with the signals of a catalog: names that are one, values that mean two things or are never met. */
export function* checkSignals(signals: readonly Binding[]): Generator<Problem> {
  const byName = new Map<string, Binding>()
  for (const entry of signals) {
    const { name, aliases, values, constrained, free, terms } = entry
    const where = `signal \`${name}\``
    for (const each of [name, ...aliases]) {
      const other = byName.get(foldSignalName(each))
      if (other !== undefined && other !== entry)
        yield {
          says: `${where} and \`${other.name}\` have names that are read as one: \`${each}\``,
          entry,
          fix: 'rename one of the two',
        }
      byName.set(foldSignalName(each), entry)
    }
    if (values.length + constrained.length > 0 && terms.length === 0)
      yield { says: `${where} has values that reserve, and brings no terms with it`, entry, fix: 'name its `terms`' }
    const seen = new Set<unknown>()
    for (const value of [...values, ...constrained, ...free]) {
      if (seen.has(value))
        yield { says: `${where} has the value \`${value}\` twice`, entry, fix: 'keep it in one of the lists' }
      if (typeof value === 'string' && value !== lowerCase(value).trim())
        yield {
          says: `${where} has the value \`${value}\`, which is not written as values are compared`,
          entry,
          fix: 'write it in lower case, without space around it',
        }
      seen.add(value)
    }
  }
}
