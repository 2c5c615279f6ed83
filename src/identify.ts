import type { Dataset } from '../schemas/dataset.ts'
import type { Source } from '../schemas/provenance.ts'
import type { ReasonCode } from '../schemas/ruling.ts'
import type { Binding, Context } from './binding.ts'
import { licenseDays } from './dataset-license.ts'
import { findDataset, nearDatasets } from './dataset-name.ts'
import { END, overlaps, type Span, START, shiftDay } from './dates.ts'
import { bindLicense, grantsNothing } from './identify-license.ts'
import { bindModel } from './identify-model.ts'
import { bindPlatform, bindSignals } from './identify-place.ts'
import { isPlain } from './name.ts'
import { all, factsOf, type Scope, spanOf } from './scope.ts'

/**
 * Finds what binds a source: the terms of its model by channel and lineage, its license, its dataset's entry, its
 * platform and its signals. Layers add up; nothing that is named is passed over.
 * @param at where the source stands in the record
 */
export function identify(source: Source, at: string, scope: Scope): Binding {
  const { catalog } = scope
  const layers: Binding[] = []
  let made: Context | undefined
  const context = (): Context => (made ??= contextOf(source, at, scope))
  const license =
    source.license === undefined ? NONE : Array.isArray(source.license) ? source.license : [source.license]
  const express = license === NONE ? NONE : license.filter(isWritten)
  let licensed = express.some((text) => !grantsNothing(text, catalog))

  if (source.model !== undefined) layers.push(bindModel(source.model, source, at, scope))
  else if (isModel(source.author) || isModel(source.edited_by))
    layers.push({
      op: 'unknown',
      code: 'unknown-model',
      at,
      says: 'a model wrote or edited it, but it is not told which',
      missing: 'model',
      fix: 'record the `model`',
    })

  for (const text of express) layers.push(bindLicense(text, context(), catalog))

  let known = false
  if (source.dataset !== undefined) {
    const dataset = findDataset(source.dataset, catalog)
    const near = dataset ? [] : nearDatasets(source.dataset, catalog)
    if (dataset) {
      const found = bindDataset(dataset, context(), scope)
      layers.push(...found.layers)
      licensed ||= found.licensed
      if (dataset.row_license !== undefined && express.length === 0)
        layers.push({ op: 'unlicensed', at, missing: 'license' })
      known = dataset.sources.length > 0 || dataset.rows !== undefined
    } else if (!isPlain(source.dataset)) layers.push(notPlain('dataset', 'unknown-dataset', source.dataset, at))
    else if (near.length > 0) layers.push(bindNear(source.dataset, near, context(), scope))
    else if (!licensed) layers.push(unknownDataset(source.dataset, at))
  }

  if (source.platform !== undefined && !isPlain(source.platform))
    layers.push(notPlain('platform', 'unknown-platform', source.platform, at))
  if (source.platform !== undefined || source.url !== undefined) layers.push(...bindPlatform(source, context(), scope))
  if (source.signals !== undefined) layers.push(...bindSignals(source, context(), catalog, licensed))

  // A known model that wrote the row leaves no content behind that would need a license of its own.
  const written =
    source.model !== undefined &&
    source.dataset === undefined &&
    source.platform === undefined &&
    source.url === undefined
  const empty = license.length > 0 && express.length < license.length
  if ((!licensed && !written && express.length === 0) || empty)
    layers.push({ op: 'unlicensed', at, missing: 'license' })
  else if (licensed && source.model === undefined && source.author === undefined && !known)
    layers.push({ op: 'authorship', at })

  source.derived_from?.forEach((from, i) => {
    layers.push(identify(from, `${at}/derived_from/${i}`, scope))
  })
  return layers.length === 1 ? layers[0]! : { op: 'all', of: layers }
}

const NONE: readonly never[] = []
const isModel = (who: Source['author'] | Source['edited_by']): boolean => who === 'model' || who === 'mixed'
const isWritten = (text: string): boolean => text.trim() !== ''

