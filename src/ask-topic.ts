import type { Terms, Topic } from '../schemas/terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { candidatesOf } from './version.ts'

/** What some terms say of a topic on a day, and through which doors they bind. */
export interface TopicRow {
  readonly issuer: string
  readonly doors: readonly string[]
  readonly terms: string
  /** Null where no text of that day was read. */
  readonly version: string | null
  /** Null where the catalog has nothing on it. */
  readonly says: string | null
  readonly quote: string | null
  readonly ref: string | null
  readonly source: string | null
  readonly evidence: 'read' | 'quoted' | 'unread' | null
}

/** Kinds of terms that can be expected to say something: who keeps weights at home sends nothing to their licensor. */
const ASKED: Readonly<Record<Topic, readonly Terms['kind'][]>> = {
  ownership: ['service', 'model-license'],
  inputs: ['service'],
}

/** Terms that say something of a topic on a day, and those that could be expected to; by issuer and terms. */
export function compareTopic(index: CatalogIndex, topic: Topic, day: string, issuer?: string): TopicRow[] {
  const rows: TopicRow[] = []
  for (const terms of index.catalog.terms) {
    if (issuer !== undefined && terms.issuer !== issuer) continue
    const asked = ASKED[topic].includes(terms.kind)
    for (const candidate of candidatesOf(terms, undefined, { lo: day, hi: day }, index)) {
      if (candidate.terms.id !== terms.id) continue
      const version = candidate.kind === 'gap' ? undefined : candidate.version
      const found = version?.topics?.[topic]
      if (!asked && !found) continue
      rows.push({
        issuer: terms.issuer ?? '',
        doors: doorsTo(terms.id, index),
        terms: terms.id,
        version: version?.id ?? null,
        says: found?.says ?? null,
        quote: found?.quote ?? null,
        ref: found?.ref ?? null,
        source: found ? (found.source ?? version?.sources[0] ?? null) : null,
        evidence: found?.evidence ?? null,
      })
    }
  }
  const key = (row: TopicRow) => `${row.issuer} ${row.terms}`
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function doorsTo(terms: string, { catalog }: CatalogIndex): string[] {
  const doors = new Set<string>()
  const add = (channels: Readonly<Record<string, 'issuer' | readonly string[]>>) => {
    for (const [door, refs] of Object.entries(channels))
      if (refs !== 'issuer' && refs.some((ref) => ref.split('@')[0] === terms)) doors.add(door)
  }
  for (const { channels, hosts } of catalog.issuers) for (const one of [channels, hosts]) add(one)
  for (const model of catalog.models) add(model.doors)
  return [...doors].sort()
}
