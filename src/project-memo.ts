import type { Source } from '../schemas/provenance.ts'
import { dayNumber, daysFor, NO_DAY } from './day-number.ts'
import type { Project } from './project.ts'
import { createTrie, follow, type Trie, type TrieNode } from './trie.ts'

/** Places of the memory, some ten for each source that differs in more than its days. */
const MEMORY = 32_768
/** Intervals that are remembered for one place: many more than a source has. */
const INTERVALS = 256

/** What is known of sources that differ in their days only. */
interface Leaf {
  /** Four numbers for each known source: first and last day of `date` and of `collected` for which it stands. */
  readonly bounds: number[]
  readonly sources: Source[]
  /** Sources by dates that are no single days, as they are written. */
  readonly texts: Map<string, Source>
}

/**
 * The same projection, remembered: equal sources give the same object, so that whoever comes next can tell them by
 * identity. A new day costs a look at numbers: what a day becomes is an interval, and all other days in it become the same.
 */
export function rememberProjection(project: Project): (source: Source) => Source {
  const trie = createTrie<Leaf>(MEMORY)
  const walk = createWalk(trie, project.url, (source) => remembered(source))

  const remembered = (source: Source): Source => {
    const known = walk(source, false)?.value
    const date = dayOf(source.date)
    const collected = dayOf(source.collected)
    const days = date !== NO_DAY && collected !== NO_DAY
    const text = days ? '' : `${source.date} ${source.collected}`
    const found = known && (days ? at(known, date, collected) : known.texts.get(text))
    if (found) return found
    const made = project(source)
    const node = walk(source, true)!
    node.value ??= { bounds: [], sources: [], texts: new Map() }
    const leaf = node.value
    if (leaf.sources.length + leaf.texts.size >= INTERVALS) {
      leaf.bounds.length = leaf.sources.length = 0
      leaf.texts.clear()
    }
    if (days) {
      leaf.bounds.push(...bounds(date, made.date), ...bounds(collected, made.collected))
      leaf.sources.push(made)
    } else leaf.texts.set(text, made)
    return made
  }
  return remembered
}

function at({ bounds, sources }: Leaf, date: number, collected: number): Source | undefined {
  for (let i = 0, b = 0; i < sources.length; i++, b += 4)
    if (bounds[b]! <= date && date <= bounds[b + 1]! && bounds[b + 2]! <= collected && collected <= bounds[b + 3]!)
      return sources[i]
  return undefined
}

/** A date that is missing is a number of its own, below all days. */
const MISSING = -1

const dayOf = (text: string | undefined): number =>
  text === undefined ? MISSING : text.length === 10 ? dayNumber(text) : NO_DAY

const bounds = (day: number, projected: string | undefined): [from: number, to: number] =>
  day === MISSING ? [MISSING, MISSING] : daysFor(day, projected)

/** Which of the fields a source has comes first, so that those that it lacks cost no step. */
function createWalk(trie: Trie<Leaf>, url: (url: string) => string, project: (source: Source) => Source) {
  return (source: Source, grow: boolean): TrieNode<Leaf> | undefined => {
    const { role, model, channel, account, dataset, license, platform, author } = source
    const { collection, content, intent, edited_by: edited, features, signals, derived_from: from } = source
    const list = typeof license === 'object'
    const has =
      (role === undefined ? 0 : 1) |
      (model === undefined ? 0 : 2) |
      (channel === undefined ? 0 : 4) |
      (account === undefined ? 0 : 8) |
      (dataset === undefined ? 0 : 16) |
      (license === undefined ? 0 : list ? 32 : 64) |
      (platform === undefined ? 0 : 128) |
      (author === undefined ? 0 : 256) |
      (collection === undefined ? 0 : 512) |
      (content === undefined ? 0 : 1024) |
      (intent === undefined ? 0 : 2048) |
      (edited === undefined ? 0 : 4096) |
      (source.url === undefined ? 0 : 8192) |
      (features === undefined ? 0 : 16_384) |
      (signals === undefined ? 0 : 32_768) |
      (from === undefined ? 0 : 65_536)
    let node: TrieNode<Leaf> | undefined = trie.root
    const step = (token: unknown): void => {
      if (node !== undefined) node = grow ? trie.grow(node, token) : follow(node, token)
    }
    step(has)
    if (role !== undefined) step(role)
    if (model !== undefined) step(model)
    if (channel !== undefined) step(channel)
    if (account !== undefined) step(account)
    if (dataset !== undefined) step(dataset)
    if (license !== undefined && !list) step(license)
    if (platform !== undefined) step(platform)
    if (author !== undefined) step(author)
    if (collection !== undefined) step(collection)
    if (content !== undefined) step(content)
    if (intent !== undefined) step(intent)
    if (edited !== undefined) step(edited)
    if (source.url !== undefined) step(url(source.url))
    if (list) eachOf(license, step)
    if (features !== undefined) eachOf(features, step)
    if (signals !== undefined) eachOf(Object.entries(signals).flat(), step)
    if (from !== undefined) eachOf(from.map(project), step)
    return node
  }
}

/** Their number first, so that what follows can't be taken for one of them. */
function eachOf(items: readonly unknown[], step: (token: unknown) => void): void {
  step(items.length)
  for (const item of items) step(item)
}
