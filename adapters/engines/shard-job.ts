import { type FileSummary, ProvgateError, type RowCounts, type Sinks } from '../../src/index.ts'
import type { Digest } from '../places/digest.ts'
import { createFile, removeFile, safeJoin } from '../places/file.ts'
import type { Shard } from '../places/shard.ts'
import type { RunContext } from './context.ts'
import { type Input, openInput } from './input.ts'
import { openOutputs, type ShardOutputs } from './outputs.ts'
import { describe, openReader, type Reader } from './reader.ts'

const NOWHERE: Sinks<unknown> = { pass: async () => {}, quarantine: async () => {} }

/** Judges an input, and writes below `out` what the configuration asks for; without it nothing. */
export function runShard(shard: Shard, out: string | undefined, context: RunContext): Promise<FileSummary> {
  if (out === undefined) return scanShard(shard, context)
  return (context.config.unit === 'shard' ? filterWhole : filterShard)(shard, out, context)
}

/** Judges an input and writes nothing: a dry run. */
async function scanShard(shard: Shard, context: RunContext): Promise<FileSummary> {
  return withReader(shard, context, async (reader, input) => {
    const judged = await reader.run(NOWHERE)
    const digest = await input.digest()
    reader.commit({ whole: judged.pass === judged.in })
    const { rows, ...whole } = context.config.unit === 'shard' ? wholeOf(judged) : { rows: judged }
    return { ...describe(shard.name, reader, rows), input: digest ?? null, ...whole }
  })
}

/** Judges an input and writes its rows where their rulings say. A failure leaves nothing behind. */
async function filterShard(shard: Shard, out: string, context: RunContext): Promise<FileSummary> {
  return withReader(shard, context, async (reader, input) => {
    const { format, head } = reader
    const { codec } = input
    const { threads } = context
    const outputs = await openOutputs(out, shard.name, { format, head, codec, rows: true, threads })
    return guarded(outputs, async () => {
      const rows = await reader.run(outputs.sinks)
      let digest: Digest | undefined
      const written = await outputs.publish(rows, async () => {
        digest = await input.digest()
        return digest
      })
      reader.commit()
      return { ...describe(shard.name, reader, rows), input: digest ?? null, outputs: written }
    })
  })
}

/**
 * Judges an input and moves it whole: to pass when every row may pass, else to quarantine, bytes unchanged.
 * The input is read twice, and must be the same both times.
 */
async function filterWhole(shard: Shard, out: string, context: RunContext): Promise<FileSummary> {
  return withReader(shard, context, async (reader, input) => {
    const { format, head } = reader
    const { codec } = input
    const written = await openOutputs(out, shard.name, { format, head, codec, rows: false })
    return guarded(written, async () => {
      const judged = await reader.run(written.sinks)
      const whole = wholeOf(judged)
      const path = `${whole.tainted ? 'quarantine' : 'pass'}/${shard.name}`
      const copy = await copyWhole(shard, safeJoin(out, path), whole.tainted, await input.digest(), context)
      try {
        const outputs = [{ path, rows: judged.in, ...copy }, ...(await written.publish(judged))]
        reader.commit({ whole: !whole.tainted })
        return { ...describe(shard.name, reader, whole.rows), input: copy, outputs, tainted: whole.tainted }
      } catch (error) {
        await removeFile(safeJoin(out, path))
        throw error
      }
    })
  })
}

/** Where the rows of a file go that is moved whole. */
function wholeOf(judged: RowCounts): { rows: RowCounts; tainted: boolean } {
  const { in: all, pass, reject } = judged
  return pass < all
    ? { rows: { in: all, pass: 0, quarantine: all - reject, drop: 0, reject }, tainted: true }
    : { rows: judged, tainted: false }
}

async function copyWhole(
  shard: Shard,
  path: string,
  tainted: boolean,
  expected: Digest | undefined,
  { threads }: RunContext,
): Promise<Digest> {
  const source = await shard.open()
  try {
    const sink = await createFile(path, { follow: threads?.follow, ...(tainted && { mode: 0o600 }) })
    try {
      if (!(await sink.copy(source))) for await (const chunk of source.stream()) await sink.write(chunk)
      const sha256 = await sink.end()
      if (expected && sha256 !== expected.sha256)
        throw new ProvgateError('input', `\`${shard.label}\` changed while it was read`, {
          file: shard.label,
          fix: 'run again when nothing writes to it',
        })
      await sink.close()
      return { sha256, bytes: sink.bytes }
    } catch (error) {
      await sink.abort().catch(() => undefined)
      throw error
    }
  } finally {
    await source.close?.()
  }
}

async function withReader<T>(
  shard: Shard,
  context: RunContext,
  work: (reader: Reader, input: Input) => Promise<T>,
): Promise<T> {
  const input = await openInput(shard, context.signal, context.threads?.follow)
  try {
    const reader = await openReader(shard.name, input.source, input.format, context)
    try {
      return await work(reader, input)
    } finally {
      await reader.close()
    }
  } finally {
    await input.close()
  }
}

async function guarded<T>(outputs: ShardOutputs, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await outputs.abort()
    throw error
  }
}
