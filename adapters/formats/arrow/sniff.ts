import { fault } from './fault.ts'
import { MAGIC } from './file.ts'
import type { Container } from './write.ts'

const starts = (bytes: Uint8Array, with_: string) =>
  bytes.length >= with_.length && [...with_].every((letter, index) => bytes[index] === letter.codePointAt(0))

/** What the first 8 bytes of an input announce; throws when that is no Arrow container. */
export function containerOf(start: Uint8Array): Container {
  if (start.length === 0) throw fault('truncated', 'is empty: not even a schema')
  if (MAGIC.every((byte, index) => start[index] === byte)) return 'file'
  if (start.length >= 4 && start.subarray(0, 4).every((byte) => byte === 0xff)) return 'stream'
  if (/^\s*[{[]/.test(String.fromCharCode(...start))) {
    throw fault('format', 'is not Arrow: it starts like JSON', 'name it `.jsonl`, or convert it')
  }
  if (starts(start, 'PAR1')) throw fault('format', 'is not Arrow: it starts like Parquet', 'name it `.parquet`')
  if (starts(start, 'FEA1')) {
    throw fault(
      'unsupported',
      'is a Feather file of version 1',
      'write it as Feather version 2, which is an Arrow file',
    )
  }
  const length = start.length < 4 ? 0 : new DataView(start.buffer, start.byteOffset, 4).getUint32(0, true)
  if (length > 0 && length < 1 << 16) {
    throw fault('unsupported', 'is not Arrow, or older than Arrow 0.15', 'write it with Arrow 1.0 or newer')
  }
  throw fault('format', 'is not Arrow: it starts neither like a stream nor like a file')
}