function contextOf(source: Source, at: string, { asOf }: Scope): Context {
  const span = spanOf(source.date, asOf)
  const wide = { lo: START, hi: asOf }
  return {
    at,
    source,
    facts: factsOf(source, 'content', source.channel),
    span: span ?? wide,
    wide,
    dated: span !== undefined,
  }
}

/** A dataset's licenses of that time and what its records were made from. */
function bindDataset(dataset: Dataset, context: Context, scope: Scope): { layers: Binding[]; licensed: boolean } {
  const { at } = context
  const { fact, span } = licenseDays(dataset, context, scope)
  const licenses = dataset.licenses.filter((period) =>
    overlaps({ lo: period.from ?? START, hi: period.to ?? END }, span),
  )
  const layers: Binding[] = []
  const candidates = licenses.map((period) => {
    const texts = Array.isArray(period.license) ? period.license : [period.license]
    return { label: texts.join(' + '), of: all(texts.map((text) => bindLicense(text, context, scope.catalog))) }
  })
  // What it was licensed under on a day that no period covers is not known.
  if (candidates.length > 0 && !covered(licenses, span))
    candidates.push({ label: 'no license known', of: { op: 'unlicensed', at, missing: fact } })
  if (candidates.length > 0) layers.push({ op: 'candidates', of: candidates, fact, at })
  if (dataset.rows) layers.push(bindRows(dataset.rows, context, scope))
  for (const [i, from] of dataset.sources.entries()) layers.push(identify(from, `${at}/dataset/${i}`, scope))
  return { layers, licensed: candidates.length > 0 || dataset.rows !== undefined }
}

/** A name that is no entry, but may be of one of these. */
function bindNear(name: string, near: readonly Dataset[], context: Context, scope: Scope): Binding {
  const { at } = context
  return {
    op: 'candidates',
    at,
    fact: 'dataset',
    of: [
      ...near.map((dataset) => ({ label: dataset.id, of: all(bindDataset(dataset, context, scope).layers) })),
      { label: 'another dataset', of: unknownDataset(name, at) },
    ],
  }
}

const unknownDataset = (name: string, at: string): Binding => ({
  op: 'note',
  code: 'unknown-dataset',
  at,
  says: `dataset \`${name}\` is not in the registry`,
})

/** A record that names the whole dataset may be from any of its parts, also an unlisted one, or has all of them. */
function bindRows(
  { groups, whole, in_each: inEach }: NonNullable<Dataset['rows']>,
  context: Context,
  scope: Scope,
): Binding {
  const { at } = context
  const of = groups.map(({ values, license, sources }) => ({
    label: `#${values[0]}`,
    of: all([
      ...[license].flat().map((text) => bindLicense(text, context, scope.catalog)),
      ...sources.map((from, i) => identify(from, `${at}/dataset/${i}`, scope)),
    ]),
  }))
  if (!whole) of.push({ label: 'another part', of: { op: 'unlicensed', at, missing: 'dataset' } })
  return inEach ? all(of.map((part) => part.of)) : { op: 'candidates', of, fact: 'dataset', at }
}

function covered(periods: Dataset['licenses'], { lo, hi }: Span): boolean {
  let open = lo
  for (const { from, to } of [...periods].sort((a, b) => ((a.from ?? START) < (b.from ?? START) ? -1 : 1))) {
    if ((from ?? START) > open) return false
    if (to === null) return true
    if (to >= open) open = shiftDay(to, 1)
  }
  return open > hi
}

function notPlain(field: 'dataset' | 'platform', code: ReasonCode, text: string, at: string): Binding {
  return {
    op: 'unknown',
    code,
    at,
    says: `${field} \`${text}\` is padded or has characters that can't be seen`,
    missing: field,
    fix: `write the ${field} without them`,
  }
}
