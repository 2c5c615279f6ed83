import type { JsonType } from '../../../src/index.ts'
import { damaged, unsupported } from './fault.ts'
import { annotation, jsonType, type Meaning } from './meaning.ts'
import type { Struct } from './thrift.ts'

/** Physical types in the order of the format's numbers, with the bytes of one value; 0 = its length stands before it. */
export const PHYSICAL = [
  ['BOOLEAN', 1],
  ['INT32', 4],
  ['INT64', 8],
  ['INT96', 12],
  ['FLOAT', 4],
  ['DOUBLE', 8],
  ['BYTE_ARRAY', 0],
  ['FIXED_LEN_BYTE_ARRAY', -1],
] as const
export type Physical = (typeof PHYSICAL)[number][0]

/** An element of the schema. `def` and `rep` are the levels of a value that is there at this element. */
export interface Node {
  readonly name: string
  readonly repetition: 'required' | 'optional' | 'repeated'
  readonly def: number
  readonly rep: number
  readonly meaning: Meaning
  readonly children: readonly Node[]
  /** Leaves under it: indexes into `Schema.leaves`, `first` inclusive to `last` exclusive. */
  readonly first: number
  readonly last: number
}

/** A column as it is stored. `width` is the bytes of one value, 0 for byte arrays. */
export interface Leaf {
  readonly index: number
  readonly path: readonly string[]
  readonly type: Physical
  readonly width: number
  readonly def: number
  readonly rep: number
}

export interface Schema {
  readonly columns: readonly Node[]
  readonly leaves: readonly Leaf[]
}

const REPETITION = ['required', 'optional', 'repeated'] as const
const ELEMENTS = 65_536
const LEVELS = 255

/** Builds the tree of a schema from its elements, which are stored in depth-first order. */
export function readSchema(elements: { readonly size: number; structs(): Generator<Struct> }, depth: number): Schema {
  if (elements.size > ELEMENTS) unsupported(`its schema has ${elements.size} elements`)
  const source = elements.structs()
  const leaves: Leaf[] = []

  const next = (): Struct => {
    const { value, done } = source.next()
    return done ? damaged('its schema ends too early') : value
  }
  const children = (element: Struct, def: number, rep: number, path: readonly string[]): Node[] => {
    const count = element.int(5) ?? 0
    if (count < 0 || count > elements.size) damaged(`its schema claims ${count} children`)
    return Array.from({ length: count }, () => node(def, rep, path))
  }
  const node = (parentDef: number, parentRep: number, parents: readonly string[]): Node => {
    if (parents.length >= depth) unsupported(`its schema is nested deeper than ${depth}`)
    const element = next()
    const name = nameOf(element)
    const path = [...parents, name]
    const repetition = REPETITION[element.int(3) ?? 0] ?? damaged(`column \`${path.join('.')}\` has no repetition`)
    const def = parentDef + (repetition === 'required' ? 0 : 1)
    const rep = parentRep + (repetition === 'repeated' ? 1 : 0)
    if (def > LEVELS) unsupported(`column \`${path.join('.')}\` has more than ${LEVELS} levels`)
    const first = leaves.length
    const grouped = (element.int(5) ?? 0) > 0
    if (grouped === element.has(1)) damaged(`column \`${path.join('.')}\` is neither a group nor a value`)
    const physical = grouped ? undefined : physicalOf(element, path)
    if (physical) leaves.push({ index: first, path, type: physical[0], width: physical[1], def, rep })
    const below = grouped ? children(element, def, rep, path) : []
    const meaning = annotation(element, physical?.[0], below)
    return { name, repetition, def, rep, meaning, children: below, first, last: leaves.length }
  }

  const columns = children(next(), 0, 0, [])
  if (!source.next().done) damaged('its schema has elements that belong nowhere')
  if (leaves.length === 0) unsupported('it has no columns')
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) damaged(`two columns are named \`${name}\``)
    names.add(name)
  }
  return { columns, leaves }
}

/** The JSON type that the cells of a top-level column have. */
export function columnType(node: Node): JsonType {
  return node.repetition === 'repeated' ? 'list' : jsonType(node.meaning)
}

function nameOf(element: Struct): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      element.binary(4) ?? damaged('a column has no name'),
    )
  } catch (cause) {
    return cause instanceof TypeError ? damaged('the name of a column is not UTF-8') : raise(cause)
  }
}

function raise(cause: unknown): never {
  throw cause
}

function physicalOf(element: Struct, path: readonly string[]): [Physical, number] {
  const [type, width] = PHYSICAL[element.int(1) ?? -1] ?? damaged(`column \`${path.join('.')}\` has an unknown type`)
  if (width >= 0) return [type, width]
  const length = element.int(2) ?? 0
  if (length <= 0) damaged(`column \`${path.join('.')}\` has values of ${length} bytes`)
  return [type, length]
}
