import type { Dataset } from '../schemas/dataset.ts'
import type { CatalogIndex } from './catalog.ts'

/** Where hubs keep a dataset, in front of its id: addresses, paths and the folders of a cache. */
const PLACES = /^(?:(?:hf:\/\/|https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co|github\.com)\/|hf:\/\/)?(?:datasets\/)?/

/** Letters below which a name without its owner tells nothing. */
const SHORT = 5

/** The entry that a dataset's name stands for: its id in any case, as hubs, caches and loaders write it. */
export function findDataset(name: string, { datasets }: CatalogIndex): Dataset | undefined {
  const lower = name.toLowerCase()
  return datasets.get(lower) ?? datasets.get(plainId(lower))
}

/** What a name may be of, that is not itself an entry: the whole of a part that is not listed, or an id without its owner. */
export function nearDatasets(name: string, catalog: CatalogIndex): readonly Dataset[] {
  const [whole = '', ...part] = name.split('#')
  const found = part.length === 0 ? undefined : findDataset(whole, catalog)
  if (found) return [found]
  // A short word such as `code` or `math` is the name of many.
  if (part.length > 0 || name.includes('/') || name.length < SHORT) return []
  return ownerless(catalog).get(foldId(name)) ?? []
}

function plainId(lower: string): string {
  const [path = '', ...part] = lower.split('#')
  const placed = path.replace(PLACES, '')
  // `datasets--org--name` of a cache, `org--name` of a folder.
  const spread = placed.replace(/^datasets--/, '')
  const id = spread.includes('/') ? spread : spread.replace('--', '/')
  // Behind an address stands more of it; behind an id, its revision or its configuration.
  const bare = (placed === path ? id : id.split('/').slice(0, 2).join('/')).replace(/(?:\.git|[@:?].*|\/)$/, '')
  return [bare, ...part].join('#')
}

const foldId = (id: string): string => id.toLowerCase().replace(/[\s_-]+/g, '')

/** Entries by the last word of their ids. Made once, when a name needs it. */
const known = new WeakMap<CatalogIndex, ReadonlyMap<string, readonly Dataset[]>>()

function ownerless(catalog: CatalogIndex): ReadonlyMap<string, readonly Dataset[]> {
  const made = known.get(catalog)
  if (made) return made
  const byName = new Map<string, Dataset[]>()
  for (const dataset of catalog.catalog.datasets)
    for (const id of new Set([dataset.id, ...dataset.aliases].map((id) => foldId(id.split('/').at(-1) ?? '')))) {
      const same = byName.get(id)
      if (same) same.push(dataset)
      else byName.set(id, [dataset])
    }
  known.set(catalog, byName)
  return byName
}
