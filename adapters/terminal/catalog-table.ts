import type { RulingName } from '../../src/index.ts'
import type { World } from './command.ts'
import { printable } from './exit.ts'
import { paint, type Style } from './table.ts'

/** Columns that a line may have at most, however wide the terminal is. */
const WIDEST = 160
const NARROWEST = 60
const GAP = '  '

/** Columns that the output may use: those of the terminal; of a pipe, as many as are readable. */
export function widthOf({ env, interactive, columns }: World): number {
  const asked = Number(env.COLUMNS) || (interactive ? columns : WIDEST)
  return Math.max(NARROWEST, Math.min(WIDEST, asked))
}

/** Text on one line: line breaks of the catalog's files are spaces. */
export const plain = (text: string): string => printable(text.replace(/\s+/g, ' ').trim())

/** Words in lines of a width; a word that is longer is broken. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of plain(text).split(' ')) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line)
      line = ''
    }
    while (rest.length > width) {
      // A break behind a dash or slash leaves both halves readable.
      const cut = Math.max(rest.lastIndexOf('-', width - 1), rest.lastIndexOf('/', width - 1)) + 1 || width
      lines.push(rest.slice(0, cut))
      rest = rest.slice(cut)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** A paragraph behind a margin; `first` stands in the margin of its first line. */
export function paragraph(text: string, width: number, margin: number, first = ''): string[] {
  return wrap(text, Math.max(20, width - margin)).map((line, i) => `${(i === 0 ? first : '').padEnd(margin)}${line}`)
}

export interface Column {
  readonly title: string
  /** Columns that it keeps when there are too few; default: all that it needs. */
  readonly least?: number
  /** Lines that it shows of a cell; default: all. */
  readonly lines?: number
  /** Whether its cells are rulings, and in color. */
  readonly ruling?: boolean
}

/** Rows in columns that fit a width: cells of columns that may shrink are wrapped. */
export function fitted(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  style: Style,
): string {
  const needs = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => plain(row[i] ?? '').length)))
  const widths = shrink(needs, columns, width - GAP.length * (columns.length - 1))
  const lines: string[] = []
  const add = (cells: readonly string[], heading: boolean) => {
    const wrapped = cells.map((cell, i) => cut(wrap(cell, widths[i]!), heading ? 1 : columns[i]!.lines, widths[i]!))
    const height = Math.max(...wrapped.map((cell) => cell.length))
    for (let n = 0; n < height; n++)
      lines.push(
        wrapped
          .map((cell, i) => {
            const padded = (cell[n] ?? '').padEnd(widths[i]!)
            const ruling = cell[n] as RulingName
            return columns[i]!.ruling && !heading && n === 0 && /^[a-z]/.test(ruling ?? '')
              ? paint(ruling, padded, style)
              : padded
          })
          .join(GAP)
          .trimEnd(),
      )
  }
  add(
    columns.map(({ title }) => title),
    true,
  )
  for (const row of rows) add(row, false)
  return lines.join('\n')
}

function cut(lines: string[], most = Number.POSITIVE_INFINITY, width: number): string[] {
  if (lines.length <= most) return lines
  const last = lines[most - 1] ?? ''
  return [...lines.slice(0, most - 1), `${last.slice(0, width - 1)}…`]
}

/** Takes from the widest column that may shrink, one by one, until all fit. */
function shrink(needs: readonly number[], columns: readonly Column[], room: number): number[] {
  const widths = [...needs]
  const least = columns.map(({ title, least: some }, i) =>
    Math.min(needs[i]!, Math.max(title.length, some ?? needs[i]!)),
  )
  let over = widths.reduce((sum, one) => sum + one, 0) - room
  while (over > 0) {
    let widest = -1
    for (const [i, one] of widths.entries()) if (one > least[i]! && (widest < 0 || one > widths[widest]!)) widest = i
    if (widest < 0) break
    widths[widest]!--
    over--
  }
  return widths
}
