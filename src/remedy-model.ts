import type { Source } from '../schemas/provenance.ts'
import type { RulingName } from '../schemas/ruling.ts'
import type { Model } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { isAllowed } from './outcome.ts'

/** Models that are ruled on, nearest in release first. */
const TRIED = 80
/** Models that are named, one of each issuer. */
const NAMED = 4
/** Days between releases beyond which two models are no longer of one time. */
const APART = 550

/** Words in names that tell what a model is for, where it is not for text at large. */
const SORTS = [
  ['image', /flux|diffusion|image|imagen|dall|sdxl|kandinsky/],
  ['audio', /whisper|tts|audio|speech|voice|music/],
  ['code', /cod(?:e|er|estral)|star-?chat|devstral/],
  ['vision', /vision|\bvl|-vl|llava|pixtral|multimodal/],
  ['math', /math|prover/],
  ['embedding', /embed|bge|e5-/],
] as const
const sortOf = (name: string): string => SORTS.find(([, words]) => words.test(name.toLowerCase()))?.[0] ?? 'text'

/**
 * Models with published weights of about the same kind and release whose outputs pass in the place of this source's.
 * @param rule what the record is ruled with another source in that place
 */
export function otherTeachers(
  source: Source,
  catalog: CatalogIndex,
  rule: (source: Source) => RulingName,
): (readonly [string, RulingName])[] {
  if (source.model === undefined) return []
  const found = catalog.names.resolve(source.model)
  if (found.kind !== 'model' || found.model.released === null) return []
  const { model } = found
  const days = (text: string) => Date.parse(text) / 86_400_000
  const apart = ({ released }: Model) => Math.abs(days(released ?? '1970-01-01') - days(model.released!))
  const kind = ({ id, traits, family }: Model) => [sortOf(`${id} ${family.join(' ')}`), ...[...traits].sort()].join(' ')
  const near = catalog.catalog.models
    .filter(
      (other) =>
        other.id !== model.id &&
        other.open &&
        other.behind === 'self' &&
        other.released !== null &&
        'weights' in other.doors &&
        kind(other) === kind(model) &&
        apart(other) <= APART,
    )
    .sort((a, b) => apart(a) - apart(b) || (a.id < b.id ? -1 : 1))
    .slice(0, TRIED)
  const named: (readonly [string, RulingName])[] = []
  const issuers = new Set<string | undefined>()
  for (const other of near) {
    if (named.length === NAMED) break
    if (issuers.has(other.issuer)) continue
    const name = other.examples[0] ?? other.family[0]!
    const { date: _, account: _a, features: _f, ...rest } = source
    const ruling = rule({ ...rest, model: name, channel: 'weights' })
    if (!isAllowed(ruling)) continue
    issuers.add(other.issuer)
    named.push([name, ruling])
  }
  return named
}
