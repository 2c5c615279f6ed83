import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readCatalogFolder } from '../adapters/catalog-files.ts'
import { indexCatalog, prepare, type RulingName, Settings, Source, Target } from '../src/index.ts'

export const TODAY = '2026-11-22'
export const SHARED = new URL('../../shared/', import.meta.url)

const folder = fileURLToPath(new URL('../schemas/catalog', import.meta.url))
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** The catalog as its YAML files give it. */
export const catalog = await readCatalogFolder(folder, version, 'schemas/catalog')
export const index = indexCatalog(catalog)

export function shared<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, SHARED), 'utf8')) as T
}

/** One version of a policy in the facts. */
export interface FactVersion {
  readonly version: string
  readonly effectiveFrom: string | null
  readonly effectiveTo: string | null
  readonly observed?: readonly string[]
  readonly confidence: string
  readonly sources?: readonly { readonly read: string }[]
  readonly clauses: readonly { readonly quote: string | null; readonly quotedBySecondary?: boolean }[]
}
export interface FactPolicy {
  readonly id: string
  readonly versions: readonly FactVersion[]
}
export interface FactModel {
  readonly id: string
  readonly policy: string
  readonly policyByChannel?: Readonly<Record<string, string>>
  readonly alsoApplies?: readonly string[]
  readonly derivedFrom?: readonly { readonly relation: string; readonly policy: string }[]
  readonly examples: readonly string[]
}
export interface FactLicense {
  readonly id: string
  readonly spdx: string | null
  readonly policy: string
}

/** The terms that bind at a door of a model, without their versions. */
export function doorTerms(model: (typeof catalog.models)[number], door: string): readonly string[] | undefined {
  const refs = model.doors[door]
  const found = refs === 'issuer' ? index.issuers.get(model.issuer ?? '')?.channels[door] : refs
  return found?.map((ref) => ref.split('@')[0] ?? '')
}

type Fields = Partial<Source>
export type Aim = Partial<Target>

/** A target as people speak of it: kind, purpose and distribution, and what else matters. Noncommercial unless it says so. */
export function aim(words: string, more: Aim = {}): Aim {
  const [kinds = '', purpose = 'train', distribution = 'internal'] = words.split(' ')
  const kind = kinds.includes('+') ? kinds.split('+') : kinds
  return { kind, purpose, distribution, commercial: false, ...more } as Aim
}

/** The output of a model: name, door, date; further fields as they are. */
export const from = (model: string, channel?: string, date?: string, more: Fields = {}): Fields => ({
  model,
  role: 'output',
  ...(channel !== undefined && { channel }),
  ...(date !== undefined && { date }),
  ...more,
})

/** What a source is ruled for a target, with its duties. */
export function rule(source: Fields, target: Aim, settings: object = {}) {
  const run = { target: Target.parse(target), settings: { ...Settings.parse(settings), as_of: TODAY } }
  const judge = prepare(index, run)
  const { ruling, obligations, reasons } = judge.explain(judge.origin(Source.parse(source)))
  return {
    ruling,
    duties: [...new Set(obligations.map(({ duty }) => duty))].sort(),
    because: reasons.map(
      ({ code, terms, version: of, clause }) => `${code} ${terms ?? ''}@${of ?? ''}#${clause ?? ''}`,
    ),
  }
}

/** A question of a compliance lead: the source, the target, the ruling, and words of the duties that must be among its own. */
export type Question = readonly [source: Fields, target: Aim, ruling: RulingName, ...duties: string[]]

/** Rules on a question; the reasons stand beside the ruling, so that a failure says why. */
export function answer([source, target, ruling, ...duties]: Question) {
  const got = rule(source, target)
  return {
    got: { ruling: got.ruling, duties: got.duties.filter((duty) => duties.includes(duty)), because: got.because },
    want: { ruling, duties: [...duties].sort(), because: got.because },
  }
}

export const titled = (rows: readonly Question[]): [string, Question][] =>
  rows.map((row) => [
    `${Object.values(row[0]).flat().join(' ')} → ${Object.entries(row[1])
      .map(([key, value]) => (typeof value === 'string' ? value : `${key}=${JSON.stringify(value)}`))
      .join(' ')}`,
    row,
  ])
