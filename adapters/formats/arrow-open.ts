import { Message as Library, type RecordBatch, type Schema } from 'apache-arrow'
import { ProvgateError } from '../../src/errors.ts'
import type { Batch, ByteSource, Limits, Opened, ReadPlan } from '../../src/ports.ts'
import { type ByteReader, byteReader } from './arrow-bytes.ts'
import { codesOf } from './arrow-cells.ts'
import { dictionariesOf } from './arrow-dictionaries.ts'
import { type Message, nextMessage, VERSION_5 } from './arrow-envelope.ts'
import { fault, named } from './arrow-fault.ts'
import { checkFooter, schemaFromFooter, schemaMessage } from './arrow-file.ts'
import { flatRoot } from './arrow-flat-read.ts'
import { loadBatch } from './arrow-load.ts'
import { describeSchema } from './arrow-schema.ts'
import { shapeOf } from './arrow-shape.ts'
import { containerOf } from './arrow-sniff.ts'
import type { ArrowHead, Container } from './arrow-write.ts'

/** Opens an Arrow input and reads its schema; the rest is read while its batches are pulled, one at a time. */
export async function openArrow(
  expected: Container,
  input: ByteSource,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Opened<ArrowHead, RecordBatch>> {
  const reader = byteReader(input, signal)
  try {
    const container = containerOf(await reader.peek(8))
    if (container !== expected) {
      throw fault('format', `is an Arrow ${container}, not an Arrow ${expected}`, `read it as \`arrow-${container}\``)
    }
    if (container === 'file') await reader.read(8)
    const message = await nextMessage(reader, limits)
    const bytes = message?.kind === 'schema' ? currentVersion(message) : await instead(container, input)
    const description = describeSchema(flatRoot(bytes).table(2)!)
    const schema = Library.decode(bytes).header() as unknown as Schema
    const footer = new Map<string, string>()
    const next = session({ reader, container, limits, schema, description, footer, message })
    let used = false

    async function* batches(plan: ReadPlan): AsyncGenerator<Batch<RecordBatch>> {
      if (used) throw new ProvgateError('input', `\`${input.name}\` was read before`, { file: input.name })
      used = true
      try {
        for (;;) {
          const batch = await next(plan).catch((error: unknown) => Promise.reject(named(input.name, error)))
          if (!batch) return
          yield batch
        }
      } finally {
        await reader.close()
      }
    }
    return { head: { message: bytes, footer }, shape: shapeOf(schema), batches, close: reader.close }
  } catch (error) {
    await reader.close().catch(() => {})
    throw named(input.name, error)
  }
}

/** Batches are written in the current version; their schema has to say the same. */
const currentVersion = ({ bytes, schema, version }: Message & { kind: 'schema' }) =>
  version === VERSION_5 ? bytes : schemaMessage(bytes, schema.at)

async function instead(container: Container, input: ByteSource): Promise<Uint8Array> {
  if (container === 'file') return schemaFromFooter(input)
  throw fault('format', 'is damaged: it does not start with a schema')
}

interface Session {
  readonly reader: ByteReader
  readonly container: Container
  readonly limits: Limits
  readonly schema: Schema
  readonly description: string
  /** Filled with the metadata of the footer when it is reached. */
  readonly footer: Map<string, string>
  /** The first message of the input, undefined if it was the end. */
  readonly message: Message | undefined
}

/** Gives the next batch that has rows, and undefined once the input ended as it should. */
function session({ reader, container, limits, schema, description, footer, message: head }: Session) {
  const dictionaries = dictionariesOf(schema, container, limits.block)
  const seen = { description, dictionaries: 0, batches: [] as number[] }
  let first = 1
  // A file of which the schema was in the footer starts with what follows the schema elsewhere.
  let ahead = head?.kind === 'schema' ? undefined : head
  let ended = head === undefined

  return async (plan: ReadPlan): Promise<Batch<RecordBatch> | undefined> => {
    while (!ended) {
      const message = ahead ?? (await nextMessage(reader, limits))
      ahead = undefined
      if (!message) ended = true
      else if (message.kind === 'schema') throw fault('format', 'is damaged: a second schema')
      else if (message.kind === 'dictionary') {
        seen.dictionaries++
        dictionaries.add(message)
      } else {
        if (container === 'file') seen.batches.push(message.at)
        const payload = loadBatch(schema, message.block, dictionaries.vectors)
        if (payload.numRows === 0) continue
        const batch = { first, codes: codesOf(payload, plan), payload }
        first += payload.numRows
        return batch
      }
    }
    if (container === 'file') for (const [key, value] of await checkFooter(reader, seen)) footer.set(key, value)
    else if ((await reader.read(1)).length > 0) throw fault('format', 'goes on behind the end of its Arrow stream')
    return undefined
  }
}
