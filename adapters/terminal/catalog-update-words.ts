import type { EntryChanges, FieldChange, TermsChange, TextChange } from '../../src/index.ts'
import { clauseLines } from './catalog-diff.ts'
import { paragraph } from './catalog-table.ts'
import type { Changes } from './catalog-update-compare.ts'

/** Ids of one kind that are named; `--json` has all. */
const NAMED = 20
const SIGNS = { added: '+', gone: '-', changed: '~' } as const

/** What changed in words: terms down to their clauses, and the ids of everything else. */
export function wordsLines({ terms, looked, entries, overridden }: Changes['words'], width: number): string[] {
  const kinds = Object.entries(entries)
  if (terms.length + looked.length + kinds.length === 0) return ['no words change']
  return [
    'what changes in words',
    ...terms.flatMap((one) => ['', ...termsLines(one, width)]),
    ...(looked.length > 0
      ? ['', ...paragraph(`${looked.length} terms were looked at or reviewed anew, and say the same`, width, 2)]
      : []),
    ...kinds.flatMap(([kind, changes]) => ['', ...entryLines(kind, changes, width)]),
    ...Object.entries(overridden).flatMap(([kind, ids]) => [
      '',
      ...paragraph(
        `folders of the configuration override these ${kind}, so that they stay as they are: ${ids.join(', ')}`,
        width,
        2,
      ),
    ]),
  ]
}

function termsLines({ terms, name, change, fields, texts }: TermsChange, width: number): string[] {
  return [
    ...paragraph(`terms ${terms} (${name})${change === 'changed' ? '' : `: ${change}`}`, width, 2, SIGNS[change]),
    ...fieldLines(fields, width),
    ...texts.flatMap((text) => textLines(text, width - 2).map((line) => `  ${line}`)),
  ]
}

function textLines({ version, change, beside, fields, clauses, sourced }: TextChange, width: number): string[] {
  const words = { added: beside === null ? 'a first text' : `a new text; beside ${beside}`, gone: 'gone', changed: '' }
  const head = `version ${version}${words[change] && `: ${words[change]}`}`
  const { added, gone, changed, renamed } = clauses
  // Of a text that is gone the clauses are too: their number is enough.
  if (change === 'gone') return paragraph(`${head}, with ${gone.length} clauses`, width, 2, '-')
  const none = added.length + gone.length + changed.length + renamed.length === 0
  return [
    ...paragraph(head, width, 2, SIGNS[change]),
    ...fieldLines(fields, width),
    ...(none
      ? change === 'added'
        ? ['  the same clauses']
        : []
      : clauseLines({ ...clauses, same: [] }, width - 2).map((line) => `  ${line}`)),
    ...(sourced.length > 0
      ? paragraph(`sources or exceptions quoted anew: ${sourced.join(', ')}`, width, 4, '  ~')
      : []),
  ]
}

const fieldLines = (fields: readonly FieldChange[], width: number): string[] =>
  fields.flatMap(({ field, before, after }) =>
    paragraph(`${field}: ${before ?? '-'} → ${after ?? '-'}`, width, 4, '  ~'),
  )

function entryLines(kind: string, changes: EntryChanges, width: number): string[] {
  return (Object.keys(SIGNS) as (keyof typeof SIGNS)[]).flatMap((change) => {
    const ids = changes[change]
    if (ids.length === 0) return []
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : ''
    return paragraph(
      `${kind} ${change} (${ids.length}): ${ids.slice(0, NAMED).join(', ')}${more}`,
      width,
      2,
      SIGNS[change],
    )
  })
}
