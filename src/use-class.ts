import { Settings } from '../schemas/config.ts'
import type { Provenance } from '../schemas/provenance.ts'
import type { Explanation } from '../schemas/ruling.ts'
import { Target } from '../schemas/target.ts'
import type { CatalogIndex } from './catalog.ts'
import { type Judge, prepare } from './judge.ts'

/**
 * What a source can be used for at most, from the loosest to the strictest. It is a bound, not a permission: of an
 * `unspecified` or `academic-only` one the rows are held for every target until somebody reads what is missing.
 */
export const USE_CLASSES = ['commercial', 'unspecified', 'non-commercial', 'academic-only'] as const
export type UseClass = (typeof USE_CLASSES)[number]

/** The targets whose rulings tell the classes apart: what one would sell, use inside a firm, make for nothing, study. */
const TARGETS = {
  open: { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true },
  inside: { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: true },
  free: { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false },
  study: { kind: 'classification', purpose: 'research', distribution: 'internal', commercial: false },
} as const
type Rulings = Readonly<Record<keyof typeof TARGETS, Explanation>>

export interface Use {
  readonly use: UseClass
  /** Why, in one sentence. */
  readonly because: string
}

/** Terms that a label names and that nobody read: unlike of no license at all, something stands behind it. */
export const UNREAD_TERMS = 'other'

const passes = ({ ruling }: Explanation): boolean => ruling === 'permitted' || ruling === 'conditional'

/**
 * Prepares the conclusion of use classes from rulings.
 * @param asOf the day of the rulings, `YYYY-MM-DD`
 */
export function createUseClass(catalog: CatalogIndex, asOf: string): (provenance: Provenance) => Use {
  const settings = { ...Settings.parse({}), as_of: asOf }
  const judges = Object.entries(TARGETS).map(
    ([name, target]) => [name, prepare(catalog, { target: Target.parse(target), settings })] as const,
  )
  const explain = (judge: Judge, provenance: Provenance) => judge.explain(judge.origin(provenance))
  return (provenance) =>
    conclude(Object.fromEntries(judges.map(([name, judge]) => [name, explain(judge, provenance)])) as Rulings)
}

/** The use class that rulings on the four targets lead to. */
export function conclude(rulings: Rulings): Use {
  const { open, inside, free, study } = rulings
  const of = ({ reasons }: Explanation, ...codes: string[]) =>
    [...new Set(reasons.filter(({ code }) => codes.includes(code)).flatMap(({ terms }) => terms ?? []))]
      .sort()
      .map((terms) => `\`${terms}\``)
      .join(', ')
  if (free.ruling === 'forbidden' && study.ruling !== 'forbidden')
    return { use: 'academic-only', because: `all but study is forbidden by ${of(free, 'forbidden-by-clause')}` }
  if (study.reasons.some(({ code, terms }) => code === 'not-read' && terms === UNREAD_TERMS))
    return { use: 'academic-only', because: 'terms stand behind a label that nobody read, so that study is the most' }
  for (const ruling of [open, inside])
    if (ruling.ruling === 'forbidden')
      return { use: 'non-commercial', because: `a commercial use is forbidden by ${of(ruling, 'forbidden-by-clause')}` }
  if (passes(open)) return { use: 'commercial', because: 'a commercial open chat model may be trained on it' }
  if (passes(inside) && heldByCopyleft(open))
    return { use: 'commercial', because: 'commercial use is free, a shared model may have to keep the license' }
  const held = passes(inside) ? open : inside
  const unknown = held.reasons.find(({ code }) => code.startsWith('unknown') || code === 'unlisted-variant')
  if (unknown) return { use: 'unspecified', because: unknown.says }
  const might = of(held, 'might-forbid')
  if (might !== '') return { use: 'unspecified', because: `${might} might forbid it: what is known does not decide` }
  const silent = of(held, 'not-granted')
  return { use: 'unspecified', because: silent === '' ? 'no license of it is known' : `nothing in ${silent} grants it` }
}

/** Reasons that hold no row. */
const HARMLESS: ReadonlySet<string> = new Set([
  'permitted-by-clause',
  'permitted-by-silence',
  'exception-holds',
  'duty',
  'open-duty',
  'authorship',
])

/**
 * Copyleft asks how a model is shared, not whether: its own license is a way, while no-derivatives offers none. It has
 * to be all that holds the rows.
 */
function heldByCopyleft({ obligations, reasons }: Explanation): boolean {
  const copyleft = new Set(obligations.filter(({ duty }) => duty === 'share-alike').map(({ terms }) => terms))
  return reasons.every(
    ({ code, terms }) => HARMLESS.has(code) || (code === 'might-forbid' && terms !== undefined && copyleft.has(terms)),
  )
}
