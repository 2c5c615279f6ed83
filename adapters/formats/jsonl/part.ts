import { type Kernel, type Rows, takeKernel } from './kernel.ts'
import { listRows } from './lists.ts'

/** The name under which other threads know this work. */
export const JOB = 'jsonl-part'

/** Raw bytes of all wanted fields that are remembered: longer ones seldom recur, and are kept for the length of a run. */
export const LONGEST_KEY = 1024

/** What all parts of a file are read by. Plain data, as are a part and what is found in it. */
export interface Reading {
  /** Differs between all that are read by one process. */
  readonly id: number
  /** The number of the open file, its name for messages, and its bytes. */
  readonly file: number
  readonly name: string
  readonly size: number
  readonly columns: readonly string[]
  /** Whether the same fields recur, so that they are worth remembering. */
  readonly recurring: boolean
  readonly depth: number
  /** Bytes of a line. */
  readonly line: number
}

/** A part of a file: the lines that begin in it. */
export interface Part {
  readonly reading: Reading
  readonly from: number
  readonly to: number
  /** Whether a line is known to begin at `from`. */
  readonly begins: boolean
  /** Memory that was found in before, for what is found now. */
  readonly room: Uint8Array | undefined
}

/** What stands in `codes` for a row that is among those asked for, and whose fields are not remembered. */
export const UNKNOWN = 0xffff_ffff

/** The lines of a part. They last until the next part is read, unless they are `kept`. */
export interface Found {
  readonly bytes: Uint8Array
  readonly utf8: boolean
  /** Of each row start and end, and a number for its fields, which the reader gives when it meets them first. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly codes: Uint32Array
  /** In order: a row whose code is to be found, what it was (`ASKED`), then start and end of each column, -1 if absent. */
  readonly asked: Int32Array
  /** Who gave the numbers; when it begins anew, those from before mean nothing. */
  readonly reader: number
  readonly anew: boolean
  /** Where in the file a line begins that is too long to be held; the part ends before it. */
  readonly tooLong: number | undefined
}

/** What is asked of a row: the code of its fields, where the number stands for others like it or not; or of its line. */
export const ASKED = { fields: 0, once: 1, line: 2 } as const

/** Reads some bytes of an open file, by its number and name. */
export type FillFile = (file: number, name: string, room: Uint8Array, from: number) => void

const LF = 0x0a
/** Bytes by which a line is followed beyond the end of a part. */
const STEP = 64 * 1024
/** Numbers given until the reader begins anew. */
const MOST = 65_536

/** Reads parts, in the order in which they come; fields that it met it knows again, as long as they are of one file. */
export function createPartReader(fill: FillFile): { read(part: Part): Found; close(): void } {
  let current: { readonly id: number; readonly reader: number; readonly kernel: Kernel; given: number } | undefined

  const take = ({ reading, from }: Part) => {
    const { id, columns, depth, line } = reading
    if (current?.id !== id) {
      current?.kernel.release()
      current = { id, reader: from, kernel: takeKernel({ columns, depth, line, key: LONGEST_KEY }), given: 0 }
    }
    return current
  }
  return {
    read(part) {
      const state = take(part)
      const { kernel, reader } = state
      const anew = state.given >= MOST
      if (anew) {
        state.given = 0
        kernel.forget()
      }
      const { bytes, tooLong } = fillPart(part, kernel, fill)
      const utf8 = kernel.load(bytes)
      const asked: number[] = []
      const lists: Rows[] = []
      let rows = 0
      const ask = (row: number, what: number): void => {
        asked.push(rows + row, what)
        for (const at of kernel.spans) asked.push(at < 0 ? -1 : at - bytes.byteOffset)
      }
      const found = listRows(kernel, 0, utf8 ? bytes.length : 0, ({ kind, row }) => {
        const known = kind === 'new' && part.reading.recurring
        ask(row, known ? ASKED.fields : kind === 'new' ? ASKED.once : ASKED.line)
        if (!known) return UNKNOWN
        kernel.learn(state.given)
        return state.given++
      })
      for (const list of found) {
        lists.push(list)
        rows += list.codes.length
      }
      return { bytes, ...joined(lists, rows), asked: Int32Array.from(asked), utf8, reader, anew, tooLong }
    },
    close() {
      current?.kernel.release()
      current = undefined
    },
  }
}

/** The lines that begin in a part, in the kernel's window. */
function fillPart({ reading, from, to, begins }: Part, { window }: Kernel, fill: FillFile) {
  const { file, name, size, line } = reading
  const back = begins ? 0 : 1
  let length = back + to - from
  let room = window.reserve(length)
  fill(file, name, room.subarray(0, length), from - back)
  const start = begins ? 0 : room.subarray(0, length - 1).indexOf(LF) + 1
  if (start === 0 && !begins) return { bytes: room.subarray(0, 0), tooLong: undefined }

  const last = Math.max(start, room.subarray(0, length - 1).lastIndexOf(LF) + 1)
  let end = room[length - 1] === LF ? length : 0
  for (let at = to; end === 0; at += STEP) {
    const more = Math.min(STEP, size - at)
    if (more <= 0) end = length
    else if (length - last > line) break
    else {
      room = window.reserve(length + more)
      const next = room.subarray(length, length + more)
      fill(file, name, next, at)
      end = next.indexOf(LF) + 1
      if (end > 0) end += length
      length += more
    }
  }
  return { bytes: room.subarray(start, end || last), tooLong: end === 0 ? from - back + last : undefined }
}

function joined(lists: readonly Rows[], rows: number): Rows {
  if (lists.length === 1) return lists[0] as Rows
  const join = (pick: (list: Rows) => Uint32Array): Uint32Array => {
    const all = new Uint32Array(rows)
    let at = 0
    for (const list of lists) {
      all.set(pick(list), at)
      at += list.codes.length
    }
    return all
  }
  return { starts: join(({ starts }) => starts), ends: join(({ ends }) => ends), codes: join(({ codes }) => codes) }
}

/** What was found, with its bytes in memory of their own. */
export function kept(found: Found, room: Uint8Array | undefined): Found {
  const { length } = found.bytes
  const { buffer } = room && room.buffer.byteLength >= length ? room : new Uint8Array(Math.ceil(length * 1.125))
  const bytes = new Uint8Array(buffer, 0, length)
  bytes.set(found.bytes)
  return { ...found, bytes }
}

/** The buffers of what was kept that are handed over rather than copied. */
export const movedBy = ({ bytes, starts, ends, codes }: Found): ArrayBuffer[] =>
  [bytes, starts, ends, codes].map(({ buffer }) => buffer as ArrayBuffer)
