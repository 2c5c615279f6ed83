import type { Source } from '../schemas/provenance.ts'
import type { CompiledConvention } from './convention.ts'
import type { ReadCode } from './errors.ts'
import type { Judge } from './judge.ts'
import type { Cells, Code, Limits, Origin, OriginTable, ReadPlan } from './ports.ts'
import { LIMITS } from './ports.ts'
import { unique } from './project.ts'

/** Raw keys that are remembered; beyond it the memory starts anew, which costs time and changes nothing. */
const MEMORY = 65_536

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

  const codeOf = (cells: Cells | ReadCode): Code => {
    const read = typeof cells === 'string' ? cells : convention.sources(cells)
    return table.intern(
      typeof read === 'string' ? { kind: 'unreadable', code: read } : originOf(read, defaults, judge.project),
    )
  }
  return {
    columns: convention.columns,
    cacheable: convention.cacheable,
    limits,
    reference,
    intern(key, make) {
      const known = memory.get(key)
      if (known !== undefined) return known
      const code = codeOf(make())
      if (memory.size >= MEMORY) memory.clear()
      memory.set(key, code)
      return code
    },
    origin: codeOf,
    reject: (code) => table.intern({ kind: 'rejected', code }),
  }
}

/** Sources as read, with what they leave out filled from the defaults, projected and as a set. */
export function originOf(
  sources: readonly Source[],
  defaults: readonly Source[],
  project: (source: Source) => Source,
): Origin {
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
  if (filled.length === 0) return { kind: 'absent' }
  return { kind: 'sources', sources: unique(filled.map(project)), declared: [...declared].sort() }
}
