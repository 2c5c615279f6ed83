import {
  type Code,
  type CompiledConvention,
  compileConvention,
  createPlan,
  type FileSummary,
  NATIVE,
  type Page,
  type ReadPlan,
  type RowCounts,
  type Ruling,
  type Shape,
} from '../../src/index.ts'
import type { RunContext } from '../engines/context.ts'
import { NO_ROWS } from '../engines/report.ts'
import { type CodeOf, createCodeOf, createCodeOfGiven, type ReadSources } from './record-codes.ts'

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
  let codeOf: CodeOf = () => {
    throw new Error('a flow is settled before it rules')
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
      plan = createPlan({ convention, judge, table, defaults, limits, reference: context.reference })
      codeOf = read
        ? createCodeOfGiven(plan, read, table.intern, { defaults, project: judge.project })
        : createCodeOf(plan)
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
