import type { Catalog } from '../schemas/catalog.ts'
import { REASON_CODES } from '../schemas/ruling.ts'
import { ERROR_CODES, READ_CODES } from '../src/errors.ts'

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`
const table = (head: string[], rows: readonly string[][]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n')

/** The tables of the docs that are made from the code, by file and name of the section that holds them. */
export function docsTables(catalog: Catalog): Record<string, Record<string, string>> {
  return {
    'docs/rulings.md': {
      reasons: table(
        ['code', 'says'],
        Object.entries(REASON_CODES).map(([code, says]) => [`\`${code}\``, says]),
      ),
      reads: table(
        ['code', 'says'],
        Object.entries(READ_CODES).map(([code, says]) => [`\`${code}\``, says]),
      ),
    },
    'docs/errors.md': {
      errors: table(
        ['code', 'exit', 'says'],
        Object.entries(ERROR_CODES).map(([code, { exit, says }]) => [`\`${code}\``, String(exit), says]),
      ),
    },
    'docs/conventions.md': {
      conventions: table(
        ['id', 'found by', 'says'],
        catalog.conventions.map(({ id, detect, says }) => [
          `\`${id}\``,
          (detect?.columns ?? []).map((column) => `\`${column}\``).join(', '),
          says,
        ]),
      ),
    },
  }
}

const marks = (name: string) => [`<!-- made by the build: ${name} -->`, '<!-- end -->'] as const

/** The text with a section between its marks replaced; throws when the marks are not there. */
export function withTable(text: string, name: string, content: string): string {
  const [start, end] = marks(name)
  const from = text.indexOf(start)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`the section \`${name}\` has no marks`)
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`
}
