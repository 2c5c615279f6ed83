import {
  type ByteSink,
  type ByteSource,
  type Format,
  ProvgateError,
  type RowCounts,
  type Summary,
  type Writer,
} from '../../src/index.ts'
import { type Digest, digestSource } from '../places/digest.ts'
import { createFile, type FileSink } from '../places/file.ts'
import { type Codec, formatOf, pack, unpack } from '../registry.ts'
import type { RunContext } from './context.ts'
import { reasonsOf } from './names.ts'
import { describe, openReader } from './reader.ts'
import { createReasonLines } from './reasons.ts'
import { summaryOf } from './report.ts'

/** Formats that come through a pipe, as `--format` names them, with a name that the registry knows. */
export const PIPE_FORMATS = {
  jsonl: 'stdin.jsonl',
  'jsonl.gz': 'stdin.jsonl.gz',
  'jsonl.zst': 'stdin.jsonl.zst',
  arrow: 'stdin.arrow',
} as const
export type PipeFormat = keyof typeof PIPE_FORMATS

/** What became of a stream. */
export interface Piped {
  readonly rows: RowCounts
  /** Made when it is asked for: of many origins it takes a good part of the time of a run. */
  summary(): Summary
}

/**
 * Judges one stream: what passes goes to `output` as it comes, what is held to `quarantine` when one is given.
 * Rows already written stay written when the input turns out to be damaged; the error says so.
 */
export async function runPipe(options: {
  readonly input: ByteSource
  readonly output: ByteSink
  readonly kind: PipeFormat
  readonly context: RunContext
  readonly version: string
  readonly quarantine?: string | undefined
  /** Whether the summary has the digest of the stream, which costs as much as all the rest. */
  readonly digests: boolean
}): Promise<Piped> {
  const { input, output, kind, context, version, quarantine, digests } = options
  const name = PIPE_FORMATS[kind]
  const { codec, load } = formatOf(name)
  let digest: Digest | undefined
  const source = digests ? digestSource(input, (found) => (digest = found)) : input
  const reader = await openReader('stdin', await unpack(source, codec, context.signal), await load(input), context)
  const out = await pack(output, codec)
  const writer = reader.format.write(reader.head, out)
  const held = quarantine === undefined ? undefined : await openHeld(quarantine, reader.format, reader.head, codec)
  let sent = 0
  try {
    const rows = await reader.run({
      async pass(batch, mask, count) {
        await writer.put(batch, mask)
        sent += count
      },
      async quarantine(batch, mask) {
        await held?.writer.put(batch, mask)
      },
      ...(held && { fate: held.fate, settle: held.settle }),
    })
    const written = await writer.finish()
    const kept = await held?.publish()
    if (written.rows !== rows.pass || (held && kept !== rows.quarantine + rows.reject))
      throw new ProvgateError(
        'conservation',
        `stdin: ${rows.in} rows were read, but not all of them were written where they were to go`,
      )
    await out.close()
    reader.commit()
    const file = { ...describe('stdin', reader, rows), input: digest ?? null }
    let made: Summary | undefined
    return { rows, summary: () => (made ??= summaryOf(context, version, [file])) }
  } catch (error) {
    await held?.abort()
    throw sent > 0 ? afterward(error, sent) : error
  } finally {
    await reader.close()
  }
}

/** What was sent can't be taken back, so the error says how much that is. */
function afterward(error: unknown, sent: number): unknown {
  if (!(error instanceof ProvgateError) || error.code === 'aborted' || error.code === 'output') return error
  const { code, message, fix, file, row } = error
  return new ProvgateError(code, `${message}; ${sent} record${sent > 1 ? 's were' : ' was'} passed on before`, {
    fix: fix ?? 'discard them, and run again with a whole input',
    ...(file !== undefined && { file }),
    ...(row !== undefined && { row }),
    cause: error,
  })
}

interface Held {
  readonly writer: Writer<unknown>
  fate(first: number, count: number, ruling: { id: string; action: string }): void
  settle(): Promise<void>
  publish(): Promise<number>
  abort(): Promise<void>
}

async function openHeld(path: string, format: Format, head: unknown, codec: Codec): Promise<Held> {
  const file: FileSink = await createFile(path, { mode: 0o600 })
  const packed = await pack(file, codec)
  const reasons = await createFile(reasonsOf(path), { mode: 0o600 }).catch(async (error) => {
    await file.abort()
    throw error
  })
  const writer = format.write(head, packed)
  const lines = createReasonLines()
  return {
    writer,
    fate(first, count, { id, action }) {
      if (action === 'quarantine') lines.add(first, count, id)
    },
    settle: () => lines.write(reasons),
    async publish() {
      const { rows } = await writer.finish()
      await packed.close()
      await reasons.close()
      return rows
    },
    async abort() {
      await packed.abort().catch(() => undefined)
      await file.abort().catch(() => undefined)
      await reasons.abort().catch(() => undefined)
    },
  }
}
