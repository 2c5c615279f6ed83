import { type DataType, Type, type Union, UnionMode } from 'apache-arrow'
import type { Span } from './change.ts'
import type { Block } from './envelope.ts'
import { isView } from './layout.ts'

/** Where the column of number `index` stands in a record batch; behind the last one for the number after it. */
export const spanOf = (types: readonly DataType[], index: number, block: Block): Span => spansOf(types, block)[index]!

/** Where each column stands, and at the end what is behind the last one. */
export function spansOf(types: readonly DataType[], block: Block): Span[] {
  const at = { node: 0, buffer: 0, variadic: 0 }
  const pass = (type: DataType): void => {
    at.node++
    at.buffer += buffersOf(type, block.unionBitmaps)
    if (isView(type)) at.buffer += block.variadics[at.variadic++] ?? 0
    // The values of a dictionary stand in messages of their own.
    if (type.typeId !== Type.Dictionary) for (const child of type.children ?? []) pass(child.type)
  }
  const spans = types.map((type) => {
    const first = { ...at }
    pass(type)
    const [nodes, buffers, variadics] = [at.node - first.node, at.buffer - first.buffer, at.variadic - first.variadic]
    return { ...first, nodes, buffers, variadics }
  })
  return [...spans, { ...at, nodes: 0, buffers: 0, variadics: 0 }]
}

/** Buffers of a column without its children and without the data of its views. */
function buffersOf(type: DataType, unionBitmaps: boolean): number {
  switch (type.typeId) {
    case Type.Null:
      return 0
    case Type.Struct:
    case Type.FixedSizeList:
      return 1
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary:
      return 3
    case Type.Union:
      return ((type as Union).mode === UnionMode.Dense ? 2 : 1) + (unionBitmaps ? 1 : 0)
    default:
      return 2
  }
}
