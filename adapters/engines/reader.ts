import type { FileSummary, RowCounts } from '../../schemas/ledger.ts'
import { compileConvention, NATIVE } from '../../src/convention.ts'
import { ProvgateError } from '../../src/errors.ts'
import { createPlan } from '../../src/plan.ts'
import type { ByteSource, Format, Opened } from '../../src/ports.ts'
import { route, type Sinks } from '../../src/route.ts'
import type { RunContext } from './context.ts'

/** An input that is open, with the convention that its rows are read by. */
export interface Reader {
  readonly format: Format
  readonly head: unknown
  /** Id of the convention; null when no provenance was found and only the native field is looked for. */
  readonly convention: string | null
  readonly fields: readonly string[]
  /** Reads every row once, counts it in the ledger when all were read, and sends it where its ruling says. */
  run(sinks: Sinks<unknown>): Promise<RowCounts>
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
  })
  return {
    format,
    head: opened.head,
    convention: found?.id ?? null,
    fields: found ? convention.columns.filter((column) => opened.shape.columns.has(column)) : [],
    async run(sinks) {
      const page = context.ledger.open(name)
      const { table, ledger, progress } = context
      const counts = await route(opened.batches(plan), {
        file: name,
        table,
        ledger,
        page,
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
      page.commit()
      return counts
    },
    close: () => opened.close(),
  }
}

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
