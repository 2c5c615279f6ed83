import {
  type Code,
  type CompiledConvention,
  compileConvention,
  createPlan,
  type FileSummary,
  NATIVE,
  originOf,
  type Page,
  type ReadCode,
  type ReadPlan,
  type RowCounts,
  type Ruling,
  type Shape,
  type Source,
} from '../../src/index.ts'
import type { RunContext } from '../engines/context.ts'
import { NO_ROWS } from '../engines/report.ts'
import { cellsOf, isRecord } from './object-cells.ts'

/** Keys longer than this are not remembered: such values seldom recur. */
const LONGEST_KEY = 1024

/** What a `provenance` function of the user's gave for a record: its sources, or why they can't be read. */
export type ReadSources = (record: unknown) => readonly Source[] | ReadCode

/** One stream of records on its way through the guard: rules on each, and counts it in the run's ledger. */
export interface Flow {
  /** Settles how records are read. Called once, before the first ruling. */
  settle(shape: Shape): void
  readonly settled: boolean
  /** Rules on the next record. Never throws on a record. */
  rule(record: unknown): Ruling
  /** Rules on the rows of a batch by codes that a format made with `plan`. */
  ruleCode(code: Code): Ruling
  /** How a format reads rows into codes. */
  readonly plan: ReadPlan
  /** Rows judged so far. */
  readonly row: number
  /** Puts what was counted so far into the ledger. */
  commit(): void
  /** Commits; the stream is over. */
  end(): void
  summary(): FileSummary
}

export function openFlow(
  context: RunContext,
  name: string,
  format: string,
  { read, ended }: { readonly read?: ReadSources | undefined; readonly ended?: () => void } = {},
): Flow {
  const { judge, table, ledger, limits } = context
  const defaults = context.defaults(name)
  const page: Page = ledger.open(name)
  const rows = { ...NO_ROWS }
  let found: CompiledConvention | undefined
  let plan: ReadPlan | undefined
  let columns: readonly string[] = []

  const codeOf = (record: unknown): Code => {
    if (!plan) throw new Error('a flow is settled before it rules')
    if (!isRecord(record)) return plan.reject('not-an-object')
    if (read) {
      const sources = read(record)
      if (typeof sources === 'string') return plan.origin(sources)
      return table.intern(originOf(sources, defaults, judge.project))
    }
    let cells: ReturnType<typeof cellsOf>
    try {
      cells = cellsOf(record, plan.columns, limits.depth)
    } catch {
      // a getter or proxy of the record threw
      return plan.origin('unreadable-value')
    }
    if (!plan.cacheable || typeof cells === 'string') return plan.origin(cells)
    const key = JSON.stringify(plan.columns.map((column) => (cells as Record<string, unknown>)[column] ?? null))
    return key.length > LONGEST_KEY ? plan.origin(cells) : plan.intern(key, () => cells)
  }

  const ruleCode = (code: Code): Ruling => {
    const ruling = ledger.ruling(code)
    rows.in += 1
    rows[ruling.action === 'quarantine' && table.get(code).kind === 'rejected' ? 'reject' : ruling.action] += 1
    page.add(code, rows.in, 1)
    return ruling
  }

  return {
    settle(shape) {
      found = read ? undefined : context.convention(name, shape)
      const convention = found ?? compileConvention(NATIVE)
      plan = createPlan({ convention, judge, table, defaults, limits })
      columns = found ? convention.columns.filter((column) => shape.columns.has(column)) : []
    },
    get settled() {
      return plan !== undefined
    },
    get plan() {
      if (!plan) throw new Error('a flow is settled before it is read')
      return plan
    },
    get row() {
      return rows.in
    },
    rule: (record) => ruleCode(codeOf(record)),
    ruleCode,
    commit: () => page.commit(),
    end() {
      page.commit()
      ended?.()
    },
    summary: (): FileSummary => ({
      name,
      format,
      convention: read ? 'provenance function' : (found?.id ?? null),
      fields: [...columns],
      rows: { ...rows } satisfies RowCounts,
      input: null,
      outputs: [],
    }),
  }
}
