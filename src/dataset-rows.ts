import type { Dataset } from '../schemas/dataset.ts'

/**
 * The parts of a dataset as entries of their own, an entry per group: a record names a part as `ORG/NAME#VALUE`. What
 * holds for the whole dataset holds for each part.
 */
export function partsOf({
  id,
  aliases,
  licenses,
  decided_by,
  sources,
  rows,
  row_license,
}: Dataset): readonly Dataset[] {
  if (rows === undefined) return NONE
  return rows.groups.map((group) => {
    const [first = id, ...more] = [id, ...aliases].flatMap((name) => group.values.map((value) => `${name}#${value}`))
    return {
      id: first,
      aliases: more,
      // A license of the whole and one of the part both apply; the whole may have had several, one after the other.
      licenses: (licenses.length > 0 ? licenses : [{ license: [], from: null, to: null }]).map((period) => ({
        ...period,
        license: [...new Set([period.license, group.license].flat())],
      })),
      decided_by,
      sources: [...sources, ...group.sources],
      row_license,
    }
  })
}

const NONE: readonly Dataset[] = []
