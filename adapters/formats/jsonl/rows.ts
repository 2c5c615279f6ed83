import type { Batch, Code, ReadPlan } from '../../../src/index.ts'
import type { Block, Tail } from './blocks.ts'
import { type CellReader, createCellReader } from './cells.ts'
import { type Rows, takeKernel } from './kernel.ts'
import { contentEnd, listRows } from './lists.ts'
import { createNumberReader } from './numbers.ts'
import { type Found, LONGEST_KEY } from './part.ts'
import { createJsonScanner } from './scan.ts'
import { isUtf8 } from './utf8.ts'
import { createWindow, type Window } from './window.ts'

/** The lines of a batch: row `i` is the bytes `starts[i]` to `ends[i]`, its newline included if it has one. */
export interface JsonlPayload {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** The rest of the last row, where that is a line too long to be held. */
  readonly tail?: Tail
}

const LF = 0x0a

/** Gives the lines of blocks their codes. */
export interface RowReader {
  /** The batches of a block, in order; blank lines are passed over. They last as long as the block. */
  read(block: Block): Iterable<Batch<JsonlPayload>>
  /** The same of a part that was read elsewhere. */
  take(found: Found): Iterable<Batch<JsonlPayload>>
  /** Where blocks are best read to. */
  readonly window: Window
  /** After the last block was done with. */
  close(): void
}

/** How a line is read by itself: its code, or undefined for a blank one. */
type LineReader = (bytes: Uint8Array, from: number, to: number, valid: boolean) => Code | undefined

/** Reads line by line, in plain code. It is what the kernel is held to, and reads what the kernel leaves. */
function createLineReader(plan: ReadPlan): LineReader {
  const scanner = createJsonScanner(plan.columns, plan.limits.depth)
  const cells = createCellReader(plan.columns, plan.limits.depth)
  return (bytes, from, to, valid) => {
    if (to - from > plan.limits.line) return plan.reject('line-too-long')
    if (!valid && !isUtf8(bytes, from, to)) return plan.reject('invalid-utf8')
    const found = scanner.scan(bytes, from, to)
    if (found === 'blank-line') return undefined
    if (found !== 'object') return plan.reject(found)
    if (scanner.duplicate()) return plan.origin('duplicate-key')
    return codeOf(plan, cells, bytes, scanner.spans)
  }
}

/** Rows are counted from 1 over all blocks. */
export function createRowReader(plan: ReadPlan): RowReader {
  const line = createLineReader(plan)
  const kernel = plan.reference ? undefined : createKernelReader(plan, line)
  const cells = createCellReader(plan.columns, plan.limits.depth)
  const numbered = createNumberReader(plan.columns.length, {
    fields: (bytes, spans) => codeOf(plan, cells, bytes, spans),
    line: (bytes, from, to) => line(bytes, from, to, true),
  })
  let first = 1
  let start = true

  function* read(block: Block): Generator<Batch<JsonlPayload>> {
    const { bytes, tail } = block
    const mark = start && hasMark(bytes) ? 3 : 0
    start = false
    const found = (tail ? undefined : kernel?.read(bytes, mark)) ?? [readLines(line, plan, block, mark)]
    // Here and not by another generator: with one more for each block, what blocks leave is kept until all of the memory
    // is looked at, which takes 30 MB more for a pipe of 3 GB.
    for (const { codes, starts, ends } of found) {
      yield { first, codes, payload: { bytes, starts, ends, ...(tail && { tail }) } }
      first += codes.length
    }
  }
  function* take(found: Found): Generator<Batch<JsonlPayload>> {
    const { bytes, utf8 } = found
    if (!utf8) return yield* read({ bytes })
    const { codes, starts, ends } = numbered(found)
    yield { first, codes, payload: { bytes, starts, ends } }
    first += codes.length
  }
  return { read, take, window: kernel?.window ?? createWindow(), close: () => kernel?.release() }
}

function codeOf(plan: ReadPlan, cells: CellReader, bytes: Uint8Array, spans: Int32Array): Code {
  const key = plan.cacheable ? cells.key(bytes, spans) : undefined
  return key === undefined ? plan.origin(cells.read(bytes, spans)) : plan.intern(key, () => cells.read(bytes, spans))
}

function readLines(line: LineReader, plan: ReadPlan, { bytes, tail }: Block, mark: number): Rows {
  const codes: Code[] = []
  const starts: number[] = []
  const ends: number[] = []
  const valid = isUtf8(bytes)
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(LF, at)
    const to = newline < 0 ? bytes.length : newline
    const found = tail ? plan.reject('line-too-long') : line(bytes, at === 0 ? mark : at, to, valid)
    const end = newline < 0 ? to : newline + 1
    if (found !== undefined) {
      codes.push(found)
      starts.push(at)
      ends.push(end)
    }
    at = end
  }
  return { codes: Uint32Array.from(codes), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) }
}

/** Reads a block in the kernel, and there line by line what it leaves; undefined if the block is no UTF-8. */
function createKernelReader(plan: ReadPlan, line: LineReader) {
  const { depth, line: longest } = plan.limits
  const kernel = takeKernel({ columns: plan.columns, depth, line: longest, key: LONGEST_KEY })
  const cells = createCellReader(plan.columns, depth)

  function* lists(bytes: Uint8Array, mark: number): Generator<Rows> {
    const found = listRows(kernel, mark, bytes.length, ({ kind, start, end }) => {
      if (kind === 'odd') return line(bytes, start, contentEnd(bytes, end), true)
      const code = codeOf(plan, cells, kernel.bytes, kernel.spans)
      if (plan.cacheable) kernel.learn(code)
      return code
    })
    for (const rows of found) {
      // The mark goes with the first line.
      if (rows.starts[0] === mark) rows.starts[0] = 0
      yield rows
    }
  }
  const read = (bytes: Uint8Array, mark: number): Iterable<Rows> | undefined =>
    kernel.load(bytes) ? lists(bytes, mark) : undefined
  return { read, window: kernel.window, release: kernel.release }
}

/** Whether the bytes begin with the UTF-8 byte order mark. */
export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
