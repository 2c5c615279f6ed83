import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { LedgerEntry, ProvgateError } from '../../src/index.ts'
import { reasonOf } from '../places/fault.ts'

const HEADER = '{"ledger":"provgate/1"'

/** The entries of a ledger file, read line by line; `label` is how messages call it. */
export async function* entriesOf(file: string, label: string): AsyncGenerator<LedgerEntry> {
  try {
    let header = true
    for await (const line of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (!header) yield entryOf(line, label)
      else if (!line.startsWith(HEADER)) throw notOne(label)
      header = false
    }
    if (header) throw notOne(label)
  } catch (cause) {
    if (cause instanceof ProvgateError) throw cause
    throw new ProvgateError('input', `ledger \`${label}\` can not be read: ${reasonOf(cause)}`, {
      file: label,
      fix: 'name the `ledger.jsonl` of a run',
      cause,
    })
  }
}

/**
 * Looks a ruling up in the ledger that is named, or in those of this folder and one below.
 * @throws ProvgateError `usage` when none has it
 */
export async function findRuling(
  id: string,
  named: string | undefined,
  cwd: string,
): Promise<{ readonly entry: LedgerEntry; readonly file: string }> {
  const files = named === undefined ? await nearLedgers(cwd) : [named]
  for (const file of files)
    for await (const entry of entriesOf(resolve(cwd, file), file)) if (entry.id === id) return { entry, file }
  throw new ProvgateError('usage', `ruling \`${id}\` is in no ledger that was looked at`, {
    fix: 'name the ledger of its run with `--ledger out/ledger.jsonl`',
  })
}

/** Ledgers of provgate; another tool's file of that name is no concern of ours. */
async function nearLedgers(cwd: string): Promise<string[]> {
  const folders = (await readdir(cwd, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  const found: string[] = []
  for (const folder of ['.', ...folders.sort()]) {
    const file = join(folder, 'ledger.jsonl')
    if (await isLedger(join(cwd, file))) found.push(file)
  }
  return found
}

async function isLedger(path: string): Promise<boolean> {
  try {
    for await (const chunk of createReadStream(path, { end: HEADER.length - 1, encoding: 'utf8' }))
      return chunk === HEADER
  } catch {
    // Not there, or not readable.
  }
  return false
}

function entryOf(line: string, label: string): LedgerEntry {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  const parsed = LedgerEntry.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ProvgateError('input', `ledger \`${label}\` has a line that is no entry`, {
    file: label,
    fix: 'run again; a ledger is not edited',
  })
}

const notOne = (label: string): ProvgateError =>
  new ProvgateError('input', `\`${label}\` is no ledger`, { file: label, fix: 'name the `ledger.jsonl` of a run' })
