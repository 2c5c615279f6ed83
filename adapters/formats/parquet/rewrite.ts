import type { Limits } from '../../../src/index.ts'
import { type Codec, writableCodec } from './codec.ts'
import { decodeColumn } from './column.ts'
import { encodePages, type Ready } from './encode.ts'
import { filterColumn } from './filter.ts'
import type { Laid } from './laid.ts'

/** A page of one of several outputs. */
export interface Sent {
  readonly to: number
  readonly page: Ready
}

/** Pages of one or more outputs, made one after the other; the bytes of one last until the next is asked for. */
export interface Made {
  /** Of each output. */
  readonly codecs: readonly Codec[]
  readonly pages: AsyncGenerator<Sent>
}

/** Pages that go to one output. */
export async function* sentTo(to: number, pages: AsyncIterable<Ready>): AsyncGenerator<Sent> {
  for await (const page of pages) yield { to, page }
}

/** Decodes all of a column and writes it anew for each mask, with the rows whose bit is 1. */
export function rewritten(laid: Laid, masks: readonly Uint8Array[], limits: Limits): Made {
  const { leaf, codec: stored } = laid.chunk
  const codec = writableCodec(stored)
  return {
    codecs: masks.map(() => codec),
    pages: (async function* () {
      const column = await decodeColumn(laid, limits)
      for (const [to, mask] of masks.entries()) yield* sentTo(to, encodePages(filterColumn(column, mask), leaf, codec))
    })(),
  }
}
