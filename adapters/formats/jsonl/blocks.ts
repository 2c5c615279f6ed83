import { type ByteSource, ProvgateError } from '../../../src/index.ts'
import { createHalves } from './halves.ts'
import { openPieces, type Pieces } from './pieces.ts'
import type { Window } from './window.ts'

/** Whole lines of an input, in order; the last one may lack its newline. It lasts until the next block is asked for. */
export interface Block {
  readonly bytes: Uint8Array
  /** There when `bytes` are the beginning of one line that is too long to be held: what follows, newline included. */
  readonly tail?: Tail
}

/** The rest of a line that is too long to be held. It lasts until the next block is asked for. */
export interface Tail {
  /** Hands it over, once: each call of the result gives further bytes, `undefined` at the end of the line. */
  take(): () => Promise<Uint8Array | undefined>
}

/** Reads an input block by block. */
export interface BlockReader {
  next(): Promise<Block | undefined>
  /** Reads whole blocks, into another window, from now on; the block before has to be done with. */
  use(window: Window): void
  close(): Promise<void>
}

const LF = 0x0a
const SIZE = 1024 * 1024
const PIECE = 512 * 1024
/** A look at the first rows needs no more at a time. */
const LOOK = 128 * 1024
/** Bytes that a block may be larger, since lines end where they do. */
const MARGIN = 128 * 1024

/**
 * Cuts an input into blocks of whole lines: small ones at first, then of about 1 MiB, or of what a pipe has at the
 * moment: whoever writes to it goes on while these are read. A line whose content is longer than `limit` bytes is given
 * as a block of its own with a tail as soon as that is known, so that no more than a few times `limit` is ever held.
 * While a large block is looked at, the next is read into the other half of the window, where the input allows it.
 */
export function openBlocks(input: ByteSource, limit: number, window: Window, signal?: AbortSignal): BlockReader {
  // A small file needs little memory: of thousands, that is most of the time that they take.
  const least = Math.max(1, input.size ?? PIECE)
  let step = Math.min(LOOK, least)
  let size = LOOK
  let prompt = false
  const pieces = openPieces(input, PIECE, signal)
  let halves = createHalves(window, step, false)
  let held = halves.reserve(step, 0)
  let used = 0
  let given = 0 // bytes of the block before, which go when the next is asked for
  let whole = 0 // end of the last complete line
  let line: Line | undefined
  /** Bytes that are being read into the other half, behind those that are left of the block. */
  let coming: Promise<number> | undefined

  const added = (length: number): void => {
    const last = held.subarray(used, used + length).lastIndexOf(LF)
    if (last >= 0) whole = used + last + 1
    used += length
  }
  const add = (piece: Uint8Array): void => {
    held = halves.reserve(used + piece.length, used)
    held.set(piece, used)
    added(piece.length)
  }
  /**
   * Drops the block that was given, and passes over what nobody took of a line too long to be held; how many bytes were
   * read ahead, if any were to be.
   */
  const settle = async (): Promise<number | undefined> => {
    const rest = held.subarray(given, used)
    if (coming) held = halves.swap(rest)
    else held.copyWithin(0, given, used)
    used -= given
    given = 0
    whole = 0
    const length = await coming
    coming = undefined
    if (length !== undefined) added(length)
    const after = await line?.pass()
    line = undefined
    if (after) add(after)
    return length
  }
  const give = (end: number): Uint8Array => {
    given = end
    return held.subarray(0, end)
  }
  /** Gives whole lines, behind which more of the input is read already. */
  const giveLines = (more: boolean): Uint8Array => {
    const room = more ? halves.other(used - whole, SIZE) : undefined
    coming = room && pieces.ahead?.(room)
    coming?.catch(() => undefined)
    return give(whole)
  }

  return {
    async next() {
      let length = await settle()
      let wanted = SIZE
      for (;;) {
        if (length === undefined) {
          wanted = used < size ? Math.min(step, size + MARGIN - used) : step
          held = halves.reserve(used + wanted, used)
          length = await pieces.fill(held.subarray(used, used + wanted))
          added(length)
        }
        if (length === 0) return used > 0 ? { bytes: give(used) } : undefined
        const tooLong = used - whole > limit
        const all = prompt && length < wanted
        if (whole > 0 && (tooLong || all || used >= size)) return { bytes: giveLines(length === wanted && !tooLong) }
        length = undefined
        if (!tooLong) continue
        line = createLine(input.name, pieces)
        return { bytes: give(used), tail: line.tail }
      }
    },
    use(window) {
      const kept = held.subarray(given, used)
      step = Math.min(PIECE, least)
      size = SIZE
      prompt = input.read !== undefined
      const room = kept.length + step
      halves = createHalves(window, pieces.ahead ? Math.max(room, SIZE + MARGIN) : room, pieces.ahead !== undefined)
      held = halves.reserve(room, 0)
      held.set(kept)
      used = kept.length
      given = 0
    },
    async close() {
      await coming?.catch(() => undefined)
      await pieces.close()
    },
  }
}

interface Line {
  readonly tail: Tail
  /** Passes over what nobody took, and gives the bytes after it. */
  pass(): Promise<Uint8Array>
}

/** The rest of a line, read piece by piece. */
function createLine(name: string, pieces: Pieces): Line {
  let state: 'untaken' | 'taken' | 'passed' = 'untaken'
  let after: Uint8Array | undefined
  const fault = (what: string): ProvgateError =>
    new ProvgateError('output', `a line of \`${name}\` that is too long to be held was ${what}`)

  const next = async (): Promise<Uint8Array | undefined> => {
    if (after) return undefined
    const room = new Uint8Array(PIECE)
    const piece = room.subarray(0, await pieces.fill(room))
    const end = piece.length === 0 ? 0 : piece.indexOf(LF) + 1
    if (piece.length === 0 || end > 0) after = piece.subarray(end)
    return piece.length === 0 ? undefined : end > 0 ? piece.subarray(0, end) : piece
  }
  return {
    tail: {
      take: () => {
        if (state !== 'untaken') throw fault(`asked for ${state === 'taken' ? 'twice' : 'too late'}`)
        state = 'taken'
        return () => {
          if (state === 'passed') throw fault('read too late')
          return next()
        }
      },
    },
    async pass() {
      state = 'passed'
      while (await next());
      return after!
    },
  }
}
