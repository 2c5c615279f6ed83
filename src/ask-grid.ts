import type { RulingName } from '../schemas/ruling.ts'
import { DISTRIBUTIONS, KINDS, PURPOSES, type Target } from '../schemas/target.ts'
import type { Among, Terms, Version, When } from '../schemas/terms.ts'
import { type Box, boxesOf } from './ask-boxes.ts'
import { plainSource, ruleVersion } from './ask-terms.ts'
import type { CatalogIndex } from './catalog.ts'
import type { SourceFacts } from './facts.ts'

/** Targets of which the ruling changes in the same way: every combination of these values. */
export interface Shift {
  readonly before: RulingName
  readonly after: RulingName
  /** Values by dimension; one that is left out does not matter. */
  readonly targets: Readonly<Record<string, readonly string[]>>
}

/** The dimensions of the grid with all of their values; names and sources only where a clause reads them. */
export type Grid = Readonly<Record<string, readonly string[]>>

interface Text {
  readonly terms: Terms
  readonly version: Version
}

/** Facts of a source of which a clause may read a value that a plain source does not have. */
const SPECIAL = ['features', 'collection', 'content', 'intent', 'channel', 'role', 'trait'] as const

const PLAIN = 'plain'
const OTHER = 'otherwise'

/** Rules on both texts for a grid of targets, and compresses those whose ruling is another. */
export function diffRulings(a: Text, b: Text, index: CatalogIndex): { readonly grid: Grid; readonly shifts: Shift[] } {
  const texts = [a, b]
  const prefixes = [...new Set(texts.flatMap(({ version }) => version.clauses.flatMap(prefixOf)))]
  const sources = specialSources(texts, index)
  const grid = {
    purpose: PURPOSES,
    kind: KINDS,
    distribution: DISTRIBUTIONS,
    commercial: ['commercial', 'noncommercial'],
    ...(prefixes.length > 0 && { name: [...prefixes.map((prefix) => `${prefix}…`), OTHER] }),
    ...(sources.size > 1 && { source: [...sources.keys()] }),
  }
  const dimensions = Object.keys(grid)
  const points = new Map<string, string[][]>()
  for (const point of product(Object.values(grid))) {
    const at = Object.fromEntries(dimensions.map((dimension, i) => [dimension, point[i]!]))
    const target = {
      purpose: at.purpose,
      kind: at.kind,
      distribution: at.distribution,
      commercial: at.commercial === 'commercial',
      ...(at.name !== undefined && { name: at.name === OTHER ? 'zz-7b' : `${at.name.slice(0, -1)}-7b` }),
    } as Target
    const special = sources.get(at.source ?? PLAIN)
    const [before, after] = texts.map(({ terms, version }) =>
      ruleVersion(terms, version, target, { ...plainSource(terms), ...special }, index),
    )
    if (before!.ruling === after!.ruling) continue
    const key = `${before!.ruling} ${after!.ruling}`
    points.set(key, [...(points.get(key) ?? []), point])
  }
  const shifts = [...points].flatMap(([key, changed]) => {
    const [before, after] = key.split(' ') as [RulingName, RulingName]
    return boxesOf(changed, dimensions.length).map((box) => ({ before, after, targets: targetsOf(box, grid) }))
  })
  return { grid, shifts }
}

function targetsOf(box: Box, grid: Grid): Record<string, readonly string[]> {
  const named = Object.keys(grid).map((dimension, i) => {
    const all = grid[dimension]!
    const held = new Set(box[i])
    return [dimension, all.filter((value) => held.has(value)), all] as const
  })
  return Object.fromEntries(
    named.filter(([, values, all]) => values.length < all.length).map(([dimension, values]) => [dimension, values]),
  )
}

const prefixOf = (clause: Version['clauses'][number]): string[] =>
  'check' in clause && clause.check?.op === 'starts-with' ? [clause.check.value] : []

/** A plain source, and one for each fact that a clause reads, with the first value that it names. */
function specialSources(texts: readonly Text[], index: CatalogIndex): Map<string, Partial<SourceFacts>> {
  const sources = new Map<string, Partial<SourceFacts>>([[PLAIN, {}]])
  const plain = plainSource(texts[0]!.terms)
  const read = (when: When) => {
    for (const key of SPECIAL) {
      const spec = when[key]
      if (spec === undefined) continue
      const value = firstOf(spec, index)
      if (value === undefined || value === (plain as unknown as Record<string, unknown>)[key]) continue
      const list = key === 'features' || key === 'trait'
      sources.set(`${key} ${value}`, { [key === 'trait' ? 'traits' : key]: list ? [value] : value })
    }
  }
  for (const { version } of texts)
    for (const clause of version.clauses) {
      read(clause.when)
      if ('except' in clause) for (const { when } of clause.except) read(when)
    }
  return sources
}

function firstOf(spec: Among, index: CatalogIndex): string | undefined {
  const { yes, unclear } = index.among(spec)
  return [...yes][0] ?? [...unclear][0]
}

function* product(sets: readonly (readonly string[])[]): Generator<string[]> {
  const [first, ...rest] = sets
  if (!first) return yield []
  for (const value of first) for (const point of product(rest)) yield [value, ...point]
}
