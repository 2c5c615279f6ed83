/**
 * Values as bytes that no JS type has touched. Value `i` is `bytes.subarray(at[i], at[i + 1])` with its length in the
 * four bytes before it (the format's plain encoding), or, where `at` is missing, `width` bytes at `i * width`;
 * booleans take a byte each. So a run of values is copied as one piece.
 */
export interface Values {
  readonly count: number
  readonly width: number
  readonly bytes: Uint8Array
  readonly at: Uint32Array | undefined
}

/** Encodings by the format's numbers. */
export const ENCODING = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  bitPacked: 4,
  deltaBinary: 5,
  deltaLength: 6,
  deltaBytes: 7,
  rleDictionary: 8,
  streamSplit: 9,
} as const

/** Whether the values of a page are indexes into the chunk's dictionary. */
export function isDictionary(encoding: number): boolean {
  return encoding === ENCODING.plainDictionary || encoding === ENCODING.rleDictionary
}

/** The bytes of one value, without its length. */
export function valueBytes(values: Values, index: number): Uint8Array {
  if (!values.at) return values.bytes.subarray(index * values.width, (index + 1) * values.width)
  return values.bytes.subarray((values.at[index] as number) + 4, values.at[index + 1])
}
