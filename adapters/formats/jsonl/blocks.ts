import { type ByteSource, ProvgateError } from '../../../src/index.ts'
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

/**
 * Cuts an input into blocks of whole lines: small ones at first, then of about 1 MiB, or of what a pipe has at the
 * moment: whoever writes to it goes on while these are read. A line whose content is longer than `limit` bytes is given
 * as a block of its own with a tail as soon as that is known, so that no more than a few times `limit` is ever held.
 */
export function openBlocks(input: ByteSource, limit: number, window: Window, signal?: AbortSignal): BlockReader {
  // A small file needs little memory: of thousands, that is most of the time that they take.
  const least = Math.max(1, input.size ?? PIECE)
  let step = Math.min(LOOK, least)
  let size = LOOK
  let prompt = false
  const pieces = openPieces(input, PIECE, signal)
  let into = window
  let held = into.reserve(step)
  let used = 0
  let given = 0 // bytes of the block before, which go when the next is asked for
  let whole = 0 // end of the last complete line
  let line: Line | undefined

  const added = (length: number): void => {
    const last = held.subarray(used, used + length).lastIndexOf(LF)
    if (last >= 0) whole = used + last + 1
    used += length
  }
  const add = (piece: Uint8Array): void => {
    held = into.reserve(used + piece.length)
    held.set(piece, used)
    added(piece.length)
  }
  /** Drops the block that was given, and passes over what nobody took of a line too long to be held. */
  const settle = async (): Promise<void> => {
    held.copyWithin(0, given, used)
    used -= given
    given = 0
    whole = 0
    const after = await line?.pass()
    line = undefined
    if (after) add(after)
  }
  const give = (end: number): Uint8Array => {
    given = end
    return held.subarray(0, end)
  }

  return {
    async next() {
      await settle()
      for (;;) {
        held = into.reserve(used + step)
        const length = await pieces.fill(held.subarray(used, used + step))
        if (length === 0) return used > 0 ? { bytes: give(used) } : undefined
        added(length)
        const tooLong = used - whole > limit
        const all = prompt && length < step
        if (whole > 0 && (tooLong || all || used >= size)) return { bytes: give(whole) }
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
      into = window
      held = into.reserve(kept.length + step)
      held.set(kept)
      used = kept.length
      given = 0
    },
    close: () => pieces.close(),
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
