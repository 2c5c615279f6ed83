import type { Duty } from '../schemas/ruling.ts'
import type { Section } from '../schemas/task.ts'
import type { Check, Clause, Terms } from '../schemas/terms.ts'

/** An obligation with what its sentence speaks of. */
export interface Owed {
  readonly duty: Duty
  /** Name of the terms, as code. */
  readonly name: string
  /** Name of this very version, as code. */
  readonly text: string
  readonly issuer: string
  readonly kind: Terms['kind'] | undefined
  /** Undefined for what no clause says: a permission or a setting. */
  readonly clause: Clause | undefined
  /** The clause's id, a permission's reference, or the setting. */
  readonly id: string
  /** Whether it speaks of publishing the records themselves. */
  readonly data: boolean
}

interface Way {
  readonly section: Section
  does(owed: Owed): string
}

/** Text as code: with nothing in it that could end the span. */
export const inCode = (text: string): string => `\`${text.replaceAll('`', "'")}\``

export const checkOf = (clause: Clause | undefined): Check | undefined =>
  clause && 'check' in clause ? clause.check : undefined

const what = ({ data }: Owed): string => (data ? 'the published records' : 'the release')

/** What each duty asks a person to do. Duties with the same sentence are one task. */
export const WAYS: Record<Duty, Way> = {
  attribution: {
    section: 'attributions',
    does: ({ data }) =>
      data
        ? 'Keep the credit that the published records came with'
        : 'Credit each origin that is listed: who made it, where it comes from and under which license',
  },
  'indicate-changes': {
    section: 'attributions',
    does: (owed) => `Say with ${what(owed)} that the material was changed`,
  },
  'license-copy': {
    section: 'license-copies',
    does: (owed) => `Ship a copy of ${owed.text} with ${what(owed)}`,
  },
  'name-prefix': {
    section: 'name',
    does: ({ clause, name }) => {
      const check = checkOf(clause)
      return check?.op === 'starts-with'
        ? `Begin the name of the model with ${inCode(check.value)}`
        : `Name the model as ${name} asks`
    },
  },
  'built-with-notice': { section: 'notices', does: (owed) => beyond(owed, shown(owed, '')) },
  'ui-display': { section: 'notices', does: (owed) => beyond(owed, shown(owed, ' in the user interface')) },
  'notice-file': {
    section: 'notice-files',
    does: (owed) => `Ship the notices that ${owed.name} asks for with ${what(owed)}`,
  },
  'share-alike': {
    section: 'share-alike',
    does: ({ clause, name, kind, data }) => {
      const check = checkOf(clause)
      if (check?.op === 'one-of') return `Release under ${check.value.map(inCode).join(' or ')}`
      if (data) return `Publish the records under ${name}`
      return kind === 'platform'
        ? `Release what is built on this content as ${name} asks`
        : `Release what is built on this content under ${name}`
    },
  },
  'flow-down-use-restrictions': {
    section: 'flow-down',
    does: (owed) => `Pass the use restrictions of ${owed.name} on to whoever gets ${what(owed)}`,
  },
  'flow-down-terms': {
    section: 'flow-down',
    does: (owed) => `Bind whoever gets ${what(owed)} to ${owed.name}`,
  },
  'noncommercial-only': { section: 'limits', does: () => 'Keep every use noncommercial' },
  'research-only': { section: 'limits', does: () => 'Keep every use within research' },
  'evaluation-only': { section: 'limits', does: () => 'Use it for evaluation only' },
  'internal-only': { section: 'limits', does: () => 'Keep it inside: give nothing of it to others' },
  'no-redistribution-of-data': { section: 'limits', does: () => 'Give none of these records to others' },
  'aup-compliance': { section: 'limits', does: ({ name }) => `Keep to the use restrictions of ${name}` },
  region: {
    section: 'limits',
    does: ({ clause, name }) => {
      const check = checkOf(clause)
      return check?.op === 'excludes'
        ? `Make sure that no licensee sits in ${placesOf(check.value)}: ${name} grants nothing there`
        : `Keep to the regions of ${name}`
    },
  },
  'mau-license': {
    section: 'limits',
    does: (owed) =>
      checkOf(owed.clause)
        ? beyond(owed, `do as ${owed.name} asks`)
        : `Find out whether ${owed.name} asks you for a license of your own`,
  },
  'revenue-license': { section: 'records', does: (owed) => beyond(owed, `get a license of ${owed.issuer}`) },
  'maas-agreement': { section: 'records', does: (owed) => beyond(owed, `make an agreement with ${owed.issuer}`) },
  'commercial-registration': {
    section: 'records',
    does: ({ name }) => `Register, or get the commercial license, as ${name} asks`,
  },
  'record-permission': {
    section: 'records',
    does: ({ id, issuer }) => `Keep the permission ${inCode(id)} of ${issuer} on file`,
  },
  'record-assertion': { section: 'records', does: asserted },
  'honor-removals': {
    section: 'others',
    does: ({ name }) => `Take out what was removed at the source since, as ${name} asks`,
  },
}

/** The very words stand in quotation marks in the clause; what it says of them in ours. */
function shown({ clause, name }: Owed, where: string): string {
  const words = [clause?.quote, clause?.says].map(quotedIn).find((found) => found.length > 0)
  return words
    ? `show the words ${words.map(inCode).join(' or ')}${where}`
    : `show the acknowledgment that ${name} asks for${where}`
}

const quotedIn = (text = ''): string[] => [...text.matchAll(/[“"]([^“”"]{3,80})[”"]/g)].map(([, words]) => words!)

/** What is to be done beyond a number, where the clause has one. */
function beyond({ clause }: Owed, does: string): string {
  const check = checkOf(clause)
  if (check?.op !== 'at-most') return sentence(does)
  const what = check.field === 'monthly_active_users' ? 'monthly active users' : 'US dollars of revenue a year'
  return `With more than ${grouped(check.value)} ${what}, ${does}`
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Digits in threes: `700,000,000`. */
export const grouped = (number: number): string => String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** A list of countries is told by its first ones: the union stands before its members. */
function placesOf(places: readonly string[]): string {
  const [first = '', ...more] = places
  return more.length > 2 ? `${inCode(first)} and ${more.length} more places` : places.map(inCode).join(' or ')
}

function asserted({ id, clause, issuer, name }: Owed): string {
  if (clause) return `Keep on file why this model does not compete with ${issuer}`
  const [, accepted] = /^unlicensed: (.*)$/s.exec(id) ?? []
  if (accepted !== undefined) return `Keep on file why content without a license may be used: ${inCode(accepted)}`
  return `Keep on file that others made this under ${name}, whose contract does not bind you`
}
