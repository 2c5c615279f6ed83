import { type Code, ProvgateError } from '../../../src/index.ts'
import type { Rows } from './kernel.ts'
import { contentEnd } from './lists.ts'
import { ASKED, type Found, UNKNOWN } from './part.ts'

/** How the code of a row is found that a part asks for. */
export interface Answers {
  fields(bytes: Uint8Array, spans: Int32Array): Code
  /** Undefined for a blank line. */
  line(bytes: Uint8Array, from: number, to: number): Code | undefined
}

/** Gives the rows of parts, in order of the file, their codes: each reader numbers the fields that it meets by itself. */
export function createNumberReader(columns: number, answers: Answers): (found: Found) => Rows {
  const readers = new Map<number, Uint32Array>()
  const width = 2 + columns * 2

  return ({ bytes, starts, ends, codes, asked, reader, anew }) => {
    let known = (anew ? undefined : readers.get(reader)) ?? longer(new Uint32Array(0), 64)
    const told: [row: number, code: Code | undefined][] = []
    for (let at = 0; at < asked.length; at += width) {
      const row = asked[at]!
      const what = asked[at + 1]!
      if (what === ASKED.line) {
        told.push([row, answers.line(bytes, starts[row]!, contentEnd(bytes, ends[row]!))])
        continue
      }
      const code = answers.fields(bytes, asked.subarray(at + 2, at + width))
      if (what === ASKED.once) told.push([row, code])
      else {
        const number = codes[row]!
        if (number >= known.length) known = longer(known, number)
        known[number] = code
      }
    }
    readers.set(reader, known)
    for (let row = 0; row < codes.length; row++) {
      if (codes[row] === UNKNOWN) continue
      const code = known[codes[row]!] ?? UNKNOWN
      // No row is ruled on by what nobody read.
      if (code === UNKNOWN)
        throw new ProvgateError('conservation', 'a part of a file numbers fields that it does not show')
      codes[row] = code
    }
    for (const [row, code = UNKNOWN] of told) codes[row] = code
    return told.some(([, code]) => code === undefined)
      ? withoutBlanks({ starts, ends, codes })
      : { starts, ends, codes }
  }
}

function longer(list: Uint32Array, place: number): Uint32Array {
  const more = new Uint32Array(Math.max(place + 1, list.length * 2)).fill(UNKNOWN)
  more.set(list)
  return more
}

function withoutBlanks({ starts, ends, codes }: Rows): Rows {
  const isRow = (_: number, row: number): boolean => codes[row] !== UNKNOWN
  return { starts: starts.filter(isRow), ends: ends.filter(isRow), codes: codes.filter(isRow) }
}
