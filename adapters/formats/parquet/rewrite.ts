import type { Limits } from '../../../src/index.ts'
import { type Codec, writableCodec } from './codec.ts'
import { decodeColumn } from './column.ts'
import { encodeColumn, type Send } from './encode.ts'
import { filterColumn } from './filter.ts'
import type { Laid } from './laid.ts'

/** A column that is to be written to one or more outputs. */
export interface Made {
  /** Of each output. */
  readonly codecs: readonly Codec[]
  /** Makes the pages, one after the other, and sends each to its output. */
  send(to: readonly Send[]): Promise<void>
}

/** Decodes all of a column and writes it anew for each mask, with the rows whose bit is 1. */
export function rewritten(laid: Laid, masks: readonly Uint8Array[], limits: Limits): Made {
  const { leaf, codec: stored } = laid.chunk
  const codec = writableCodec(stored)
  return {
    codecs: masks.map(() => codec),
    async send(to) {
      const column = await decodeColumn(laid, limits)
      for (const [output, mask] of masks.entries())
        await encodeColumn(filterColumn(column, mask), leaf, codec, to[output] as Send)
    },
  }
}
