import type { ByteSink } from '../../../src/index.ts'
import { joined } from '../bytes.ts'
import { padded } from './assemble.ts'
import { END, footerBytes, MAGIC, type Place } from './file.ts'
import type { Piece } from './pieces.ts'
import type { Container } from './write.ts'

/** Writes messages as they are given, with the frame of a stream or file around them. */
export interface Copier {
  /** Begins with the schema message. */
  start(schema: Uint8Array): Promise<void>
  send(kind: 'dictionaries' | 'batches', message: { readonly bytes: Uint8Array; readonly body: Piece }): Promise<void>
  /** `metadata` is that of a file's footer. */
  finish(metadata: ReadonlyMap<string, string>): Promise<void>
}

/** Bodies begin at multiples of this, as the strictest reader that maps files into memory wants it. */
const ALIGNED = 64

export function arrowCopier(container: Container, sink: ByteSink): Copier {
  const places = { dictionaries: [] as Place[], batches: [] as Place[] }
  let position = 0
  let schema = new Uint8Array() as Uint8Array

  const write = async (parts: Iterable<Uint8Array>): Promise<void> => {
    for (const part of joined(parts)) {
      position += part.length
      await sink.write(part)
    }
  }
  /** Metadata behind the continuation marker and its length, filled up to where the body may begin. */
  const framed = (bytes: Uint8Array): Uint8Array => {
    const head = new Uint8Array(padded(position + 8 + bytes.length, ALIGNED) - position)
    new DataView(head.buffer).setUint32(0, 0xffffffff, true)
    new DataView(head.buffer).setInt32(4, head.length - 8, true)
    head.set(bytes, 8)
    return head
  }
  function* parts(head: Uint8Array, body: Piece): Generator<Uint8Array> {
    yield head
    yield* body.parts
  }

  return {
    async start(message) {
      if (container === 'file') await write([MAGIC, new Uint8Array(2)])
      const head = framed(message)
      // Filled up as whoever reads the output finds it, so that to stamp twice gives the same bytes.
      schema = head.subarray(8)
      await write([head])
    },
    async send(kind, { bytes, body }) {
      const head = framed(bytes)
      places[kind].push({ at: position, head: head.length, body: body.size })
      await write(parts(head, body))
    },
    async finish(metadata) {
      await write(container === 'file' ? [END, footerBytes(schema, places, metadata)] : [END])
    },
  }
}

/** A message as it came. */
export const copied = ({ bytes, body }: { readonly bytes: Uint8Array; readonly body: Piece }) => ({ bytes, body })
