import type { JsonType } from '../../../src/index.ts'
import type { Node, Physical } from './schema.ts'
import type { Struct } from './thrift.ts'

/** What the stored bytes of a column stand for. */
export type Meaning =
  | { readonly is: 'boolean' | 'int' | 'uint' | 'float' | 'half' | 'text' | 'bytes' | 'uuid' | 'date' | 'int96' }
  | { readonly is: 'decimal'; readonly scale: number }
  /** A point in time: units since 1970, and how many make a day. */
  | { readonly is: 'timestamp'; readonly day: number }
  | { readonly is: 'struct' | 'list' | 'map' }
  /** Nothing but nulls. */
  | { readonly is: 'null' }
  /** Stored and kept, but not read as a cell. */
  | { readonly is: 'opaque' }

const JSON_TYPES: Readonly<Record<Meaning['is'], JsonType>> = {
  boolean: 'boolean',
  int: 'number',
  uint: 'number',
  float: 'number',
  half: 'number',
  decimal: 'number',
  text: 'string',
  bytes: 'string',
  uuid: 'string',
  date: 'string',
  int96: 'string',
  timestamp: 'string',
  null: 'null',
  opaque: 'string',
  list: 'list',
  map: 'object',
  struct: 'object',
}

export function jsonType(meaning: Meaning): JsonType {
  return JSON_TYPES[meaning.is]
}

const PER_DAY = [86_400_000, 86_400_000_000, 86_400_000_000_000] as const

/** Fields of the union `LogicalType` and values of the older enumeration `ConvertedType` that say the same. */
const LOGICAL: Readonly<Record<number, Meaning['is']>> = {
  1: 'text',
  2: 'map',
  3: 'list',
  4: 'text',
  5: 'decimal',
  6: 'date',
  7: 'opaque',
  8: 'timestamp',
  10: 'int',
  11: 'null',
  12: 'text',
  13: 'opaque',
  14: 'uuid',
  15: 'half',
  16: 'opaque',
  17: 'opaque',
  18: 'opaque',
}
const CONVERTED: readonly Meaning['is'][] = [
  'text',
  'map',
  'map',
  'list',
  'text',
  'decimal',
  'date',
  'opaque',
  'opaque',
  'timestamp',
  'timestamp',
  'uint',
  'uint',
  'uint',
  'uint',
  'int',
  'int',
  'int',
  'int',
  'text',
  'opaque',
  'opaque',
]
const PLAIN: Readonly<Record<Physical, Meaning['is']>> = {
  BOOLEAN: 'boolean',
  INT32: 'int',
  INT64: 'int',
  INT96: 'int96',
  FLOAT: 'float',
  DOUBLE: 'float',
  BYTE_ARRAY: 'bytes',
  FIXED_LEN_BYTE_ARRAY: 'bytes',
}
/** The physical types that an annotation may stand on; on another one the column is not read. */
const CARRIERS: Partial<Record<Meaning['is'], readonly Physical[]>> = {
  text: ['BYTE_ARRAY'],
  int: ['INT32', 'INT64'],
  uint: ['INT32', 'INT64'],
  date: ['INT32'],
  timestamp: ['INT64'],
  decimal: ['INT32', 'INT64', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'],
  uuid: ['FIXED_LEN_BYTE_ARRAY'],
  half: ['FIXED_LEN_BYTE_ARRAY'],
}

/** Reads the annotation of a schema element; the newer `LogicalType` wins over the older one. */
export function annotation(element: Struct, type: Physical | undefined, children: readonly Node[]): Meaning {
  const logical = element.struct(10)
  const field =
    logical &&
    Object.keys(LOGICAL)
      .map(Number)
      .find((id) => logical.has(id))
  const converted = element.int(6)
  if (!type) return { is: grouping(field, converted, children) }
  let is =
    field !== undefined
      ? (LOGICAL[field] ?? 'opaque')
      : converted !== undefined
        ? (CONVERTED[converted] ?? 'opaque')
        : PLAIN[type]
  if (is === 'int' && logical?.struct(10)?.bool(2) === false) is = 'uint'
  const carriers = CARRIERS[is]
  if (carriers && !carriers.includes(type)) return { is: 'opaque' }
  if (is === 'decimal') return { is, scale: element.int(7) ?? logical?.struct(5)?.int(1) ?? 0 }
  if (is === 'timestamp') {
    const unit = logical?.struct(8)?.struct(2)
    const index = unit ? [1, 2, 3].findIndex((id) => unit.has(id)) : converted === 9 ? 0 : converted === 10 ? 1 : -1
    const day = PER_DAY[index]
    return day === undefined ? { is: 'opaque' } : { is, day }
  }
  return is === 'list' || is === 'map' || is === 'struct' ? { is: 'opaque' } : { is }
}

function grouping(
  field: number | undefined,
  converted: number | undefined,
  children: readonly Node[],
): 'struct' | 'list' | 'map' | 'opaque' {
  const said = field !== undefined ? LOGICAL[field] : converted !== undefined ? CONVERTED[converted] : 'struct'
  const only = children.length === 1 ? children[0] : undefined
  if (said === 'struct') return 'struct'
  if (said === 'list') return only?.repetition === 'repeated' ? 'list' : 'opaque'
  // `MAP_KEY_VALUE` on the inner group of an old map means nothing by itself.
  if (said === 'map' && converted === 2 && only?.repetition !== 'repeated') return 'struct'
  if (said === 'map') return only?.repetition === 'repeated' && only.children.length === 2 ? 'map' : 'opaque'
  return 'opaque'
}
