import { Message as Library, type Schema } from 'apache-arrow'
import {
  type Batch,
  type ByteSource,
  type Limits,
  type Opened,
  ProvgateError,
  type ReadPlan,
} from '../../../src/index.ts'
import { createArena } from '../arena.ts'
import { type ArrowBatch, arrowBatch } from './batch.ts'
import { type ByteReader, byteReader } from './bytes.ts'
import { codesOf } from './cells.ts'
import { dictionariesOf } from './dictionaries.ts'
import { nextMessage, VERSION_5 } from './envelope.ts'
import { fault, named } from './fault.ts'
import { schemaMessage } from './file.ts'
import { readFooter } from './footer.ts'
import { byFooter, inEitherOrder, inOrder, type Messages } from './messages.ts'
import { describeSchema } from './schema.ts'
import { shapeOf } from './shape.ts'
import { containerOf } from './sniff.ts'
import type { ArrowHead, Container } from './write.ts'

/** Opens an Arrow input and reads its schema; the rest is read while its batches are pulled, one at a time. */
export async function openArrow(
  expected: Container,
  input: ByteSource,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Opened<ArrowHead, ArrowBatch>> {
  // A batch may be used until the next one is asked for.
  const arena = createArena()
  const reader = byteReader(input, signal, arena.room)
  try {
    const { message, footer, messages } = await startArrow(expected, input, reader, limits)
    const schema = Library.decode(message).header() as unknown as Schema
    const next = batchesOf(messages, schema, dictionariesOf(schema, expected, limits.block))
    let used = false

    async function* batches(plan: ReadPlan): AsyncGenerator<Batch<ArrowBatch>> {
      if (used) throw new ProvgateError('input', `\`${input.name}\` was read before`, { file: input.name })
      used = true
      try {
        for (;;) {
          arena.reset()
          const batch = await next(plan).catch((error: unknown) => Promise.reject(named(input.name, error)))
          if (!batch) return
          yield batch
        }
      } finally {
        await reader.close()
      }
    }
    return { head: { name: input.name, message, footer }, shape: shapeOf(schema), batches, close: reader.close }
  } catch (error) {
    await reader.close().catch(() => {})
    throw named(input.name, error)
  }
}

interface Start {
  /** The schema message, in the current version. */
  readonly message: Uint8Array
  /** The same in the version of the messages that follow. */
  readonly stored: Uint8Array
  /** Metadata of a file's footer, perhaps known only at the end. */
  readonly footer: Map<string, string>
  readonly messages: Messages
}

/** Reads the schema, and finds out how to read what follows it. */
export async function startArrow(
  expected: Container,
  input: ByteSource,
  reader: ByteReader,
  limits: Limits,
): Promise<Start> {
  const container = containerOf(await reader.peek(8))
  if (container !== expected) {
    throw fault('format', `is an Arrow ${container}, not an Arrow ${expected}`, `read it as \`arrow-${container}\``)
  }
  if (container === 'file') await reader.read(8)
  // Files of arrow-js begin with what follows the schema elsewhere, those of Polars with no message that has a length.
  const regular = container === 'stream' || (await reader.peek(4)).every((byte) => byte === 0xff)
  const message = regular ? await nextMessage(reader, limits) : undefined
  if (message?.kind !== 'schema') {
    if (container === 'stream') throw fault('format', 'is damaged: it does not start with a schema')
    const footer = await readFooter(input)
    const { message } = footer
    return { message, stored: message, footer: footer.metadata, messages: byFooter(input, footer, reader, limits) }
  }
  const { version, bytes, schema } = message
  const footer = new Map<string, string>()
  // Batches are written in the current version; their schema has to say the same.
  const current = version === VERSION_5 ? bytes : schemaMessage(bytes, schema.at)
  const options = { limits, description: describeSchema(schema), footer }
  const { dictionaries } = Library.decode(current).header() as unknown as Schema
  const messages =
    container === 'stream'
      ? inOrder(reader, 'stream', options)
      : inEitherOrder(input, reader, dictionaries.keys(), options)
  return { message: current, stored: bytes, footer, messages }
}

/** Gives the next batch that has rows, and undefined once the input ended as it should. */
function batchesOf(messages: Messages, schema: Schema, dictionaries: ReturnType<typeof dictionariesOf>) {
  let first = 1
  return async (plan: ReadPlan): Promise<Batch<ArrowBatch> | undefined> => {
    for (let message = await messages.next(); message; message = await messages.next()) {
      if (message.kind === 'dictionary') dictionaries.add(message)
      if (message.kind !== 'batch') continue
      const { columns, reference = false } = plan
      const payload = arrowBatch(schema, message, new Map(dictionaries.vectors), reference)
      // All is put together and looked at first, as a reader without shortcuts does.
      if (reference) payload.whole()
      if (payload.rows === 0) continue
      const batch = { first, codes: codesOf(payload.select(columns), plan), payload }
      first += payload.rows
      return batch
    }
    return undefined
  }
}
