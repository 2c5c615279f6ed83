import type { Issuer, Model } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'

/** Terms that bind at a door of a model, as refs: those of the model's entry, or of its issuer. */
export function doorRefs(model: Model, door: string, { issuers }: CatalogIndex): readonly string[] {
  const refs = model.doors[door] ?? []
  return refs === 'issuer' ? (issuers.get(model.issuer ?? '')?.channels[door] ?? []) : refs
}

/** Everything that leads to some terms: doors of issuers, models by door, licenses, platforms and signals. */
export interface Ways {
  readonly issuers: readonly string[]
  readonly models: readonly string[]
  readonly licenses: readonly string[]
  readonly bindings: readonly string[]
}

export function waysTo(terms: string, index: CatalogIndex): Ways {
  const { catalog } = index
  const leads = (refs: readonly string[]) => refs.some((ref) => ref.split('@')[0] === terms)
  const doors = ({ id, channels, hosts }: Issuer) => [
    ...Object.entries(channels).flatMap(([door, refs]) => (leads(refs) ? [`${id} ${door}`] : [])),
    ...Object.entries(hosts).flatMap(([door, refs]) => (leads(refs) ? [`${id} ${door} (host)`] : [])),
  ]
  return {
    issuers: catalog.issuers.flatMap(doors),
    models: catalog.models
      .filter((model) => Object.keys(model.doors).some((door) => leads(doorRefs(model, door, index))))
      .map(({ id }) => id),
    licenses: catalog.licenses.filter((alias) => leads(alias.terms)).map(({ text }) => text),
    bindings: [...catalog.platforms, ...catalog.signals].filter((one) => leads(one.terms)).map(({ name }) => name),
  }
}
