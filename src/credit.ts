import type { LedgerEntry } from '../schemas/ledger.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Duty, Obligation } from '../schemas/ruling.ts'
import type { Target } from '../schemas/target.ts'
import type { Credit, Credits } from '../schemas/task.ts'
import type { Context } from './binding.ts'
import { licenseDays } from './dataset-license.ts'
import { findDataset } from './dataset-name.ts'
import { END, overlaps, START } from './dates.ts'
import { type Lookup, sectionOf } from './duty-clause.ts'
import { type Counts, createCounts, keyOf, type Name, namesOf } from './duty-counts.ts'
import { brings, nameOf, type Part, type Reached } from './duty-origin.ts'
import { hostOf } from './identify-place.ts'
import { factsOf, type Scope, spanOf } from './scope.ts'

/** Credits that are listed; what is beyond is counted. */
const KEPT = 500
/** Platforms and hosts that a credit names. */
const FOUND = 20

export interface Crediting {
  /** Counts the origins of rows that pass. */
  add(entry: Pick<LedgerEntry, 'obligations' | 'rows'>, reached: Reached): void
  /** Those that some terms ask to credit, and the others. */
  finish(): { owed: Credits; others: Credits }
}

export interface CreditRun {
  readonly scope: Scope
  readonly target: Target
  readonly lookup: Lookup
}

type Fixed = Pick<
  Credit,
  'kind' | 'name' | 'through' | 'licenses' | 'licensed_by' | 'asked_by' | 'indicate_changes' | 'if_published'
>

interface Kept {
  readonly fixed: Fixed
  readonly authors: Set<string>
  readonly found: Counts<Name>
  rows: number
}

/** A fold over origins into credits: by dataset, or what else names it, and its licenses. */
export function createCrediting(run: CreditRun): Crediting {
  const credits = new Map<string, Kept>()
  return {
    add({ obligations, rows }, reached) {
      const counted = new Set<string>()
      for (const part of reached.parts) {
        const fixed = fixedOf(part, obligations, reached, run)
        if (!fixed) continue
        const key = JSON.stringify(fixed)
        const kept = credits.get(key) ?? { fixed, authors: new Set(), found: createCounts<Name>(), rows: 0 }
        credits.set(key, kept)
        const { author } = part.source
        if (author !== undefined) kept.authors.add(author)
        // A record is counted once, however many of its sources lead here.
        for (const name of placesOf(part.source, fixed)) {
          const at = `${key} ${keyOf(name)}`
          if (!counted.has(at)) kept.found.add(keyOf(name), name, rows)
          counted.add(at)
        }
        if (!counted.has(key)) kept.rows += rows
        counted.add(key)
      }
    },
    finish() {
      const sorted = [...credits].sort(([a, { rows: more }], [b, { rows: less }]) => less - more || (a < b ? -1 : 1))
      const list = (owed: boolean) =>
        bounded(sorted.map(([, kept]) => kept).filter(({ fixed }) => fixed.asked_by.length > 0 === owed))
      return { owed: list(true), others: list(false) }
    },
  }
}

function bounded(all: readonly Kept[]): Credits {
  const more = all.slice(KEPT)
  return {
    list: all.slice(0, KEPT).map(({ fixed, authors, found, rows }) => ({
      ...fixed,
      authors: [...authors].sort(),
      found: namesOf(found, FOUND),
      rows,
    })),
    more: { credits: more.length, rows: more.reduce((sum, { rows }) => sum + rows, 0) },
  }
}

/** What a part is credited as; undefined where nothing is to say of it. */
function fixedOf(
  part: Part,
  obligations: LedgerEntry['obligations'],
  { reaches }: Reached,
  { scope, target, lookup }: CreditRun,
): Fixed | undefined {
  const ways = reaches.filter(({ of }) => of === part)
  const asking = (duty: Duty) =>
    obligations.filter((each) => each.duty === duty && ways.some((way) => brings(way, each, lookup(each).owed.clause)))
  const asked = asking('attribution')
  const outputs = ways.some(
    (way) => way.facts.bound === 'outputs' && asked.some((each) => brings(way, each, undefined)),
  )
  const name = nameOf(part, outputs ? 'outputs' : 'content')
  // What a model wrote is no material of others unless the terms say so.
  if (asked.length === 0 && (name === undefined || name.kind === 'model')) return undefined
  const { texts, by } = licensesOf(part, scope)
  const published = asked.length > 0 && asked.every((each) => sectionOf(lookup(each).owed, target) === 'data')
  const named = name === undefined || name.kind === 'license' ? null : name
  return {
    kind: named?.kind ?? null,
    name: named?.name ?? null,
    through: part.through !== undefined && part.through !== named?.name ? part.through : null,
    licenses: texts,
    licensed_by: by,
    asked_by: askedBy(asked, lookup),
    indicate_changes: asking('indicate-changes').length > 0,
    if_published: published,
  }
}

/** Each text once, however many of its clauses ask. */
function askedBy(asked: readonly Obligation[], lookup: Lookup): Credit['asked_by'] {
  const texts = new Map<string, string | undefined>()
  for (const each of asked) texts.set(`${each.terms}@${each.version}`, lookup(each).version?.sources[0])
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([terms, link]) => ({ terms, ...(link !== undefined && { link }) }))
}

/** Platforms and hosts beside the name of the credit. */
function placesOf({ platform, url }: Source, { kind }: Fixed): Name[] {
  const names: Name[] = []
  if (platform !== undefined && kind !== 'platform') names.push({ kind: 'platform', name: platform })
  if (url !== undefined && kind !== 'host') names.push({ kind: 'host', name: hostOf(url) })
  return names
}

/** The licenses that the record names, or a curation; else those that the registry has of its days. */
function licensesOf({ source, curated, through }: Part, scope: Scope): { texts: string[]; by: Credit['licensed_by'] } {
  const own = [source.license ?? []].flat().filter((text) => text.trim() !== '')
  if (own.length > 0)
    return { texts: [...new Set(own)].sort(), by: through !== undefined ? 'registry' : curated ? 'curation' : 'record' }
  const entry = source.dataset === undefined ? undefined : findDataset(source.dataset, scope.catalog)
  if (!entry) return { texts: [], by: null }
  const wide = { lo: START, hi: scope.asOf }
  const span = spanOf(source.date, scope.asOf) ?? wide
  const facts = factsOf(source, 'content', source.channel)
  const context: Context = { at: '', source, facts, span, wide, dated: span !== wide }
  const days = licenseDays(entry, context, scope).span
  const texts = entry.licenses
    .filter(({ from, to }) => overlaps({ lo: from ?? START, hi: to ?? END }, days))
    .flatMap(({ license }) => license)
  return { texts: [...new Set(texts)].sort(), by: texts.length > 0 ? 'registry' : null }
}
