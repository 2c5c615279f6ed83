import { type Cells, parseJson, type ReadCode } from '../../../src/index.ts'
import { LONGEST_KEY } from './part.ts'

/** Reads the values that a scan has found: `spans` has start and end of each column, the start -1 where it is absent. */
export interface CellReader {
  /** The raw bytes of all columns as text, equal only if they are equal; undefined if they are too many for a key. */
  key(bytes: Uint8Array, spans: Int32Array): string | undefined
  read(bytes: Uint8Array, spans: Int32Array): Cells | ReadCode
}

export function createCellReader(columns: readonly string[], depth: number): CellReader {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  return {
    key: (bytes, spans) => {
      let length = 0
      for (let i = 0; i < spans.length; i += 2) length += spans[i + 1]! - spans[i]!
      if (length > LONGEST_KEY) return undefined
      let key = ''
      for (let i = 0; i < spans.length; i += 2) {
        // an absent value leaves nothing; a NUL never stands in JSON, so it can part the values
        if (spans[i]! >= 0) key += String.fromCharCode.apply(null, bytes.subarray(spans[i], spans[i + 1]) as never)
        key += '\0'
      }
      return key
    },
    read: (bytes, spans) => {
      const cells: Record<string, unknown> = Object.create(null)
      for (const [i, column] of columns.entries()) {
        if (spans[i * 2]! < 0) continue
        const value = parseJson(decoder.decode(bytes.subarray(spans[i * 2], spans[i * 2 + 1])), depth)
        if ('code' in value) return value.code
        cells[column] = value.value
      }
      return cells
    },
  }
}
