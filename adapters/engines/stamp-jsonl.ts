import { type ByteSink, type ByteSource, LIMITS, NATIVE_FIELD } from '../../src/index.ts'
import { concat } from '../formats/bytes.ts'
import type { Filling } from '../formats/filling.ts'
import { jsonl } from '../formats/jsonl.ts'

/** Writes the lines of a JSONL input with one more member in those that `filling` marks. All other bytes are the input's. */
export async function stampJsonl(
  input: ByteSource,
  filling: Filling,
  sink: ByteSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const field = `${JSON.stringify(NATIVE_FIELD)}:${filling.text}`
  const opened = await jsonl.open(input, LIMITS, signal)
  let open = false
  try {
    for await (const { first, codes, payload } of opened.batches(filling.plan)) {
      const pieces: Uint8Array[] = []
      for (const [i, mark] of filling.marks(first, codes).entries()) {
        if (open) pieces.push(LINE_END)
        const line = payload.bytes.subarray(payload.starts[i], payload.ends[i])
        open = line.at(-1) !== LF
        pieces.push(...(mark === 1 ? withField(line, field) : [line]))
      }
      await sink.write(concat(pieces))
    }
  } finally {
    await opened.close()
  }
}

const LF = 0x0a
const LINE_END = Uint8Array.of(LF)
const CLOSE = 0x7d
const OPEN = 0x7b
const encoder = new TextEncoder()

/** The line of a JSON object with one more member before its end. */
function withField(line: Uint8Array, field: string): Uint8Array[] {
  const end = line.lastIndexOf(CLOSE)
  let last = end - 1
  while (last >= 0 && isSpace(line[last]!)) last--
  const text = line[last] === OPEN ? field : `,${field}`
  return [line.subarray(0, end), encoder.encode(text), line.subarray(end)]
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === LF
