import { access } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { RunContext } from '../engines/context.ts'
import type { Shard } from '../places/shard.ts'
import type { Command, Values, World } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { FINDING_OPTIONS, readFindings } from './findings.ts'
import { expandInputs, inputAround, needInputs } from './inputs.ts'
import { inventoryOf } from './inventory.ts'
import { carried, commandLine } from './next.ts'
import { reportOf } from './report.ts'
import { concludeRun, prepareRun, WORKER_OPTIONS } from './run.ts'
import { unresolvedIn, unresolvedText } from './unresolved.ts'

export const scan: Command = {
  name: 'scan',
  usage: 'scan IN… [options]',
  says: 'A dry run: what the inputs are made of, and what the target may have of it. Nothing is written.',
  options: {
    ...CONFIG_OPTIONS,
    convention: { type: 'string', value: 'ID', says: 'how the files carry provenance, when it is not found by itself' },
    json: { type: 'boolean', says: 'the summary as JSON, with the names that did not resolve in `unresolved`' },
    ...WORKER_OPTIONS,
    ...FINDING_OPTIONS,
  },
  async run(args, values, world) {
    needInputs('scan', args)
    const findings = readFindings(values)
    const loaded = await loadConfig(values, world, { optional: true })
    const declared = loaded.file !== undefined || values.target !== undefined
    if (!declared) world.err('no target is declared, so most rulings are undetermined: write one with `provgate init`')
    const shards = await expandInputs(args, world)
    const run = prepareRun(loaded, shards, values, world)
    const result = await run.start()
    const { summary, failed } = result
    const unresolved = unresolvedIn(summary, run.context)
    if (values.json === true) await world.out(`${JSON.stringify({ ...summary, unresolved }, null, 2)}\n`)
    else if (failed.length === 0 || failed.length < shards.length) {
      const next = [
        declared ? await filterLine(args, values, world) : commandLine('provgate', 'init'),
        ...explainLine(args, shards, values, run.context),
      ]
      const report = reportOf(summary, next, { color: world.color })
      await world.out(`${inventoryOf(summary)}\n${unresolvedText(unresolved)}${report}`)
    }
    return concludeRun(result, findings, world)
  },
}

/** The command that would do what the scan foretold, into a folder that is not there yet. */
async function filterLine(args: readonly string[], values: Values, world: World): Promise<string> {
  let out = 'out'
  for (let n = 2; n < 100; n++) {
    const path = resolve(world.cwd, out)
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (!there && (await inputAround(path, args, world.cwd)) === undefined) break
    out = there ? `${out.replace(/-\d+$/, '')}-${n}` : join('..', out)
  }
  return commandLine('provgate', 'filter', ...args, '--out', out, ...carried(values))
}

/** The command that explains the first row that would not pass, else the first of all. */
function explainLine(
  args: readonly string[],
  shards: readonly Shard[],
  values: Values,
  { ledger }: RunContext,
): string[] {
  let place: { file: string; row: number } | undefined
  for (const { action, first } of ledger.entries()) {
    if (action !== 'pass') place = first
    if (place) break
  }
  place ??= ledger.entries()[Symbol.iterator]().next().value?.first
  const shard = shards.find(({ name }) => name === place?.file)
  if (!place || !shard) return []
  // By itself a file is called by its last name only, which a glob of the configuration might not match.
  const within = shard.name === basename(shard.label) ? [] : args.flatMap((input) => ['--in', input]).slice(0, 2)
  return [commandLine('provgate', 'explain', `${shard.label}:${place.row}`, ...within, ...carried(values))]
}
