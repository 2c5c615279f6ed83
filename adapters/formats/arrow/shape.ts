import { type DataType, type Dictionary, type Schema, Type } from 'apache-arrow'
import type { JsonType, Shape } from '../../../src/index.ts'

/** The columns of a schema with the JSON types that their values are read as. */
export const shapeOf = (schema: Schema): Shape => ({
  columns: new Map(schema.fields.map(({ name, type }) => [name, { types: jsonTypes(type), rows: 1 }])),
  rows: 1,
})

function jsonTypes(type: DataType): ReadonlySet<JsonType> {
  switch (type.typeId) {
    case Type.Null:
      return new Set(['null'])
    case Type.Bool:
      return new Set(['boolean'])
    case Type.Int:
    case Type.Float:
    case Type.Decimal:
      return new Set(['number'])
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
      return new Set(['list'])
    case Type.Struct:
    case Type.Map:
      return new Set(['object'])
    case Type.Union:
      return new Set(type.children.flatMap((field) => [...jsonTypes(field.type)]))
    case Type.Dictionary:
      return jsonTypes((type as unknown as Dictionary).dictionary)
    default:
      return new Set(['string'])
  }
}
