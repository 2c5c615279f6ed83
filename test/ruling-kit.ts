import type { z } from 'zod'
import type { Settings as SettingsOut } from '../schemas/config.ts'
import {
  builtinCatalog,
  Catalog,
  type CatalogIndex,
  type Explanation,
  indexCatalog,
  type Judge,
  type Provenance,
  prepare,
  type Reason,
  type Run,
  Settings,
  type Source,
  Target,
} from '../src/index.ts'

/** The day of all runs in tests. */
export const AS_OF = '2026-11-22'
export const builtin: CatalogIndex = indexCatalog(builtinCatalog)

export type Options = Partial<Omit<Run, 'settings' | 'target'>> & {
  readonly settings?: z.input<typeof Settings>
  readonly catalog?: CatalogIndex
}

const settingsOf = (settings: z.input<typeof Settings> = {}): SettingsOut & { as_of: string } => {
  const parsed = Settings.parse(settings)
  return { ...parsed, as_of: parsed.as_of ?? AS_OF }
}

export function judgeFor(target: Target, { settings, catalog = builtin, ...run }: Options = {}): Judge {
  return prepare(catalog, { ...run, target: Target.parse(target), settings: settingsOf(settings) })
}

/** Rules on a provenance for a target, with reasons. */
export function rule(provenance: Provenance, target: Target, options: Options = {}): Explanation {
  const judge = judgeFor(target, options)
  return judge.explain(judge.origin(provenance))
}

export const rank = ({ ruling }: { ruling: string }): number =>
  ['permitted', 'conditional', 'undetermined', 'forbidden'].indexOf(ruling)
export const allowed = (found: { ruling: string }): boolean => rank(found) <= 1
export const codes = ({ reasons }: Explanation): string[] => reasons.map(({ code }) => code)
export const duties = ({ obligations }: Explanation): string[] => [...new Set(obligations.map(({ duty }) => duty))]
export const reason = ({ reasons }: Explanation, code: Reason['code']): Reason | undefined =>
  reasons.find((each) => each.code === code)

type In = z.input<typeof Catalog>
type TermsIn = NonNullable<In['terms']>[number]
type VersionIn = TermsIn['versions'][number]
export type ClauseIn = NonNullable<VersionIn['clauses']>[number]
type WhenIn = NonNullable<ClauseIn['when']>

export const forbid = (when: WhenIn, more: object = {}): ClauseIn =>
  ({ id: 'no', says: 'it is forbidden', effect: 'forbid', when, ...more }) as ClauseIn
export const permit = (when: WhenIn = {}, more: object = {}): ClauseIn =>
  ({ id: 'yes', says: 'it is permitted', effect: 'permit', when, ...more }) as ClauseIn
export const oblige = (when: WhenIn = {}, more: object = {}): ClauseIn =>
  ({ id: 'duty', says: 'it brings a duty', effect: 'oblige', duty: 'attribution', when, ...more }) as ClauseIn

/** A version read in full, from and to the days given. */
export const version = (
  id: string,
  from: string | null,
  to: string | null,
  clauses: readonly ClauseIn[] = [],
  more: Partial<VersionIn> = {},
): VersionIn => ({ id, from, to, date_basis: 'a test', seen: null, read: 'full', clauses: [...clauses], ...more })

/** Service terms whose versions are found by date and whose silence permits. */
export const terms = (id: string, versions: readonly VersionIn[], more: Partial<TermsIn> = {}): TermsIn => ({
  id,
  issuer: 'maker',
  name: id,
  kind: 'service',
  resolve: 'date',
  silence: 'permits',
  versions: [...versions],
  ...more,
})

export const model = (
  id: string,
  doors: Record<string, 'issuer' | string[]>,
  more: object = {},
): NonNullable<In['models']>[number] => ({
  id,
  issuer: 'maker',
  family: [id],
  released: null,
  open: false,
  doors,
  ...more,
})

/** A small catalog of one issuer, `maker`, whose market `made` holds chat for competing and a benchmark for not. */
export function small(parts: Partial<In>): CatalogIndex {
  return indexCatalog(
    Catalog.parse({
      version: 'test',
      issuers: [{ id: 'maker', name: 'Maker', markets: [{ id: 'made', yes: ['chat'], no: ['benchmark'] }] }],
      ...parts,
    }),
  )
}

/** A catalog where the model `m` is under terms `t` with these versions, at the door `api`. */
export const underTerms = (
  versions: readonly VersionIn[],
  more: Partial<TermsIn> = {},
  of: object = {},
): CatalogIndex => small({ terms: [terms('t', versions, more)], models: [model('m', { api: ['t'] }, of)] })

/** A catalog where the license `l` is terms `t` with one version of these clauses, which withholds what it doesn't say. */
export const underLicense = (clauses: readonly ClauseIn[], more: Partial<TermsIn> = {}): CatalogIndex =>
  small({
    terms: [
      terms('t', [version('1', null, null, clauses)], {
        kind: 'content-license',
        resolve: 'single',
        silence: 'withholds',
        ...more,
      }),
    ],
    licenses: [{ text: 'l', terms: ['t'] }],
  })

export const fromM: Source = { model: 'm', channel: 'api', role: 'output' }
export const underL: Source = { license: 'l', role: 'output', author: 'human' }
export const chat: Target = { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: false }
