import { stampFile } from '../adapters/engines/stamp-file.ts'
import { formatOf } from '../adapters/registry.ts'
import type { Source } from '../src/index.ts'
import type { ByteSource } from '../src/ports.ts'
import { piecesOf } from './format-kit.ts'
import { memorySink } from './parquet-kit.ts'

const SOURCE: Source = { model: 'gpt-4o', channel: 'api' }
/** What the tests stamp, as it stands in a column. */
export const TEXT = '{"model":"gpt-4o","channel":"api"}'

/** Stamps the bytes of a file of that name: the output, and what was counted. */
export async function stampBytes(name: string, input: Uint8Array | ByteSource, signal?: AbortSignal) {
  const from = input instanceof Uint8Array ? piecesOf(name, input, 1000) : input
  const sink = memorySink()
  const counts = await stampFile({ source: from, format: await formatOf(name).load(from) }, SOURCE, sink, signal)
  return { bytes: sink.bytes(), ...counts }
}

/** Where the footer of a Parquet file begins. */
export const footerOf = (bytes: Uint8Array): number =>
  bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true)
