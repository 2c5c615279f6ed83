import type { Among, Check, Clause, When } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'

/** Members of a set that are named before it is called by its name alone. */
const NAMED = 6

/** A condition as words, one phrase for each part; none means that it always holds. */
export function whenWords(when: When, catalog: CatalogIndex): string[] {
  return (Object.keys(when) as (keyof When)[]).flatMap((key) => {
    const spec = when[key]
    return spec === undefined ? [] : [phraseOf(key, when, catalog)]
  })
}

function phraseOf(key: keyof When, when: When, catalog: CatalogIndex): string {
  switch (key) {
    case 'competes': {
      const market = catalog.markets.get(when.competes!)
      const issuer = market && catalog.issuers.get(market.issuer)
      return `it competes with ${issuer?.name ?? 'the issuer'} (market \`${when.competes}\`)`
    }
    case 'commercial':
      return when.commercial ? 'the use is commercial' : 'the use is not commercial'
    case 'publishes_data':
      return when.publishes_data ? 'the records are published' : 'the records are not published'
    case 'base':
      return 'the base model is under these same terms'
    case 'bound':
      return when.bound!.length === 2
        ? 'it is reached as outputs or as content'
        : when.bound![0] === 'outputs'
          ? 'it is reached through outputs of a model'
          : 'it is the license of the content'
    case 'purpose':
    case 'kind':
    case 'distribution':
    case 'tuned_on':
    case 'domicile':
    case 'licensee':
    case 'role':
    case 'channel':
    case 'features':
    case 'content':
    case 'intent':
    case 'collection':
    case 'trait':
      return `${SUBJECTS[key]} ${amongWords(when[key]!, catalog)}`
  }
}

const SUBJECTS = {
  purpose: 'the purpose is',
  kind: 'the kind is',
  distribution: 'the distribution is',
  tuned_on: 'it is tuned on',
  domicile: 'the licensee sits in',
  licensee: 'the licensee is',
  role: 'the role of the source is',
  channel: 'it came through',
  features: 'it was made with',
  content: 'the content is',
  intent: 'it was made for',
  collection: 'it was obtained as',
  trait: 'the model is',
} as const

function amongWords(spec: Among, catalog: CatalogIndex): string {
  const { yes, unclear } = Array.isArray(spec) ? { yes: spec, unclear: [] } : spec
  const open = new Set(unclear)
  const members = yes.map((value) => {
    if (!value.startsWith('@')) return value
    const set = catalog.among([value])
    for (const member of set.unclear) open.add(member)
    if (set.no) open.add('words that nobody knows')
    const shown = [...set.yes]
    const more = shown.length > NAMED ? ` and ${shown.length - NAMED} more` : ''
    return shown.length === 0 ? value : `${value} (${shown.slice(0, NAMED).join(', ')}${more})`
  })
  const clear = either(members)
  const rest = open.size === 0 ? '' : `unclear for ${either([...open])}`
  if (clear === '') return `one for which it is open: ${either([...open])}`
  return rest === '' ? clear : `${clear}; ${rest}`
}

/** `a, b or c` */
const either = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

/** What is asked of the target for a duty, as words. */
export function checkWords(check: Check): string {
  switch (check.op) {
    case 'starts-with':
      return `the name starts with \`${check.value}\``
    case 'one-of':
      return `the release license is ${either(check.value)}`
    case 'at-most':
      return `${check.field.replaceAll('_', ' ')} are at most ${check.value.toLocaleString('en-US')}`
    case 'excludes':
      return `the licensee does not sit in ${either(check.value)}`
    case 'is':
      return check.value ? 'the records are published' : 'the records are not published'
  }
}

/** What a clause does, with the duty that it brings: `oblige name-prefix`. */
export const effectWords = (clause: Clause): string =>
  'duty' in clause ? `${clause.effect} ${clause.duty}` : clause.effect
