import {
  createSummarizer,
  type FileSummary,
  LEGAL,
  type Ledger,
  type LedgerEntry,
  type LedgerHeader,
  type RowCounts,
  type Summary,
} from '../../src/index.ts'
import type { RunContext } from './context.ts'

export const NO_ROWS: RowCounts = { in: 0, pass: 0, quarantine: 0, drop: 0, reject: 0 }

/** A summary that is being counted while the ledger's entries go by, so that no list of them is held. */
export interface Report {
  readonly header: LedgerHeader
  add(entry: LedgerEntry): void
  finish(): Summary
}

export function startReport(context: RunContext, version: string, files: readonly FileSummary[]): Report {
  const { catalog, config, judge } = context
  const header: LedgerHeader = {
    ledger: 'provgate/1',
    tool: { name: 'provgate', version },
    catalog: { version: catalog.catalog.version, digest: catalog.digest },
    run: judge.digest,
    target: config.target,
    settings: config.settings,
    inputs: files.map(({ name, format, convention }) => ({ name, format: format ?? 'unknown', convention })),
    joins: [...context.joins],
  }
  const summarizer = createSummarizer(catalog, config, judge.baseObligations)
  return {
    header,
    add: summarizer.add,
    finish: () => {
      const rows = addRows(files)
      const counted = summarizer.finish()
      return {
        summary: 'provgate/1',
        legal: LEGAL,
        tool: header.tool,
        catalog: header.catalog,
        run: header.run,
        target: header.target,
        settings: header.settings,
        unit: config.unit,
        rows,
        base_obligations: [...judge.baseObligations],
        files: [...files],
        ...counted,
        ...(context.passing && wholeFiles(context, context.passing, rows)),
      }
    },
  }
}

/** What differs when files are moved whole: a row of a tainted file brings no duty, and passes nowhere. */
function wholeFiles(
  { catalog, config }: RunContext,
  passing: Ledger,
  rows: RowCounts,
): Pick<Summary, 'actions' | 'obligations' | 'tasks' | 'credits' | 'resting'> {
  const summarizer = createSummarizer(catalog, config)
  for (const entry of passing.entries()) summarizer.add(entry)
  const { obligations, tasks, credits, resting } = summarizer.finish()
  const actions = { pass: rows.pass, quarantine: rows.quarantine + rows.reject, drop: rows.drop }
  return { actions, obligations, tasks, credits, resting }
}

/** The summary of all that the ledger holds. */
export function summaryOf(context: RunContext, version: string, files: readonly FileSummary[]): Summary {
  const report = startReport(context, version, files)
  for (const entry of context.ledger.entries()) report.add(entry)
  return report.finish()
}

/** The rows of several files together. */
export function addRows(files: readonly Pick<FileSummary, 'rows'>[]): RowCounts {
  const sum = { ...NO_ROWS }
  for (const { rows } of files) for (const key of Object.keys(sum) as (keyof RowCounts)[]) sum[key] += rows[key]
  return sum
}
