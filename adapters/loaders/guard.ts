import type { RecordBatch } from 'apache-arrow'
import {
  type Explanation,
  type FileSummary,
  noticeOf,
  type Provenance,
  ProvgateError,
  type Ruling,
  type Shape,
  type Source,
  type Summary,
} from '../../src/index.ts'
import { addRows, summaryOf } from '../engines/report.ts'
import { packageVersion } from '../version.ts'
import { filterArrays } from './arrays.ts'
import { type Flow, openFlow } from './flow.ts'
import { type RunOptions, readerOf, sourcesOfGiven, startRun } from './guard-run.ts'
import { type HeldSink, takerOf } from './held.ts'
import type { HeldBatchSink } from './record-batches.ts'
import { filterRecords } from './records.ts'
import { nodeTransformOf, transformOf } from './transforms.ts'

export type { Given, RunOptions } from './guard-run.ts'
export { type HeldSink, heldFile } from './held.ts'
export type { HeldBatchSink } from './record-batches.ts'

export interface GuardOptions<T> extends RunOptions<T> {
  /** Where held records go, or `discard`, said outright: nothing vanishes by default. */
  readonly held: HeldSink<T> | 'discard'
}

export interface StreamOptions {
  /** Name of the stream in the ledger, and what the globs of `defaults` and `conventions` match. Default `loader`. */
  readonly name?: string
}

/** Stands between a loader and a trainer: passes permitted records unchanged and in order, and hands held ones to a sink. */
export interface Guard<T> {
  /**
   * The records that may pass. The source is never read ahead of the consumer, but for the first 64 records when the
   * convention has to be found.
   */
  filter<U extends T>(records: AsyncIterable<U> | Iterable<U>, options?: StreamOptions): AsyncGenerator<U, void, void>
  /**
   * The same for a loader that gives lists of records: of each list those that may pass, none without one. A list that
   * passes whole is the one that came in. It costs less than one record at a time.
   */
  filterBatches<U extends T>(
    batches: AsyncIterable<readonly U[]> | Iterable<readonly U[]>,
    options?: StreamOptions,
  ): AsyncGenerator<readonly U[], void, void>
  /** The same for a web stream: `stream.pipeThrough(guard.transform())`. */
  transform<U extends T = T>(options?: StreamOptions): TransformStream<U, U>
  /** The same for Node's object streams: `pipeline(loader, guard.nodeTransform(), trainer)`. */
  nodeTransform(options?: StreamOptions): import('node:stream').Transform
  /**
   * The same for Arrow: each record batch with the rows that may pass, none without one. Nothing of other rows is in
   * its buffers. Held rows go to `held` as a batch, else one by one to the guard's sink as plain objects.
   */
  batches(
    batches: AsyncIterable<RecordBatch> | Iterable<RecordBatch>,
    options?: StreamOptions & { readonly held?: HeldBatchSink },
  ): AsyncGenerator<RecordBatch, void, void>
  /** The ruling on a provenance, without counting it. What is not in the words of the schema is undetermined. */
  rule(provenance: Provenance | readonly Source[]): Ruling
  /** The ruling with its reasons: clauses with their words, what is missing, and how to fix it. */
  explain(provenance: Provenance | readonly Source[]): Explanation
  /** What was ruled on so far, as `summary.json` has it. */
  summary(): Summary
  /** What the passed records oblige the user to do, as `NOTICE.md` has it. */
  notice(): string
  /** Closes the sink for held records. No stream can be guarded afterwards; the summary stays. */
  close(): Promise<void>
}

/**
 * Creates a guard.
 * @throws ProvgateError `config` before the first record, when the configuration is wrong or held records have no place
 */
export async function createGuard<T = unknown>(options: GuardOptions<T>): Promise<Guard<T>> {
  const { held, provenance, signal } = options
  if (held === undefined)
    throw new ProvgateError('config', 'a guard needs a place for held records', {
      fix: "give `held` a function, a sink such as `heldFile('held.jsonl')`, or 'discard'",
    })
  const context = await startRun(options)
  const version = await packageVersion()
  const { judge } = context
  const taker = takerOf(held)
  const read = provenance && readerOf(provenance)
  const live = new Set<Flow>()
  const ended = new Map<string, FileSummary>()
  let closed = false

  const open = (format: string, { name = 'loader' }: StreamOptions = {}): Flow => {
    if (closed) throw new ProvgateError('usage', 'the guard is closed', { fix: 'create another one' })
    const flow = openFlow(context, name, format, {
      read,
      ended() {
        addFile(ended, flow.summary())
        live.delete(flow)
      },
    })
    if (read) flow.settle(NO_SHAPE)
    live.add(flow)
    return flow
  }
  const originOf = (given: unknown) => {
    const sources = sourcesOfGiven(given)
    if (typeof sources === 'string') return { kind: 'unreadable', code: sources } as const
    if (sources.length === 0) return { kind: 'absent' } as const
    return judge.origin({ sources: [...sources] })
  }

  const summary = (): Summary => {
    const files = new Map(ended)
    for (const flow of live) {
      flow.commit()
      addFile(files, flow.summary())
    }
    return summaryOf(context, version, [...files.values()])
  }

  return {
    filter: <U extends T>(records: AsyncIterable<U> | Iterable<U>, named?: StreamOptions) =>
      filterRecords(records, open('records', named), taker, signal),
    filterBatches: <U extends T>(
      batches: AsyncIterable<readonly U[]> | Iterable<readonly U[]>,
      named?: StreamOptions,
    ) => filterArrays(batches, open('records', named), taker, signal),
    transform: <U extends T = T>(named?: StreamOptions) => transformOf<U>(open('records', named), taker, signal),
    nodeTransform: (named) => nodeTransformOf(open('records', named), taker, signal),
    batches(batches, { held: heldBatch, ...named } = {}) {
      const flow = open('record-batches', named)
      // The library for Arrow loads only when a batch is met.
      return (async function* () {
        const { filterBatches } = await import('./record-batches.ts')
        yield* filterBatches(batches, flow, { taker, heldBatch, signal })
      })()
    },
    rule: (given) => judge.rule(originOf(given)),
    explain: (given) => judge.explain(originOf(given)),
    summary,
    notice: () => noticeOf(summary()),
    async close() {
      if (closed) return
      closed = true
      await taker.close()
    },
  }
}

/** Streams of the same name, such as the epochs of a training, are one entry. */
function addFile(files: Map<string, FileSummary>, file: FileSummary): void {
  const key = JSON.stringify([file.name, file.format, file.convention])
  const known = files.get(key)
  files.set(key, known ? { ...file, rows: addRows([known, file]) } : file)
}

const NO_SHAPE: Shape = { columns: new Map(), rows: 0 }
