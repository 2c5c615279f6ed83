import type { JsonType, Shape } from '../../../src/index.ts'
import type { Block } from './blocks.ts'
import { hasMark } from './rows.ts'
import { createJsonScanner } from './scan.ts'
import { isUtf8 } from './utf8.ts'

/** Records that are looked at, and bytes among which they are looked for. */
const SAMPLE = { rows: 64, bytes: 4 * 1024 * 1024 } as const

const typeOf = (value: unknown): JsonType =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : (typeof value as JsonType)

/** The lines of a block, without newlines and without the mark at the very start of an input. */
export function* linesOf(bytes: Uint8Array, start: boolean): Generator<Uint8Array, void> {
  for (let at = start && hasMark(bytes) ? 3 : 0; at < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, at)
    const end = newline < 0 ? bytes.length : newline
    yield bytes.subarray(at, end)
    at = end + 1
  }
}

/** Gathers the shape of an input from its first records; lines that are no records say nothing. */
export function createShapeReader(depth: number) {
  const scanner = createJsonScanner([], depth)
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let odd = false
  const columns = new Map<string, { types: Set<JsonType>; rows: number }>()
  let rows = 0
  let bytes = 0

  /** The record of a line. The engine is the first to read well, and slow to say that it can't: the scanner follows. */
  const recordOf = (line: Uint8Array): object | undefined => {
    if (odd && !(isUtf8(line) && scanner.scan(line, 0, line.length) === 'object')) return undefined
    try {
      const value: unknown = JSON.parse(decoder.decode(line))
      return typeOf(value) === 'object' && nestsWithin(value, depth) ? (value as object) : undefined
    } catch {
      odd = true
      return undefined
    }
  }

  const addLine = (line: Uint8Array): void => {
    const record = recordOf(line)
    if (record === undefined) return
    rows++
    for (const [name, value] of Object.entries(record)) {
      const column = columns.get(name) ?? { types: new Set(), rows: 0 }
      column.types.add(typeOf(value))
      column.rows++
      columns.set(name, column)
    }
  }

  return {
    add: (block: Block): void => {
      if (!block.tail)
        for (const line of linesOf(block.bytes, bytes === 0)) {
          addLine(line)
          if (rows === SAMPLE.rows) break
        }
      bytes += block.bytes.length
    },
    full: (): boolean => rows >= SAMPLE.rows || bytes >= SAMPLE.bytes,
    shape: (): Shape => ({ columns, rows }),
  }
}

/** Whether a value nests so many levels at most, itself being the first. */
function nestsWithin(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true
  return levels > 0 && Object.values(value).every((member) => nestsWithin(member, levels - 1))
}
