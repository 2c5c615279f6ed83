import type { Explanation, Obligation, Reason } from '../schemas/ruling.ts'
import { DISTRIBUTIONS, KINDS, PURPOSES, Target } from '../schemas/target.ts'
import { ProvgateError } from './errors.ts'

type Field = keyof typeof Target.shape
const FIELDS = Object.keys(Target.shape) as Field[]
const FLAGS: ReadonlySet<string> = new Set(['commercial', 'publishes_data'])
const NUMBERS: ReadonlySet<string> = new Set(['monthly_active_users', 'annual_revenue_usd'])
/** Fields that take a list; those of the first kind take one value without a list too. */
const LISTS: ReadonlySet<string> = new Set(['kind', 'distribution', 'serves', 'domicile'])

/** What a field may be, where it is one of a list. */
const WORDS: Partial<Record<string, readonly string[]>> = {
  kind: KINDS,
  serves: KINDS,
  distribution: DISTRIBUTIONS,
  purpose: PURPOSES,
  commercial: ['true', 'false'],
  publishes_data: ['true', 'false'],
}

/**
 * A target with one field declared otherwise: `kind=chat,reasoning`, `commercial=false`, `competes_with.openai=false`.
 * Nothing behind `=` means that it is not declared.
 * @throws ProvgateError `usage` for a field that is none, or a value that the schema refuses
 */
export function declare(target: Target, change: string): Target {
  const [, path = '', text = ''] = /^\s*([\w.-]+)\s*=(.*)$/s.exec(change) ?? []
  const [field = '', ...rest] = path.split('.')
  const fail = (why: string, fix: string): ProvgateError =>
    new ProvgateError('usage', `--what-if: \`${change}\`: ${why}`, { fix })
  if (path === '')
    throw fail('it is not FIELD=VALUE', 'write `distribution=internal`; nothing behind `=` means not declared')
  const member = rest.join('.')
  if (!(FIELDS as string[]).includes(field) || (member !== '') !== (field === 'competes_with'))
    throw fail(
      `\`${path}\` is no field of a target`,
      `use one of ${FIELDS.map((name) => (name === 'competes_with' ? `${name}.ISSUER` : name)).join(', ')}`,
    )
  const value = readValue(member === '' || member === 'basis' ? field : 'commercial', text.trim(), member === 'basis')
  const next: Record<string, unknown> = { ...target }
  if (member !== '') next[field] = without({ ...target.competes_with, [member]: value })
  else next[field] = value
  if (member !== '' && Object.keys(next[field] as object).length === 0) next[field] = undefined
  const parsed = Target.safeParse(without(next))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const words = WORDS[field]
  if (words !== undefined && issue?.code !== 'custom')
    throw fail(`\`${text.trim()}\` is no \`${field}\``, `use one of ${words.join(', ')}`)
  throw fail(
    `${issue?.path.length && issue.path[0] !== field ? `\`${issue.path.join('.')}\`: ` : ''}${issue?.message}`,
    'see `provgate schema target`',
  )
}

function readValue(field: string, text: string, plain: boolean): unknown {
  if (text === '') return undefined
  if (plain) return text
  if (FLAGS.has(field)) return text === 'true' ? true : text === 'false' ? false : text
  if (NUMBERS.has(field)) return /^\d[\d_]*(?:\.\d+)?$/.test(text) ? Number(text.replaceAll('_', '')) : text
  if (!LISTS.has(field)) return text
  const list = text.split(',').map((item) => item.trim())
  return list.length > 1 || field === 'domicile' ? list : list[0]
}

const without = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))

/** What a change does to a ruling: what no longer holds, and what holds instead. */
export interface Difference {
  readonly before: Explanation
  readonly after: Explanation
  readonly reasons: { readonly gone: readonly Reason[]; readonly new: readonly Reason[] }
  readonly obligations: { readonly gone: readonly Obligation[]; readonly new: readonly Obligation[] }
}

/** Compares two explanations of one record. */
export function difference(before: Explanation, after: Explanation): Difference {
  const reason = ({ code, terms, version, clause, source, says }: Reason) =>
    JSON.stringify([code, terms, version, clause, source, says])
  const duty = ({ duty: name, terms, version, clause, open }: Obligation) =>
    JSON.stringify([name, terms, version, clause, open])
  const beside = <T>(list: readonly T[], others: readonly T[], key: (item: T) => string): T[] => {
    const known = new Set(others.map(key))
    return list.filter((item) => !known.has(key(item)))
  }
  return {
    before,
    after,
    reasons: {
      gone: beside(before.reasons, after.reasons, reason),
      new: beside(after.reasons, before.reasons, reason),
    },
    obligations: {
      gone: beside(before.obligations, after.obligations, duty),
      new: beside(after.obligations, before.obligations, duty),
    },
  }
}
