import { framed } from '../adapters/formats/arrow/assemble.ts'
import { type FlatFields, flatBytes } from '../adapters/formats/arrow/flat-write.ts'

/** A message as it should not be: every field can be said otherwise than it is. */
export interface Crafted {
  readonly length: number
  /** Length and null count of each column, flattened. */
  readonly nodes: readonly number[]
  readonly buffers: readonly Uint8Array[]
  /** Offset and length of each buffer, flattened; default: where they are. */
  readonly places?: readonly number[]
  readonly bodyLength?: number
  readonly version?: number
  readonly kind?: number
  /** Number of the codec, if the body says that it is compressed. */
  readonly codec?: number
  /** Makes it a dictionary message. */
  readonly dictionary?: { readonly id: number; readonly delta?: boolean }
}

const structs = (values: readonly number[], words: number) => ({
  structs: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  count: values.length / words,
})

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))
export const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)

export function crafted({ length, nodes, buffers, places, codec, dictionary, ...rest }: Crafted): Uint8Array {
  const padded = buffers.map((buffer) => joined(buffer, new Uint8Array((8 - (buffer.length % 8)) % 8)))
  let at = 0
  const found = buffers.flatMap((buffer, i) => {
    const place = [at, buffer.length]
    at += padded[i]!.length
    return place
  })
  const batch: FlatFields = [
    [0, { scalar: 8, value: length }],
    [1, structs(nodes, 2)],
    [2, structs(places ?? found, 2)],
    ...(codec === undefined ? [] : [[3, { table: [[0, { scalar: 1, value: codec }]] }] as const]),
  ]
  const header: FlatFields = dictionary
    ? [
        [0, { scalar: 8, value: dictionary.id }],
        [1, { table: batch }],
        [2, { scalar: 1, value: dictionary.delta ? 1 : 0 }],
      ]
    : batch
  const message = flatBytes([
    [0, { scalar: 2, value: rest.version ?? 4 }],
    [1, { scalar: 1, value: rest.kind ?? (dictionary ? 2 : 3) }],
    [2, { table: header }],
    [3, { scalar: 8, value: rest.bodyLength ?? at }],
  ])
  return joined(framed(message), ...padded)
}

/** A schema message with the given endianness, and fields by name, number of the type and parameters. */
export function craftedSchema(
  fields: readonly { name: string; kind: number; type?: FlatFields; children?: FlatFields[] }[],
  endianness = 0,
): Uint8Array {
  const tables = fields.map(
    ({ name, kind, type = [], children = [] }): FlatFields => [
      [0, { text: name }],
      [1, { scalar: 1, value: 1 }],
      [2, { scalar: 1, value: kind }],
      [3, { table: type }],
      [5, { tables: children }],
    ],
  )
  const schema: FlatFields = [
    [0, { scalar: 2, value: endianness }],
    [1, { tables }],
  ]
  return framed(
    flatBytes([
      [0, { scalar: 2, value: 4 }],
      [1, { scalar: 1, value: 1 }],
      [2, { table: schema }],
      [3, { scalar: 8, value: 0 }],
    ]),
  )
}

/** One column `v` of text. */
export const TEXT_SCHEMA: Uint8Array = craftedSchema([{ name: 'v', kind: 5 }])
const int32 = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer)
const text = new TextEncoder()

/** Two rows of text, `ab` and `c`, with what is given said otherwise. */
export const textBatch = (given: Partial<Crafted> = {}, offsets = [0, 2, 3]): Uint8Array =>
  crafted({
    length: 2,
    nodes: [2, 0],
    buffers: [new Uint8Array(0), int32(...offsets), text.encode('abc')],
    ...given,
  })

export { int32 }
