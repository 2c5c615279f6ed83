import { type ByteSource, ProvgateError } from '../../../src/index.ts'
import { sourceFault } from '../source-fault.ts'
import { cutShort } from './fault.ts'

/**
 * The size of an input that can be read by ranges.
 * @throws ProvgateError `unsupported` for one that can't
 */
export function sizeOf(input: ByteSource): number {
  if (input.size === undefined || !input.range) throw unseekable(input)
  return input.size
}

const unseekable = ({ name }: ByteSource): ProvgateError =>
  new ProvgateError('unsupported', `\`${name}\` can not be read as a stream: parquet is read from its end`, {
    file: name,
    fix: 'save it as a file first',
  })

/** Reads bytes `from` to `to` into memory of their own; fewer than asked for is an error. */
export async function readRange(input: ByteSource, from: number, to: number): Promise<Uint8Array> {
  if (!input.range) throw unseekable(input)
  const bytes = await input.range(from, to).catch((error) => Promise.reject(sourceFault(input.name, error)))
  if (bytes.length < to - from) cutShort(`only ${bytes.length} of the bytes ${from} to ${to} are there`)
  return bytes.length === to - from ? bytes : bytes.subarray(0, to - from)
}
