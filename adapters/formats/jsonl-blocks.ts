import { type ByteSource, ProvgateError } from '../../src/index.ts'

/** Whole lines of an input, in order; the last one may lack its newline. */
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

const LF = 0x0a
const SIZE = 1024 * 1024
const PIECE = 256 * 1024

/**
 * Cuts an input into blocks of about 1 MiB of whole lines. A line whose content is longer than `limit` bytes is given
 * as a block of its own with a tail as soon as that is known, so that no more than a few times `limit` is ever held.
 */
export async function* readBlocks(input: ByteSource, limit: number, signal?: AbortSignal): AsyncGenerator<Block, void> {
  const source = pieces(input, signal)
  let held = new Uint8Array(SIZE + PIECE)
  let used = 0
  let whole = 0 // end of the last complete line

  const add = (piece: Uint8Array): void => {
    if (used + piece.length > held.length) {
      const larger = new Uint8Array(Math.max(held.length * 2, used + piece.length))
      larger.set(held.subarray(0, used))
      held = larger
    }
    held.set(piece, used)
    const last = piece.lastIndexOf(LF)
    if (last >= 0) whole = used + last + 1
    used += piece.length
  }
  /** Gives the first bytes away and keeps the others; memory that was given away is never written again. */
  const take = (end: number): Uint8Array => {
    const bytes = held.subarray(0, end)
    const kept = held.subarray(end, used)
    held = new Uint8Array(Math.max(SIZE + PIECE, kept.length * 2))
    held.set(kept)
    used = kept.length
    whole = 0
    return bytes
  }

  try {
    for (;;) {
      const { value: piece, done } = await source.next()
      if (done) break
      add(piece)
      const tooLong = used - whole > limit
      if (whole > 0 && (tooLong || used >= SIZE)) yield { bytes: take(whole) }
      if (!tooLong) continue
      const line = createTail(input, source)
      yield { bytes: take(used), tail: line.tail }
      add(await line.pass())
    }
    if (used > 0) yield { bytes: take(used) }
  } finally {
    await source.return()
  }
}

/** A tail that reads on from `source`, and `pass`, which passes over what nobody took and gives the bytes after it. */
function createTail(input: ByteSource, source: AsyncGenerator<Uint8Array, void>) {
  let state: 'untaken' | 'taken' | 'passed' = 'untaken'
  let after: Uint8Array | undefined

  const next = async (): Promise<Uint8Array | undefined> => {
    if (after) return undefined
    const { value: piece, done } = await source.next()
    const end = done ? 0 : piece.indexOf(LF) + 1
    if (done || end > 0) after = done ? new Uint8Array(0) : piece.subarray(end)
    return done ? undefined : end > 0 ? piece.subarray(0, end) : piece
  }
  const tail: Tail = {
    take: () => {
      if (state !== 'untaken')
        throw new ProvgateError(
          'output',
          `a line of \`${input.name}\` that is too long to be held was asked for ${state === 'taken' ? 'twice' : 'too late'}`,
        )
      state = 'taken'
      return () => {
        if (state === 'passed')
          throw new ProvgateError('output', `a line of \`${input.name}\` that is too long to be held was read too late`)
        return next()
      }
    },
  }
  const pass = async (): Promise<Uint8Array> => {
    state = 'passed'
    while (await next());
    return after!
  }
  return { tail, pass }
}

/** The input in pieces of bounded size, never empty; whatever fails names the input. */
async function* pieces(input: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const stopped = () => new ProvgateError('aborted', `reading \`${input.name}\` was stopped`, { file: input.name })
  try {
    for await (const chunk of input.stream())
      for (let at = 0; at < chunk.length; at += PIECE) {
        if (signal?.aborted) throw stopped()
        yield chunk.subarray(at, at + PIECE)
      }
  } catch (cause) {
    if (cause instanceof ProvgateError) throw cause
    if (signal?.aborted) throw stopped()
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ProvgateError('input', `can not read \`${input.name}\`: ${why}`, { file: input.name, cause })
  }
}
