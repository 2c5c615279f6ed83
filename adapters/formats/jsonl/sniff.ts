import { ProvgateError } from '../../../src/index.ts'
import { linesOf } from './shape.ts'

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

/** How files begin that are given as JSONL by mistake. None of these can begin a JSON text. */
const SIGNATURES: readonly { readonly name: string; readonly bytes: readonly number[]; readonly fix: string }[] = [
  { name: 'an Arrow file', bytes: ascii('ARROW1'), fix: 'read it as Arrow: give it the ending `.arrow`' },
  { name: 'an Arrow stream', bytes: [0xff, 0xff, 0xff, 0xff], fix: 'read it as Arrow: give it the ending `.arrows`' },
  { name: 'a Parquet file', bytes: ascii('PAR1'), fix: 'read it as Parquet: give it the ending `.parquet`' },
  { name: 'an encrypted Parquet file', bytes: ascii('PARE'), fix: 'decrypt it, then give it the ending `.parquet`' },
  { name: 'compressed with gzip', bytes: [0x1f, 0x8b], fix: 'give it the ending `.jsonl.gz`' },
  { name: 'compressed with zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd], fix: 'give it the ending `.jsonl.zst`' },
  { name: 'compressed with bzip2', bytes: ascii('BZh'), fix: 'decompress it first' },
  { name: 'compressed with xz', bytes: [0xfd, ...ascii('7zXZ')], fix: 'decompress it first' },
  { name: 'a zip archive', bytes: [...ascii('PK'), 3, 4], fix: 'unpack it first' },
  { name: 'text in UTF-16', bytes: [0xff, 0xfe], fix: 'convert it to UTF-8' },
  { name: 'text in UTF-16', bytes: [0xfe, 0xff], fix: 'convert it to UTF-8' },
]
const WIDE = 'binary, or text in UTF-16 or UTF-32'

/**
 * Throws if the first block of an input is plainly not JSONL: the beginning of another format, a NUL among the first
 * two bytes, or the first line of a JSON document over several lines. Else each line would be rejected by itself.
 */
export function refuseOtherFormats(bytes: Uint8Array, name: string): void {
  const refuse = (what: string, fix: string): never => {
    throw new ProvgateError('format', `\`${name}\` is not JSONL: it is ${what}`, { fix, file: name })
  }
  for (const signature of SIGNATURES)
    if (signature.bytes.every((byte, i) => bytes[i] === byte)) refuse(signature.name, signature.fix)
  if (bytes.subarray(0, 2).includes(0)) refuse(WIDE, 'convert it to one JSON object a line, in UTF-8')
  for (const line of linesOf(bytes, true)) {
    const text = new TextDecoder().decode(line.length > 64 ? ends(line) : line).trim()
    if (text === '') continue
    if (text === '{' || text === '[' || (text.startsWith('[') && text.endsWith(',')))
      refuse('one JSON document over several lines', 'convert it to one record a line: `jq -c` does')
    return
  }
}

/** The first and last bytes of a line, which is all that is looked at. */
const ends = (line: Uint8Array): Uint8Array => Uint8Array.of(...line.subarray(0, 32), ...line.subarray(-32))
