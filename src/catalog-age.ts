import type { Catalog } from '../schemas/catalog.ts'
import { lastLook } from './version.ts'

/** How old a catalog is: its version, and when somebody last looked at its terms. */
export interface CatalogAge {
  readonly version: string
  /** Terms, and the dated texts that they have between them. */
  readonly terms: number
  readonly texts: number
  /** The newest look at any terms, and the newest look at those that nobody looked at for longest; null: at none. */
  readonly newest: string | null
  readonly oldest: string | null
  /** Terms that nobody looked at. */
  readonly unseen: number
}

export function catalogAge({ version, terms }: Catalog): CatalogAge {
  const looks = terms.map(lastLook)
  const days = looks.filter((day) => day !== undefined).sort()
  return {
    version,
    terms: terms.length,
    texts: terms.reduce((sum, { versions }) => sum + versions.length, 0),
    newest: days.at(-1) ?? null,
    oldest: days[0] ?? null,
    unseen: looks.length - days.length,
  }
}

/** `114 terms in 137 texts, last looked at between 2023-09-30 and 2026-11-21` */
export function ageWords({ terms, texts, newest, oldest, unseen }: CatalogAge): string {
  const looks =
    newest === null
      ? 'never looked at'
      : newest === oldest
        ? `last looked at on ${newest}`
        : `last looked at between ${oldest} and ${newest}`
  const rest = unseen > 0 && newest !== null ? `, ${unseen} of them never` : ''
  return `${terms} terms in ${texts} texts, ${looks}${rest}`
}

/** How many terms that both catalogs have were looked at later in the second, and how many earlier. */
export function compareLooks(from: Catalog, to: Catalog): { readonly later: number; readonly earlier: number } {
  const before = new Map(from.terms.map((terms) => [terms.id, lastLook(terms) ?? '']))
  let [later, earlier] = [0, 0]
  for (const terms of to.terms) {
    const [was, is] = [before.get(terms.id), lastLook(terms) ?? '']
    if (was === undefined || was === is) continue
    if (is > was) later++
    else earlier++
  }
  return { later, earlier }
}

/** Whether a catalog is older than another: by its version; where that does not tell, by its newest look. */
export function isOlder(one: Catalog, other: Catalog): boolean {
  const order = compareVersions(one.version, other.version)
  if (order !== 0) return order < 0
  return (catalogAge(one).newest ?? '') < (catalogAge(other).newest ?? '')
}

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/s

/** Below 0 when `a` is the lower version; 0 when they are one version, or not both of this form. */
function compareVersions(a: string, b: string): number {
  const [one, other] = [VERSION.exec(a), VERSION.exec(b)]
  if (!one || !other) return 0
  for (const part of [1, 2, 3]) {
    const order = Number(one[part]) - Number(other[part])
    if (order !== 0) return order
  }
  return comparePre(one[4], other[4])
}

/** What comes before a version, such as `rc.1`, is lower than the version itself. */
function comparePre(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  const [one, other] = [a.split('.'), b.split('.')]
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const [x, y] = [one[i], other[i]]
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    if (x === y) continue
    const numbers = [/^\d+$/.test(x), /^\d+$/.test(y)]
    if (numbers[0] && numbers[1]) return Number(x) - Number(y)
    if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1
    return x < y ? -1 : 1
  }
  return 0
}
