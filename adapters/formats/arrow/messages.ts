import type { ByteSource, Limits } from '../../../src/index.ts'
import { type ByteReader, byteReader } from './bytes.ts'
import { METADATA_LIMIT, type Message, nextMessage } from './envelope.ts'
import { fault } from './fault.ts'
import type { Place } from './file.ts'
import { checkFooter, type Footer, readFooter } from './footer.ts'
import type { Container } from './write.ts'

/** The messages behind the schema of an input, in the order in which they have to be read. */
export interface Messages {
  /** The next dictionary or record batch; undefined once the input ended as it should. */
  next(): Promise<Message | undefined>
}

/** Messages one behind the other, as in a stream; `footer` is filled when a file's is reached. */
export function inOrder(
  reader: ByteReader,
  container: Container,
  options: { readonly limits: Limits; readonly description: string; readonly footer: Map<string, string> },
): Messages {
  const { limits, description, footer } = options
  const seen = { description, dictionaries: [] as number[], batches: [] as number[] }
  let ended = false
  return {
    async next() {
      if (ended) return undefined
      const message = await nextMessage(reader, limits)
      if (message?.kind === 'schema') throw fault('format', 'is damaged: a second schema')
      if (message) {
        if (container === 'file') (message.kind === 'batch' ? seen.batches : seen.dictionaries).push(message.at)
        return message
      }
      ended = true
      if (container === 'file') for (const [key, value] of await checkFooter(reader, seen)) footer.set(key, value)
      else if ((await reader.read(1)).length > 0) throw fault('format', 'goes on behind the end of its Arrow stream')
      return undefined
    },
  }
}

/**
 * Messages of a file in their order, or as its footer lists them where a record batch comes before a dictionary of the
 * schema: files of which rows were dropped end with their dictionaries.
 */
export function inEitherOrder(
  input: ByteSource,
  reader: ByteReader,
  dictionaries: Iterable<number>,
  options: { readonly limits: Limits; readonly description: string; readonly footer: Map<string, string> },
): Messages {
  const ordered = inOrder(reader, 'file', options)
  const awaited = new Set(dictionaries)
  const given = new Set<number>()
  let chosen: Messages | undefined
  return {
    async next() {
      if (chosen) return chosen.next()
      const message = await ordered.next()
      if (message?.kind === 'dictionary') {
        awaited.delete(message.id)
        given.add(message.at)
      }
      if (message?.kind !== 'batch') return message
      chosen = ordered
      if (awaited.size === 0) return message
      const footer = await readFooter(input)
      const others = footer.dictionaries.filter(({ at }) => !given.has(at))
      if (footer.description !== options.description || others.length + given.size !== footer.dictionaries.length)
        throw fault('format', 'is damaged: its footer has another schema, or not all dictionaries')
      for (const [key, value] of footer.metadata) options.footer.set(key, value)
      chosen = byFooter(input, { ...footer, dictionaries: others }, reader, options.limits)
      return chosen.next()
    },
  }
}

/** Messages as a footer lists them: the dictionaries, wherever they stand, then the record batches. */
export function byFooter(input: ByteSource, footer: Footer, reader: ByteReader, limits: Limits): Messages {
  const places = [
    ...footer.dictionaries.map((place) => ({ ...place, kind: 'dictionary' })),
    ...footer.batches.map((place) => ({ ...place, kind: 'batch' })),
  ]
  let index = 0
  return {
    async next() {
      const place = places[index++]
      if (!place) {
        // Who counts or digests the bytes of the stream sees them all.
        await reader.drain()
        return undefined
      }
      const message = await nextMessage(part(input, place, limits), limits)
      if (message?.kind !== place.kind) throw fault('format', 'is damaged: its footer lists another message')
      return message
    },
  }
}

function part(input: ByteSource, { at, head, body }: Place, limits: Limits): ByteReader {
  if (head > METADATA_LIMIT || body > limits.block) {
    const fix = 'write smaller record batches, or raise the limit'
    throw fault('limit', `has an Arrow message of ${head + body} bytes, more than ${limits.block}`, fix)
  }
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield await (input.range as NonNullable<ByteSource['range']>)(at, at + head + body)
  }
  return byteReader({ name: input.name, stream })
}
