import type { Source } from '../schemas/provenance.ts'
import type { CompiledConvention } from './convention.ts'
import type { ReadCode } from './errors.ts'
import type { Judge } from './judge.ts'
import { createCutMemory } from './plan-cuts.ts'
import type { Cells, Code, Limits, Origin, OriginTable, ReadPlan } from './ports.ts'
import { LIMITS } from './ports.ts'
import { unique } from './project.ts'
import { rememberProjection } from './project-memo.ts'
import { createTrie } from './trie.ts'

/** Raw keys that are remembered; beyond it the memory starts anew, which costs time and changes nothing. */
const MEMORY = 65_536
/** Places of the memory of projected sources: two for each combination. */
const COMBINATIONS = 16_384

/** What one input's rows are read by: a convention, the run's projection and table, and the defaults for this input. */
export function createPlan(options: {
  readonly convention: CompiledConvention
  readonly judge: Pick<Judge, 'project'>
  readonly table: OriginTable
  readonly defaults?: readonly Source[]
  readonly limits?: Limits
  readonly reference?: boolean
}): ReadPlan {
  const { convention, judge, table, defaults = [], limits = LIMITS, reference = false } = options
  const memory = new Map<string, Code>()

  const project = reference ? judge.project : rememberProjection(judge.project)
  const combinations = createTrie<Code>(COMBINATIONS)
  // Beside other fields than `provenance`, a date may come from elsewhere.
  const cuts = reference || convention.columns.length > 1 ? undefined : createCutMemory(judge.project.url)

  const codeOfSources = (sources: readonly Source[]): Code => {
    const { filled, declared } = fill(sources, defaults)
    if (reference) return table.intern(originOfFilled(filled, declared, project))
    // Each projected source is one object, which stands for all that is in it.
    const projected = filled.map(project)
    let node = combinations.grow(combinations.root, declared.length)
    for (const field of declared) node = combinations.grow(node, field)
    for (const source of projected) node = combinations.grow(node, source)
    node.value ??= table.intern(originOfFilled(projected, declared, same))
    return node.value
  }
  const faults = new Map<string, Code>()
  const codeOfFault = (kind: 'unreadable' | 'rejected', code: ReadCode): Code => {
    const key = `${kind} ${code}`
    const found = faults.get(key) ?? table.intern({ kind, code })
    faults.set(key, found)
    return found
  }
  const codeOf = (cells: Cells | ReadCode): Code => {
    const read = typeof cells === 'string' ? cells : convention.sources(cells, reference)
    return typeof read === 'string' ? codeOfFault('unreadable', read) : codeOfSources(read)
  }
  return {
    columns: convention.columns,
    cacheable: convention.cacheable,
    limits,
    reference,
    intern(key, make) {
      const known = cuts?.find(key) ?? memory.get(key)
      if (known !== undefined) return known
      const code = codeOf(make())
      cuts?.learn(key, code, table.get(code))
      if (memory.size >= MEMORY) memory.clear()
      memory.set(key, code)
      return code
    },
    origin: codeOf,
    reject: (code) => codeOfFault('rejected', code),
  }
}

/** Sources as read, with what they leave out filled from the defaults, projected and as a set. */
export function originOf(
  sources: readonly Source[],
  defaults: readonly Source[],
  project: (source: Source) => Source,
): Origin {
  const { filled, declared } = fill(sources, defaults)
  return originOfFilled(filled, declared, project)
}

function originOfFilled(
  filled: readonly Source[],
  declared: readonly string[],
  project: (source: Source) => Source,
): Origin {
  if (filled.length === 0) return { kind: 'absent' }
  return { kind: 'sources', sources: unique(filled.map(project)), declared }
}

const same = (source: Source): Source => source

interface Filled {
  readonly filled: readonly Source[]
  /** The fields that a default filled, sorted. */
  readonly declared: readonly string[]
}

function fill(sources: readonly Source[], defaults: readonly Source[]): Filled {
  if (defaults.length === 0) return { filled: sources, declared: [] }
  const declared = new Set<string>()
  let filled: readonly Source[] = sources
  for (const given of defaults) {
    if (filled.length === 0) {
      for (const field of Object.keys(given)) declared.add(field)
      filled = [given]
      continue
    }
    filled = filled.map((source) => {
      if (given.role !== undefined && source.role !== undefined && given.role !== source.role) return source
      const missing = Object.entries(given).filter(([field]) => source[field as keyof Source] === undefined)
      for (const [field] of missing) declared.add(field)
      return missing.length === 0 ? source : { ...source, ...Object.fromEntries(missing) }
    })
  }
  return { filled, declared: [...declared].sort() }
}
