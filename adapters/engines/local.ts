import { type FileSummary, noticeOf, ProvgateError, type Summary } from '../../src/index.ts'
import { createFile, safeJoin } from '../places/file.ts'
import type { Shard } from '../places/shard.ts'
import type { RunContext } from './context.ts'
import { checkNames } from './names.ts'
import { describe } from './reader.ts'
import { NO_ROWS, type Report, startReport, summaryOf } from './report.ts'
import { runShards } from './shards.ts'

export interface Result {
  readonly summary: Summary
  /** One error for each input that failed; the others are done. */
  readonly failed: readonly ProvgateError[]
}

export interface Job {
  readonly shards: readonly Shard[]
  readonly context: RunContext
  /** Version of the tool, for the ledger. */
  readonly version: string
  /** Folder for the outputs; without it nothing is written. */
  readonly out?: string | undefined
  /** Told of each input when it is done or has failed. */
  readonly onFile?: ((file: FileSummary) => void) | undefined
}

/**
 * Runs inputs on this machine, and tells of them in the order given. One that fails leaves nothing and stops no other;
 * when all fail, no report is written either. What is written does not depend on the number of threads.
 */
export async function runLocal({ shards, context, version, out, onFile }: Job): Promise<Result> {
  checkNames(shards)
  const files: FileSummary[] = []
  const failed: ProvgateError[] = []
  for await (const fate of runShards(shards, out, context)) {
    if ('file' in fate) files.push(fate.file)
    else {
      const { error } = fate
      if (!(error instanceof ProvgateError) || error.code === 'aborted' || error.code === 'output') throw error
      failed.push(error)
      files.push({ ...describe(shards[files.length]!.name, undefined, NO_ROWS), error: error.message })
    }
    onFile?.(files.at(-1)!)
  }
  const empty = failed.length > 0 && failed.length === shards.length
  const summary =
    out === undefined || empty
      ? summaryOf(context, version, files)
      : await writeLedger(out, startReport(context, version, files), context)
  if (out !== undefined && !empty) {
    await writeText(out, 'summary.json', `${JSON.stringify(summary, null, 2)}\n`)
    await writeText(out, 'NOTICE.md', noticeOf(summary))
  }
  return { summary, failed }
}

/** Writes the ledger entry by entry while the summary counts them. */
async function writeLedger(out: string, report: Report, context: RunContext): Promise<Summary> {
  const sink = await createFile(safeJoin(out, 'ledger.jsonl'))
  const encoder = new TextEncoder()
  try {
    await sink.write(encoder.encode(`${JSON.stringify(report.header)}\n`))
    for (const entry of context.ledger.entries()) {
      report.add(entry)
      await sink.write(encoder.encode(`${JSON.stringify(entry)}\n`))
    }
    await sink.close()
  } catch (error) {
    await sink.abort().catch(() => undefined)
    throw error
  }
  return report.finish()
}

/** Writes a small text file below a folder. */
export async function writeText(out: string, name: string, text: string): Promise<void> {
  const sink = await createFile(safeJoin(out, name))
  await sink.write(new TextEncoder().encode(text))
  await sink.close()
}
