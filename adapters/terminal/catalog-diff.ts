import { diffTerms, effectWords, LEGAL, ProvgateError, type Shift, type TermsDiff } from '../../src/index.ts'
import { paragraph, widthOf } from './catalog-table.ts'
import type { Command } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'
import { paint, type Style } from './table.ts'

export const diff: Command = {
  name: 'catalog diff',
  usage: 'catalog diff A B | TERMS VERSION VERSION [options]',
  says: 'Compares two texts, `terms@version` or `terms` for the newest: clauses added, gone and changed, and the targets whose ruling changes by these texts alone.',
  options: { config: CONFIG_OPTIONS.config!, json: { type: 'boolean', says: 'as JSON, with all that changes' } },
  async run(args, values, world) {
    const [a, b, c] = args
    if (a === undefined || b === undefined || args.length > 3)
      throw new ProvgateError('usage', '`provgate catalog diff` takes two texts', {
        fix: 'write `terms@version terms@version`, or `terms version version`',
      })
    const { catalog } = await loadConfig(values, world, { optional: true })
    const found = c === undefined ? diffTerms(a, b, catalog) : diffTerms(`${a}@${b}`, `${a}@${c}`, catalog)
    const text = values.json === true ? JSON.stringify(found, null, 2) : diffText(found, widthOf(world), world)
    await world.out(`${text}\n`)
    return EXIT.done
  },
}

function diffText({ a, b, clauses, grid, rulings }: TermsDiff, width: number, style: Style): string {
  const head = (sign: string, { terms, version, from, to, read, name }: TermsDiff['a']) =>
    paragraph(`${terms}@${version}, ${from ?? '…'} to ${to ?? 'now'}, read: ${read} (${name})`, width, 2, sign)
  const lines = [...head('-', a), ...head('+', b), '']
  if (a.silence !== b.silence) lines.push(`silence: ${a.silence} → ${b.silence}`, '')
  lines.push(...clauseLines(clauses, width), '', ...rulingLines(rulings, grid, width, style), LEGAL)
  return lines.join('\n')
}

/** Clauses that were added, are gone or changed, with their words. */
export function clauseLines(clauses: TermsDiff['clauses'], width: number): string[] {
  const lines: string[] = []
  for (const [sign, title, list] of [
    ['+', 'added', clauses.added],
    ['-', 'gone', clauses.gone],
  ] as const) {
    if (list.length > 0) lines.push(title)
    for (const clause of list) {
      lines.push(...paragraph(`${clause.id} (${effectWords(clause)}): ${clause.says}`, width, 4, `  ${sign}`))
      if (clause.quote) lines.push(...paragraph(`“${clause.quote}”${clause.ref ? `, ${clause.ref}` : ''}`, width, 6))
    }
  }
  const changed = [
    ...clauses.changed.map(({ id, parts }) => ({ id, parts })),
    ...clauses.renamed.map(({ from, to, parts }) => ({ id: `${from} is now ${to}, and means the same`, parts })),
  ]
  if (changed.length > 0) lines.push('changed')
  for (const { id, parts } of changed) {
    lines.push(`  ~ ${id}: ${parts.map(({ part }) => part).join(', ') || 'its name only'}`)
    for (const { part, before, after } of parts) {
      lines.push(`      ${part}`)
      for (const one of before) lines.push(...paragraph(one, width, 10, '        -'))
      for (const one of after) lines.push(...paragraph(one, width, 10, '        +'))
    }
  }
  if (clauses.same.length > 0) lines.push(...paragraph(`the same: ${clauses.same.join(', ')}`, width, 2))
  return lines
}

/** Lines of one direction; `--json` has all. */
const SHOWN = 12
const RANK = ['permitted', 'conditional', 'undetermined', 'forbidden']

function rulingLines(rulings: readonly Shift[], grid: TermsDiff['grid'], width: number, style: Style): string[] {
  if (rulings.length === 0) return ['no ruling changes by these texts alone', '']
  const looser = ({ before, after }: Shift) => RANK.indexOf(after) < RANK.indexOf(before)
  return [
    'rulings that change, by these texts alone',
    ...(['stricter', 'looser'] as const).flatMap((title) => {
      const list = rulings
        .filter((shift) => looser(shift) === (title === 'looser'))
        .sort((x, y) => sizeOf(y, grid) - sizeOf(x, grid))
      if (list.length === 0) return []
      const more = list.length > SHOWN ? [`    … and ${list.length - SHOWN} more (--json has all)`] : []
      const shown = list.slice(0, SHOWN).flatMap(({ before, after, targets }) => {
        const words = `${targetWords(targets, grid)}: ${before} → ${after}`
        return paragraph(words, width, 4).map((line) =>
          line.endsWith(`→ ${after}`) ? line.slice(0, -after.length) + paint(after, after, style) : line,
        )
      })
      return [`  ${title}`, ...shown, ...more]
    }),
    '',
  ]
}

const sizeOf = ({ targets }: Shift, grid: TermsDiff['grid']): number =>
  Object.entries(grid).reduce((size, [dimension, all]) => size * (targets[dimension] ?? all).length, 1)

/** Dimensions whose values say by themselves what they are. */
const SPEAKING: ReadonlySet<string> = new Set(['purpose', 'kind', 'distribution', 'commercial'])

function targetWords(targets: Shift['targets'], grid: TermsDiff['grid']): string {
  const parts = Object.entries(targets).map(([dimension, values]) => {
    if (dimension === 'name') return `named ${values.join(' or ')}`
    if (!SPEAKING.has(dimension)) return `${dimension}: ${values.join(', ')}`
    const left = grid[dimension]!.filter((value) => !values.includes(value))
    const few = left.length < values.length && left.length <= 4
    return few ? `every ${dimension} but ${left.join(', ')}` : values.join(', ')
  })
  return parts.join(' · ') || 'every target'
}
