import { cell, Unreadable } from './cell.ts'
import { damaged } from './fault.ts'
import type { LeafRows } from './leaf.ts'
import type { Node } from './schema.ts'

/** Where the reading of one row stands: the next entry of every leaf under a column. */
interface Place {
  readonly leaves: readonly LeafRows[]
  /** Index of the first of `leaves` in the schema. */
  readonly base: number
  readonly at: number[]
  readonly end: readonly number[]
}

/**
 * The value of a top-level column in one row as a JSON-like one: lists, objects, text, numbers, booleans; `null` for a
 * null. Fields of an object that are null are left out.
 * @throws Unreadable where a value of it can not be given
 */
export function columnValue(column: Node, leaves: readonly LeafRows[], row: number): unknown {
  const place: Place = {
    leaves,
    base: column.first,
    at: leaves.map((leaf) => leaf.start(row)),
    end: leaves.map((leaf) => leaf.start(row + 1)),
  }
  const value = field(column, place)
  if (place.at.some((at, i) => at !== place.end[i])) damaged('the columns of a nested value disagree')
  return value
}

function field(node: Node, place: Place): unknown {
  const first = node.first - place.base
  if (node.repetition === 'required') return content(node, place)
  if (levelOf(place, first) < node.def) {
    skip(node, place)
    return node.repetition === 'repeated' ? [] : null
  }
  if (node.repetition === 'optional') return content(node, place)
  const values: unknown[] = []
  do values.push(content(node, place))
  while (repeats(node, place))
  return values
}

function content(node: Node, place: Place): unknown {
  const only = node.children[0]
  if (!only) return leafValue(node, place)
  switch (node.meaning.is) {
    case 'list':
      return elements(node, only, field(only, place) as unknown[])
    case 'map':
      return entries(field(only, place) as Readonly<Record<string, unknown>>[], only)
    case 'opaque':
      skip(node, place)
      throw new Unreadable('unreadable-value')
    default:
      return fields(node, place)
  }
}

/** Lists have a layer between themselves and their elements, which old writers left out. */
function elements(list: Node, layer: Node, values: unknown[]): unknown[] {
  const element = layer.children[0]
  const layered = layer.children.length === 1 && layer.name !== 'array' && layer.name !== `${list.name}_tuple`
  if (!layered || !element) return values
  return values.map((value) => (value as Readonly<Record<string, unknown>>)[element.name] ?? null)
}

function entries(pairs: readonly Readonly<Record<string, unknown>>[], layer: Node): Record<string, unknown> {
  const [key, value] = layer.children as [Node, Node]
  const seen = new Map<string, unknown>()
  // What is null is left out here too, so that it is the same as missing in every format.
  for (const pair of pairs) {
    const name = pair[key.name]
    if (typeof name !== 'string') throw new Unreadable('unreadable-value')
    if (seen.has(name)) throw new Unreadable('duplicate-key')
    seen.set(name, pair[value.name] ?? null)
  }
  return withoutNulls(seen)
}

function fields(node: Node, place: Place): Record<string, unknown> {
  const seen = new Map<string, unknown>()
  for (const child of node.children) {
    const value = field(child, place)
    if (seen.has(child.name)) throw new Unreadable('duplicate-key')
    seen.set(child.name, value)
  }
  return withoutNulls(seen)
}

function withoutNulls(members: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...members].filter(([, value]) => value !== null))
}

function leafValue(node: Node, place: Place): unknown {
  const index = node.first - place.base
  const rows = place.leaves[index] as LeafRows
  const entry = place.at[index] as number
  if (entry >= (place.end[index] as number) || !rows.present(entry)) damaged('the columns of a nested value disagree')
  place.at[index] = entry + 1
  return cell(rows.value(rows.ids[entry] as number), rows.leaf, node.meaning)
}

function levelOf(place: Place, index: number): number {
  const entry = place.at[index] as number
  if (entry >= (place.end[index] as number)) damaged('the columns of a nested value disagree')
  const rows = place.leaves[index] as LeafRows
  return rows.def ? (rows.def[entry] as number) : rows.leaf.def
}

function repeats(node: Node, place: Place): boolean {
  const index = node.first - place.base
  const entry = place.at[index] as number
  return entry < (place.end[index] as number) && place.leaves[index]?.rep?.[entry] === node.rep
}

/** A null or an empty list is one entry in every leaf under it. */
function skip(node: Node, place: Place): void {
  for (let index = node.first - place.base; index < node.last - place.base; index++)
    place.at[index] = (place.at[index] as number) + 1
}
