import type { Batch, Code, ReadPlan } from '../../src/index.ts'
import { createJsonScanner } from './json-scan.ts'
import type { Block, Tail } from './jsonl-blocks.ts'
import { createCellReader } from './jsonl-cells.ts'
import { isUtf8 } from './jsonl-utf8.ts'

/** The lines of a batch: row `i` is the bytes `starts[i]` to `ends[i]`, its newline included if it has one. */
export interface JsonlPayload {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** The rest of the last row, where that is a line too long to be held. */
  readonly tail?: Tail
}

const LF = 0x0a

/** Gives each line of a block its code; blank lines are passed over. Rows are counted from 1 over all blocks. */
export function createRowReader(plan: ReadPlan): (block: Block) => Batch<JsonlPayload> {
  const scanner = createJsonScanner(plan.columns, plan.limits.depth)
  const cells = createCellReader(plan.columns, scanner.spans, plan.limits.depth)
  let first = 1
  let start = true

  /** Code of the line between `from` and `to`; undefined for a blank one. */
  const code = (bytes: Uint8Array, from: number, to: number, valid: boolean): Code | undefined => {
    if (to - from > plan.limits.line) return plan.reject('line-too-long')
    if (!valid && !isUtf8(bytes, from, to)) return plan.reject('invalid-utf8')
    const found = scanner.scan(bytes, from, to)
    if (found === 'blank-line') return undefined
    if (found !== 'object') return plan.reject(found)
    if (scanner.duplicate()) return plan.origin('duplicate-key')
    const key = plan.cacheable ? cells.key(bytes) : undefined
    return key === undefined ? plan.origin(cells.read(bytes)) : plan.intern(key, () => cells.read(bytes))
  }

  return ({ bytes, tail }) => {
    const codes: Code[] = []
    const starts: number[] = []
    const ends: number[] = []
    const valid = isUtf8(bytes)
    const mark = start && hasMark(bytes) ? 3 : 0
    start = false
    for (let at = 0; at < bytes.length; ) {
      const newline = bytes.indexOf(LF, at)
      const to = newline < 0 ? bytes.length : newline
      const found = tail ? plan.reject('line-too-long') : code(bytes, at === 0 ? mark : at, to, valid)
      const end = newline < 0 ? to : newline + 1
      if (found !== undefined) {
        codes.push(found)
        starts.push(at)
        ends.push(end)
      }
      at = end
    }
    const batch = {
      first,
      codes: Uint32Array.from(codes),
      payload: { bytes, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), ...(tail && { tail }) },
    }
    first += codes.length
    return batch
  }
}

/** Whether the bytes begin with the UTF-8 byte order mark. */
export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
