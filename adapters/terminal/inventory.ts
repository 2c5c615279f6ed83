import type { Summary } from '../../src/index.ts'
import { printable } from './exit.ts'
import { table } from './table.ts'

/** Lines of one list; `--json` has all of them. */
const SHOWN = 30

/** What there is in the inputs: the convention and fields of each file, and models, licenses, datasets and dates with their rulings. */
export function inventoryOf({ models, licenses, datasets, dates, terms, files }: Summary): string {
  const found = files.slice(0, SHOWN).map(({ name, convention, fields, error }) => {
    const read = fields.map((field) => `\`${field}\``).join(', ')
    const what = error
      ? 'failed'
      : convention
        ? `convention \`${convention}\`, fields ${read || 'none'}`
        : 'no provenance found'
    return printable(`${name}: ${what}`)
  })
  const blocks = [[...found, ...more(files.length)].join('\n')]
  for (const [title, tallies] of Object.entries({ models, licenses, datasets, dates, terms })) {
    const entries = Object.entries(tallies).sort(([, a], [, b]) => b.rows - a.rows)
    if (entries.length === 0) continue
    const heading = [title, 'rows', 'permitted', 'conditional', 'undetermined', 'forbidden']
    const rows = entries
      .slice(0, SHOWN)
      .map(([name, { rows: all, permitted, conditional, undetermined, forbidden }]) => [
        name === '' ? '(empty)' : name,
        all,
        permitted,
        conditional,
        undetermined,
        forbidden,
      ])
    blocks.push([table([heading, ...rows]), ...more(entries.length)].join('\n'))
  }
  return `${blocks.join('\n\n')}\n`
}

const more = (all: number): string[] => (all > SHOWN ? [`… and ${all - SHOWN} more (--json has all)`] : [])
