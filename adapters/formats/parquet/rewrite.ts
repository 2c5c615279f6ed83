import type { Limits } from '../../../src/index.ts'
import { type Codec, writableCodec } from './codec.ts'
import { decodeColumn } from './column.ts'
import { encodePages, type Ready } from './encode.ts'
import { filterColumn } from './filter.ts'
import type { Laid } from './laid.ts'

/** Pages that are made one after the other; the bytes of one last until the next is asked for. */
export interface Made {
  readonly codec: Codec
  readonly pages: AsyncGenerator<Ready>
}

/** Decodes all of a column and writes the rows anew whose `mask` is 1. */
export function rewritten(laid: Laid, mask: Uint8Array, limits: Limits): Made {
  const { leaf, codec: stored } = laid.chunk
  const codec = writableCodec(stored)
  return {
    codec,
    pages: (async function* () {
      yield* encodePages(filterColumn(await decodeColumn(laid, limits), mask), leaf, codec)
    })(),
  }
}
