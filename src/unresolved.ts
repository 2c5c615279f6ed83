import type { Summary } from '../schemas/ledger.ts'
import type { Lineage, Model } from '../schemas/terms.ts'
import { closeNames } from './ask-names.ts'
import type { CatalogIndex } from './catalog.ts'
import { findDataset, nearDatasets } from './dataset-name.ts'
import { findPlatform } from './identify-place.ts'
import { type LicenseTree, readLicense } from './license.ts'
import { foldName, isPlain } from './name.ts'
import { nothingNamed } from './name-nothing.ts'
import { reviewOf } from './review.ts'
import { signalNamed } from './signal-name.ts'

/** What a name that rows have may be of. */
const FIELDS = ['model', 'license', 'dataset', 'platform', 'signal'] as const
type Field = (typeof FIELDS)[number]

/**
 * `unknown`: the catalog knows nothing of it. `part`: it resolves, and something behind it is not known. `nothing`: it says
 * itself that there is no name.
 */
export const STANDINGS = ['unknown', 'part', 'nothing'] as const
type Standing = (typeof STANDINGS)[number]

/** A name of the rows that did not resolve, or not in full. */
export interface Unresolved {
  readonly field: Field
  readonly name: string
  readonly standing: Standing
  readonly rows: number
  /** Each thing that is not known. */
  readonly why: readonly string[]
  /** Names of that field that look like it, the closest first. */
  readonly close: readonly string[]
}

/** Names and the rows that have them. */
type Rows = Readonly<Record<string, { readonly rows: number }>>

/** What names there are; platforms and signals, which no summary counts, are left out by whoever has none. */
export type Named = Pick<Summary, 'models' | 'licenses' | 'datasets'> & {
  readonly platforms?: Rows
  readonly signals?: Rows
}

/** Names whose look-alikes are sought; comparing with the whole catalog takes a while. */
const COMPARED = 200

/**
 * The names that did not resolve or not in full, most rows first.
 * @param lineage `direct`: what a model was made from is not followed
 */
export function unresolvedOf(named: Named, catalog: CatalogIndex, lineage: 'full' | 'direct' = 'full'): Unresolved[] {
  const look: Record<Field, (name: string) => Look> = {
    model: (name) => lookModel(name, catalog, lineage),
    license: (name) => lookLicense(name, catalog),
    dataset: (name) => lookDataset(name, catalog),
    platform: (name) => listed(name, findPlatform(name, catalog) !== undefined, 'no platform of the catalog'),
    signal: (name) => listed(name, signalNamed(name, catalog) !== undefined, 'no signal of the catalog'),
  }
  const rows: Record<Field, Rows> = {
    model: named.models,
    license: named.licenses,
    dataset: named.datasets,
    platform: named.platforms ?? {},
    signal: named.signals ?? {},
  }
  const found = FIELDS.flatMap((field) =>
    Object.entries(rows[field]).flatMap(([name, { rows: count }]) => {
      const { standing, why } = look[field](name)
      return standing === undefined ? [] : [{ field, name, standing, rows: count, why }]
    }),
  )
  found.sort(
    (a, b) => b.rows - a.rows || FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || (a.name < b.name ? -1 : 1),
  )
  let compared = 0
  return found.map((entry) => ({
    ...entry,
    close: entry.standing === 'unknown' && compared++ < COMPARED ? closeOf(entry, catalog, look[entry.field]) : [],
  }))
}

/** What is not known of a name; no standing: all of it is. */
interface Look {
  readonly standing: Standing | undefined
  readonly why: readonly string[]
}
const KNOWN: Look = { standing: undefined, why: [] }

function listed(name: string, known: boolean, what: string): Look {
  if (known) return KNOWN
  return { standing: 'unknown', why: [isPlain(name) ? `${what} has this name` : UNSEEN] }
}
const UNSEEN = "it is padded or has characters that can't be seen"

function lookModel(name: string, catalog: CatalogIndex, lineage: 'full' | 'direct', steps = 0): Look {
  const joined = name.split('+').map((part) => part.trim())
  if (joined.length > 1 && joined.every((part) => part !== '')) {
    const looks = joined.map((part) => [part, lookModel(part, catalog, lineage, steps)] as const)
    const why = looks.flatMap(([part, look]) => look.why.map((each) => `\`${part}\`: ${each}`))
    if (why.length === 0) return KNOWN
    const none = looks.every(([, { standing }]) => standing === 'unknown' || standing === 'nothing')
    return { standing: none ? 'unknown' : 'part', why }
  }
  const found = catalog.names.resolve(name)
  if (found.kind === 'unknown') {
    const nothing = nothingNamed(foldName(name)?.tokens.join('-') ?? '')
    return { standing: nothing ? 'nothing' : 'unknown', why: [found.why, ...joinedNames(name, catalog)] }
  }
  const why = [...(found.unlisted ? [found.unlisted] : []), ...gapsOf(found.model, catalog, lineage, steps)]
  return why.length === 0 ? KNOWN : { standing: 'part', why: [...new Set(why)] }
}

