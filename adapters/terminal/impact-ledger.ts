import { createReadStream } from 'node:fs'
import { ImpactEntry, LedgerHeader, ProvgateError } from '../../src/index.ts'
import { reasonOf } from '../places/fault.ts'

/** A ledger that is read line by line. */
export interface LedgerReader {
  readonly header: LedgerHeader
  entries(): AsyncGenerator<ImpactEntry>
  close(): void
}

/**
 * Opens a ledger at its header; `label` is how messages call it.
 * @throws ProvgateError `input` for a file that is no ledger
 */
export async function openLedger(file: string, label: string): Promise<LedgerReader> {
  const stream = createReadStream(file, { highWaterMark: 1 << 20 })
  const lines = linesOf(stream)
  const close = () => {
    stream.destroy()
  }
  try {
    const first = await lines.next()
    const header = LedgerHeader.safeParse(parsed(first.done ? '' : first.value))
    if (!header.success)
      throw new ProvgateError('input', `\`${label}\` is no ledger`, {
        file: label,
        fix: 'name the `ledger.jsonl` of a run',
      })
    return {
      header: header.data,
      async *entries() {
        try {
          for await (const line of lines) {
            const entry = ImpactEntry.safeParse(parsed(line))
            if (!entry.success)
              throw new ProvgateError('input', `ledger \`${label}\` has a line that is no entry`, {
                file: label,
                fix: 'run again; a ledger is not edited',
              })
            yield entry.data
          }
        } catch (cause) {
          throw faultOf(cause, label)
        }
      },
      close,
    }
  } catch (cause) {
    close()
    throw faultOf(cause, label)
  }
}

const LF = 0x0a

/** Lines by `\n`; cheaper than an event for each. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      if (rest.length === 0) yield chunk.toString('utf8', start, end)
      else {
        yield Buffer.concat([...rest, chunk.subarray(0, end)]).toString()
        rest = []
      }
      start = end + 1
    }
    if (start < chunk.length) rest.push(chunk.subarray(start))
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString()
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function faultOf(cause: unknown, label: string): ProvgateError {
  if (cause instanceof ProvgateError) return cause
  return new ProvgateError('input', `ledger \`${label}\` can not be read: ${reasonOf(cause)}`, {
    file: label,
    fix: 'name the `ledger.jsonl` of a run',
    cause,
  })
}
