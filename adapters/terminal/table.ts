import { styleText } from 'node:util'
import type { RulingName } from '../../src/index.ts'
import { printable } from './exit.ts'

const COLORS = { permitted: 'green', conditional: 'cyan', undetermined: 'yellow', forbidden: 'red' } as const
/** Characters of a cell; names from records have any length. */
const WIDEST = 64

/** Colors only where a person reads. */
export interface Style {
  readonly color: boolean
}

/** Text in the color of a ruling. The style alone decides: Node would look at the stream and at CI once more. */
export function paint(ruling: RulingName, text: string, { color }: Style): string {
  return color ? styleText(COLORS[ruling], text, { validateStream: false }) : text
}

/** A count with its thousands apart. Node's own way loads the words of all languages first, which takes some 15 ms. */
export const group = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** Text from a file as it may be shown, cut in the middle when it is longer: what tells names apart is often their end. */
export function shorten(text: string, widest: number = WIDEST): string {
  const shown = [...printable(text)]
  if (shown.length <= widest) return shown.join('')
  const head = Math.ceil((widest - 1) / 2)
  return `${shown.slice(0, head).join('')}…${shown.slice(shown.length - (widest - 1 - head)).join('')}`
}

/** Rows in columns, the first of them the heading; numbers stand to the right. */
export function table(rows: readonly (readonly (string | number)[])[], widest: number = WIDEST): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? group(cell) : shorten(cell, widest))))
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), [])
  return cells
    .map((row, r) =>
      row
        .map((cell, i) =>
          typeof rows[r]?.[i] === 'number' || (r === 0 && typeof rows[1]?.[i] === 'number')
            ? cell.padStart(widths[i] ?? 0)
            : cell.padEnd(widths[i] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
