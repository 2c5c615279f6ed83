import { basename, resolve } from 'node:path'
import { ProvgateError, Source } from '../../src/index.ts'
import { openInput } from '../engines/input.ts'
import { stampFile } from '../engines/stamp-file.ts'
import { createFile } from '../places/file.ts'
import type { Shard } from '../places/shard.ts'
import { stdinSource, stdoutSink } from '../places/stdio.ts'
import { formatOf, pack } from '../registry.ts'
import { type Command, textOf, type World } from './command.ts'
import { EXIT } from './exit.ts'
import { expandInputs } from './inputs.ts'
import { jsonFlag } from './json-flag.ts'

export const stamp: Command = {
  name: 'stamp',
  usage: 'stamp FILE|- --source JSON [--out FILE]',
  says: 'Writes the records of a JSONL, Arrow or Parquet file with a source in their `provenance`. Records that have one stay as they are.',
  options: {
    source: { type: 'string', value: 'JSON', says: 'the source, such as {"model": "gpt-4o", "channel": "api"}' },
    out: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      says: 'file to write, in the format of the input, packed if it ends in `.gz` or `.zst`; default: stdout',
    },
  },
  async run([file, ...more], values, world) {
    if (file === undefined || more.length > 0)
      throw new ProvgateError('usage', '`provgate stamp` takes one file', { fix: 'name a file, or `-` for stdin' })
    const source = readSource(textOf(values, 'source'))
    const named = textOf(values, 'out')
    const out = named === undefined ? undefined : resolve(world.cwd, named)
    const codec = out === undefined ? 'none' : formatOf(out).codec
    const shard = await shardOf(file, world)
    if (out !== undefined) sameFormat(shard.name, out)
    const input = await openInput(shard, world.signal)
    try {
      const sink = await pack(out === undefined ? stdoutSink({ signal: world.signal }) : await createFile(out), codec)
      try {
        const { stamped, kept } = await stampFile(input, source, sink, world.signal)
        await sink.close()
        world.err(`stamped ${stamped} record${stamped === 1 ? '' : 's'}; ${kept} had a provenance already`)
      } catch (error) {
        await sink.abort().catch(() => undefined)
        throw error
      }
    } finally {
      await input.close()
    }
    return EXIT.done
  },
}

function readSource(text: string | undefined): Source {
  if (text === undefined)
    throw new ProvgateError('usage', '`provgate stamp` needs a source', {
      fix: '--source \'{"model": "gpt-4o-2024-08-06", "channel": "api", "account": "own", "date": "2026-03"}\'',
    })
  const source = jsonFlag('source', text, Source, 'provenance')
  if (Object.keys(source).length > 0) return source
  throw new ProvgateError('usage', '--source says nothing', { fix: 'name the model, the license or the dataset' })
}

/** Nothing is converted, so a name of another format would be wrong. */
function sameFormat(file: string, out: string): void {
  if (formatOf(file).load === formatOf(out).load) return
  throw new ProvgateError('usage', `--out \`${basename(out)}\` is in another format than \`${file}\``, {
    fix: 'give it the ending of the input: what comes in is what goes out',
  })
}

async function shardOf(file: string, world: World): Promise<Shard> {
  if (file === '-')
    return {
      name: 'stdin.jsonl',
      label: 'stdin',
      open: async () => stdinSource({ signal: world.signal }),
    }
  const [shard, ...rest] = await expandInputs([file], world)
  if (!shard || rest.length > 0)
    throw new ProvgateError('usage', `\`${file}\` is not one file`, { fix: 'stamp one file after the other' })
  return shard
}
