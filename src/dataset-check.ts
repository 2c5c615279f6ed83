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
  for (const dataset of datasets.values()) yield* visit(dataset)
}

function namesOf(sources: readonly Source[]): string[] {
  return sources.flatMap(({ dataset, derived_from }) => [
    ...(dataset === undefined ? [] : [dataset]),
    ...namesOf(derived_from ?? []),
  ])
}
