import {
  type ByteSource,
  compileConvention,
  createPlan,
  type FileSummary,
  type Format,
  NATIVE,
  type Opened,
  type Page,
  ProvgateError,
  type RowCounts,
  route,
  type Sinks,
} from '../../src/index.ts'
import type { RunContext } from './context.ts'

/** An input that is open, with the convention that its rows are read by. */
export interface Reader {
  readonly format: Format
  readonly head: unknown
  /** Id of the convention; null when no provenance was found and only the native field is looked for. */
  readonly convention: string | null
  readonly fields: readonly string[]
  /** Reads every row once and sends it where its ruling says. */
  run(sinks: Sinks<unknown>): Promise<RowCounts>
  /** Counts the rows in the ledger, once all that belongs to them is written; `whole` when the file passes whole. */
  commit(options?: { readonly whole?: boolean }): void
  close(): Promise<void>
}

/** Opens an input by its format and finds its convention. */
export async function openReader(
  name: string,
  source: ByteSource,
  format: Format,
  context: RunContext,
): Promise<Reader> {
  const { limits, signal } = context
  if (format.seeks && !source.range)
    throw new ProvgateError(
      'unsupported',
      `\`${source.name}\`: this format is read by ranges, which this input can't give`,
      {
        file: source.name,
        fix: 'save it to a file first',
      },
    )
  const opened: Opened<unknown, unknown> = await format.open(source, limits, signal)
  const found = context.convention(name, opened.shape)
  const convention = found ?? compileConvention(NATIVE, new Map())
  const plan = createPlan({
    convention,
    judge: context.judge,
    table: context.table,
    defaults: context.defaults(name),
    limits,
    reference: context.reference,
  })
  const page = context.ledger.open(name)
  const passing = context.passing?.open(name)
  return {
    format,
    head: opened.head,
    convention: found?.id ?? null,
    fields: found ? convention.columns.filter((column) => opened.shape.columns.has(column)) : [],
    async run(sinks) {
      const { table, ledger, progress } = context
      const counts = await route(opened.batches(plan, context.threads), {
        file: name,
        table,
        ledger,
        page: passing ? both(page, passing) : page,
        sinks,
        signal,
        progress: progress && ((soFar) => progress(name, soFar)),
      })
      if (opened.declared !== undefined && opened.declared !== counts.in)
        throw new ProvgateError(
          'conservation',
          `\`${source.name}\` declares ${opened.declared} rows, ${counts.in} were read`,
          { file: source.name },
        )
      return counts
    },
    commit({ whole = false } = {}) {
      context.onCommit?.(page, whole)
      page.commit()
      if (whole) passing?.commit()
    },
    close: () => opened.close(),
  }
}

const both = (one: Page, other: Page): Pick<Page, 'add'> => ({
  add(code, row, count) {
    one.add(code, row, count)
    other.add(code, row, count)
  },
})

/** A file's part of the summary before anything was written. */
export function describe(name: string, reader: Reader | undefined, rows: RowCounts): FileSummary {
  return {
    name,
    format: reader?.format.id ?? null,
    convention: reader?.convention ?? null,
    fields: [...(reader?.fields ?? [])],
    rows,
    input: null,
    outputs: [],
  }
}
