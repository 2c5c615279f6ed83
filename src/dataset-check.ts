import type { Dataset } from '../schemas/dataset.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Problem } from './catalog-check.ts'

/** Datasets that are made from themselves, by whatever way: what binds them would have no end. */
export function* checkDatasets(datasets: ReadonlyMap<string, Dataset>): Generator<Problem> {
  const done = new Set<Dataset>()
  const within: Dataset[] = []
  const visit = function* (dataset: Dataset): Generator<Problem> {
    if (within.includes(dataset)) {
      const way = [...within.slice(within.indexOf(dataset)), dataset].map(({ id }) => `\`${id}\``)
      yield { says: `dataset ${way.join(' comes from ')}`, entry: dataset }
      return
    }
    if (done.has(dataset)) return
    within.push(dataset)
    for (const name of namesOf([
      ...dataset.sources,
      ...(dataset.rows?.groups ?? []).flatMap(({ sources }) => sources),
    ])) {
      const next = datasets.get(name.toLowerCase())
      if (next) yield* visit(next)
    }
    within.pop()
    done.add(dataset)
  }
  for (const dataset of datasets.values()) {
    yield* visit(dataset)
    yield* checkParts(dataset)
  }
}

/** Parts that say nothing of any license, which would be taken as one that asks for nothing. */
function* checkParts(dataset: Dataset): Generator<Problem> {
  // What the whole or each row says of licenses holds for the part.
  if (dataset.licenses.length > 0 || dataset.row_license !== undefined) return
  for (const { values, license, sources } of dataset.rows?.groups ?? [])
    if (license.length === 0 && namesOf(sources).length === 0)
      yield {
        says: `part \`${dataset.id}#${values[0]}\` has no license and no dataset that it is from`,
        entry: dataset,
        fix: 'write the license `unknown`, or name the dataset in its `sources`',
      }
}

function namesOf(sources: readonly Source[]): string[] {
  return sources.flatMap(({ dataset, derived_from }) => [
    ...(dataset === undefined ? [] : [dataset]),
    ...namesOf(derived_from ?? []),
  ])
}
