import type { NAME_KINDS, Names } from '../schemas/task.ts'

/** Rows by what is counted under a key. */
export interface Counts<T> {
  add(key: string, value: T, rows: number): void
  /** Most rows first, then by key, so that the order of the rows changes nothing. */
  sorted(): { readonly value: T; readonly rows: number }[]
}

export function createCounts<T>(): Counts<T> {
  const found = new Map<string, { value: T; rows: number }>()
  return {
    add(key, value, rows) {
      const known = found.get(key)
      if (known) known.rows += rows
      else found.set(key, { value, rows })
    },
    sorted: () =>
      [...found]
        .sort(([a, { rows: more }], [b, { rows: less }]) => less - more || (a < b ? -1 : 1))
        .map(([, counted]) => counted),
  }
}

/** What a source is called by. */
export interface Name {
  readonly kind: (typeof NAME_KINDS)[number]
  readonly name: string
}

export const keyOf = ({ kind, name }: Name): string => `${kind} ${name}`

/** The first of the names that were counted, and how many more there are. */
export function namesOf(counts: Counts<Name>, kept: number): Names {
  const sorted = counts.sorted()
  return {
    names: sorted.slice(0, kept).map(({ value: { kind, name }, rows }) => ({ kind, name, rows })),
    more: Math.max(0, sorted.length - kept),
  }
}
