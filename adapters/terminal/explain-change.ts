import { declare, ProvgateError, type Target } from '../../src/index.ts'
import { type Options, textOf, type Values } from './command.ts'

export const CHANGE_OPTIONS: Options = {
  'what-if': {
    type: 'string',
    value: 'FIELD=VALUE',
    multiple: true,
    says: 'the ruling before and after with a field of the target declared otherwise: `distribution=internal`; may be repeated',
  },
  'as-of': {
    type: 'string',
    value: 'DATE',
    says: 'the ruling before and after by versions and permissions of that day',
  },
}

/** What the user asks to be otherwise. */
export interface Change {
  readonly says: readonly string[]
  apply<T extends { readonly target: Target; readonly settings: object }>(run: T): T
}

/**
 * Reads the flags that ask for another ruling; undefined when none does.
 * @throws ProvgateError `usage` for a day that is none; a field or value that is none throws in `apply`
 */
export function readChange(values: Values): Change | undefined {
  const fields = (Array.isArray(values['what-if']) ? values['what-if'] : []).map(String)
  const day = readDay(values, 'as-of')
  if (fields.length === 0 && day === undefined) return undefined
  return {
    says: [...fields, ...(day === undefined ? [] : [`as of ${day}`])],
    apply: (run) => ({
      ...run,
      target: fields.reduce(declare, run.target),
      ...(day !== undefined && { settings: { ...run.settings, as_of: day } }),
    }),
  }
}

/** @throws ProvgateError `usage` for a flag that is no day */
export function readDay(values: Values, name: string): string | undefined {
  const text = textOf(values, name)
  if (text === undefined) return undefined
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  if (time && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)) return text
  throw new ProvgateError('usage', `--${name}: \`${text}\` is no day`, { fix: 'write it as `2026-03-31`' })
}