/** Models that a name joins without saying how, such as `bloom-7b_llama-7b`: for who reads it, not for a ruling. */
function joinedNames(name: string, { names }: CatalogIndex): string[] {
  const parts = name.split(/[_|&,;]|--?>|\s+and\s+/).map((part) => part.trim())
  if (parts.length < 2) return []
  const known = parts.filter((part) => {
    const found = names.resolve(part)
    return found.kind === 'model' && found.unlisted === undefined
  })
  if (known.length === 0) return []
  const named = known.map((part) => `\`${part}\``).join(' and ')
  return [
    known.length === parts.length ? `it joins ${named}, and does not say how` : `it joins ${named} with something else`,
  ]
}

/** More steps of lineage than any model has. */
const MAX_STEPS = 12

/** What is not known behind a model that is. */
function* gapsOf(model: Model, catalog: CatalogIndex, lineage: 'full' | 'direct', steps: number): Generator<string> {
  if (steps > MAX_STEPS) return
  if (model.behind === 'unknown') yield `\`${model.id}\` does not publish which model answers`
  for (const part of model.parts)
    for (const why of lookModel(part, catalog, lineage, steps + 1).why) yield `its part \`${part}\`: ${why}`
  if (lineage === 'full') for (const step of model.lineage) yield* upstreamGaps(step, model, catalog, steps)
}

function* upstreamGaps({ to, terms, says }: Lineage, model: Model, catalog: CatalogIndex, steps: number) {
  const found = to === undefined ? undefined : catalog.names.resolve(to)
  const stated = terms === undefined ? undefined : catalog.terms.get(terms.split('@')[0] ?? '')
  if (terms === undefined && to === undefined) yield `\`${model.id}\` comes from a model that is not named`
  else if (stated?.kind === 'status') yield `\`${model.id}\`: ${says ?? 'a model that it comes from is not known'}`
  if (found?.kind === 'model') yield* gapsOf(found.model, catalog, 'full', steps + 1)
}

function lookLicense(text: string, catalog: CatalogIndex): Look {
  const tree = readLicense(text, catalog.licenses)
  const gaps = [...licenseGaps(tree, catalog)]
  if (gaps.length === 0) return KNOWN
  const why = [...new Set(gaps.map(([, each]) => each))]
  const whole = tree.op === 'unknown' || tree.op === 'alias'
  return { standing: whole ? gaps[0]![0] : 'part', why }
}

function* licenseGaps(tree: LicenseTree, catalog: CatalogIndex): Generator<[Standing, string]> {
  switch (tree.op) {
    case 'and':
    case 'or':
      for (const part of tree.of) yield* licenseGaps(part, catalog)
      return
    case 'unknown':
      yield ['unknown', `\`${tree.text}\` is neither an id that the catalog knows nor an SPDX expression of such ids`]
      return
    case 'alias': {
      const { alias } = tree
      const terms = alias.terms.flatMap((ref) => catalog.terms.get(ref.split('@')[0] ?? '') ?? [])
      if (terms.every(({ kind, versions }) => kind === 'status' && versions.every(({ read }) => read === 'none')))
        for (const { name, versions } of terms)
          yield ['nothing', `it names no text: ${clauseOf(alias.says ?? versions[0]?.ambiguity ?? name)}`]
      else if (alias.same === 'assumed' || (alias.same === 'class' && reviewOf(alias) === undefined))
        yield ['part', `it is taken for ${alias.terms.map((ref) => `\`${ref}\``).join(', ')}, which nobody has checked`]
    }
  }
}

/** A sentence as it stands behind a colon. */
const clauseOf = (sentence: string): string =>
  sentence.replace(/\.$/, '').replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase())

function lookDataset(name: string, catalog: CatalogIndex): Look {
  if (findDataset(name, catalog)) return KNOWN
  const near = nearDatasets(name, catalog)
  if (near.length > 0 && name.includes('#'))
    return { standing: 'part', why: [`the registry has \`${name.split('#')[0]}\`, not this part of it`] }
  if (near.length > 0)
    return {
      standing: 'part',
      why: [`it may be ${near.map(({ id }) => `\`${id}\``).join(' or ')}: write the whole id`],
    }
  return listed(name, false, 'no dataset of the registry')
}

/** Close names of the same field only: a model's name that looks like a license helps nobody. */
function closeOf({ field, name }: { field: Field; name: string }, catalog: CatalogIndex, look: (name: string) => Look) {
  // To a name of three letters anything is close.
  if (name.length < 4) return []
  const wanted = field === 'model' ? (foldName(name)?.tokens.join('-') ?? name) : name
  return closeNames(wanted, catalog, 12)
    .filter((close) => close.length <= Math.max(8, 2 * wanted.length) && look(close).standing !== 'unknown')
    .slice(0, 3)
}
