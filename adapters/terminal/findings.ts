import { ProvgateError, RULINGS, type RulingName, type Summary } from '../../src/index.ts'
import { type Options, textOf, type Values } from './command.ts'

export const FINDING_OPTIONS: Options = {
  'fail-on': {
    type: 'string',
    value: 'RULINGS',
    says: 'exit 3 if a row has one of these rulings: `forbidden,undetermined`',
  },
  'min-pass': { type: 'string', value: 'SHARE', says: 'exit 3 if a smaller share of the rows passes: `0.9`' },
  'allow-empty': { type: 'boolean', says: 'a run in which nothing passes is fine (else exit 3)' },
}

/** What the user asked to fail on. */
export interface Findings {
  /** The findings of a run, each a line; none means exit 0. The rulings are looked at only where a flag names some. */
  of(summary: Pick<Summary, 'rows' | 'rulings'>): string[]
}

/**
 * Reads the flags that ask for exit 3.
 * @throws ProvgateError `usage` for a ruling or a share that is none
 */
export function readFindings(values: Values): Findings {
  const failOn = (textOf(values, 'fail-on') ?? '').split(',').filter((name) => name !== '')
  for (const name of failOn)
    if (!(RULINGS as readonly string[]).includes(name))
      throw new ProvgateError('usage', `--fail-on: \`${name}\` is no ruling`, {
        fix: `use ${RULINGS.map((ruling) => `\`${ruling}\``).join(', ')}`,
      })
  const text = textOf(values, 'min-pass')
  const least = text === undefined ? undefined : Number(text)
  if (least !== undefined && !(least >= 0 && least <= 1 && text?.trim() !== ''))
    throw new ProvgateError('usage', `--min-pass: \`${text}\` is no share`, {
      fix: 'give a number from 0 to 1, such as `0.9`',
    })
  return {
    of(summary) {
      const { rows } = summary
      const findings: string[] = []
      for (const name of failOn as RulingName[])
        if (summary.rulings[name] > 0) findings.push(`${summary.rulings[name]} rows are ${name} (--fail-on)`)
      if (least !== undefined && rows.pass < least * rows.in)
        findings.push(`${rows.pass} of ${rows.in} rows pass, less than ${least} (--min-pass)`)
      if (rows.in > 0 && rows.pass === 0 && values['allow-empty'] !== true)
        findings.push('no row passes (--allow-empty lets that be)')
      return findings
    },
  }
}
