import type { CatalogIndex } from './catalog.ts'

/** Names that are close to a text: for who mistyped one. */
export function closeNames(text: string, index: CatalogIndex, most = 5): string[] {
  const wanted = text.toLowerCase()
  const furthest = Math.max(2, Math.floor(wanted.length / 3))
  const scored: [score: number, name: string][] = []
  for (const name of allNames(index)) {
    const known = name.toLowerCase()
    const part = wanted.length >= 3 && known.includes(wanted)
    // A name that holds the text is nearer than one that only looks like it.
    const score = part ? (known.length - wanted.length) / 100 : distance(wanted, known, furthest)
    if (part || score <= furthest) scored.push([score, name])
  }
  scored.sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1))
  return scored.slice(0, most).map(([, name]) => name)
}

/** Every name by which something of the catalog may be asked for. */
function allNames({ catalog }: CatalogIndex): Set<string> {
  return new Set([
    ...catalog.terms.map(({ id }) => id),
    ...catalog.issuers.flatMap(({ id, aliases }) => [id, ...aliases]),
    ...catalog.models.flatMap(({ id, family }) => [id, ...family]),
    ...catalog.datasets.flatMap(({ id, aliases }) => [id, ...aliases]),
    ...catalog.conventions.map(({ id }) => id),
    ...[...catalog.platforms, ...catalog.signals].flatMap(({ name, aliases }) => [name, ...aliases]),
    ...catalog.licenses.map(({ text }) => text).filter((id) => id !== ''),
  ])
}

/** Edits between two texts; beyond `most` any larger number. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    if (Math.min(...next) > most) return most + 1
    row = next
  }
  return row.at(-1)!
}
