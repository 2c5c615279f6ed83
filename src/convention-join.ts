import type { JoinSpec } from '../schemas/convention.ts'
import { parsePath, valuesAt } from './convention-path.ts'
import { ProvgateError } from './errors.ts'
import type { Cells } from './ports.ts'

type Entry = Readonly<Record<string, unknown>>

/** Gathers a joined file, record by record, into what conventions look up. */
export interface JoinBuilder {
  /** Top-level fields that are read of a record. */
  readonly columns: readonly string[]
  /**
   * Takes the named fields of a record.
   * @throws ProvgateError `input` for a record without a key or a key with two meanings, `limit` for too many entries
   */
  add(cells: Cells): void
  readonly table: ReadonlyMap<string | number, Entry>
}

export function createJoin({ name, key, fields, max }: JoinSpec): JoinBuilder {
  const where = `join \`${name}\``
  const { names } = parsePath(key, where)
  const table = new Map<string | number, Entry>()
  const refuse = (says: string, fix: string): never => {
    throw new ProvgateError('input', `${where}: ${says}`, { fix })
  }
  return {
    columns: [...new Set([...names.slice(0, 1), ...fields])],
    table,
    add(cells) {
      const found = valuesAt(names, cells)
      const [value] = found
      if (found.length !== 1 || (typeof value !== 'string' && typeof value !== 'number'))
        return refuse(`a record has no text or number at \`${key}\``, 'name the key that every record has')
      const entry = Object.fromEntries(fields.map((field) => [field, cells[field] ?? null]))
      const known = table.get(value)
      if (known && JSON.stringify(known) !== JSON.stringify(entry))
        return refuse(`the key \`${value}\` stands twice with different fields`, 'keep one record of each key')
      if (!known && table.size === max)
        throw new ProvgateError('limit', `${where}: more than ${max} entries`, { fix: 'raise `max` of the join' })
      table.set(value, entry)
    },
  }
}
