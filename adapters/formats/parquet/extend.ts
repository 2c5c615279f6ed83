import { framed } from '../arrow/assemble.ts'
import { columnsIn, extendedSchema } from '../arrow/extend.ts'
import { base64Bytes } from '../bytes.ts'
import { noted } from '../column-notes.ts'
import { amended, structsIn } from './amend.ts'
import { binary, int, list, struct } from './emit.ts'
import type { Footer } from './footer.ts'
import type { Leaf } from './schema.ts'
import { type Stored, thriftStruct, WIRE } from './thrift.ts'

/** Key under which Arrow's writers keep the schema that a file was written from. */
const ARROW_SCHEMA = 'ARROW:schema'

/** A column of text at the top, that may be null, behind the others. */
export function textLeaf(footer: Footer, column: string): Leaf {
  return { index: footer.schema.leaves.length, path: [column], type: 'BYTE_ARRAY', width: 0, def: 1, rep: 0 }
}

/** The fields of the footer that list columns, with one of text behind the others. */
export function extendedFooter(footer: Footer, column: string): Readonly<Record<number, Stored | undefined>> {
  const [root, ...elements] = structsIn(footer.stored, 2)
  const element = struct([
    [1, int(6)],
    [3, int(1)],
    [4, binary(column)],
    [6, int(0)],
    [10, struct([[1, struct([])]])],
  ])
  const grown = amended(root as Stored, { 5: int(footer.schema.columns.length + 1) })
  const orders = [...structsIn(footer.stored, 7)]
  const byType = struct([[1, struct([])]])
  return {
    2: list(WIRE.struct, [grown, ...elements, element]),
    5: pairs(footer, column),
    7: orders.length > 0 ? list(WIRE.struct, [...orders, byType]) : footer.raw(7),
  }
}

function pairs(footer: Footer, column: string): Stored | undefined {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  const found = [...structsIn(footer.stored, 5)]
  if (found.length === 0) return footer.raw(5)
  const now = found.flatMap((pair) => {
    const read = thriftStruct(pair.bytes)
    const [key, value] = [read.binary(1), read.binary(2)]
    if (!key || !value) return pair
    const name = utf8.decode(key)
    const text = utf8.decode(value)
    const told = name === ARROW_SCHEMA ? arrowSchema(text, footer, column) : noted(name, text, column)
    // Readers refuse a schema of other columns than the file has, and do without it where there is none.
    if (told === undefined) return []
    return told === text ? pair : amended(pair, { 2: binary(told) })
  })
  return list(WIRE.struct, now)
}

function arrowSchema(text: string, footer: Footer, column: string): string | undefined {
  try {
    const bytes = base64Bytes(text)
    // Before the message stand its length and, since Arrow 0.15, a mark before that.
    const message = bytes.subarray(bytes.subarray(0, 4).every((byte) => byte === 0xff) ? 8 : 4)
    if (columnsIn(message) !== footer.schema.columns.length) return undefined
    return btoa(Array.from(framed(extendedSchema(message, column)), (byte) => String.fromCharCode(byte)).join(''))
  } catch {
    return undefined
  }
}
