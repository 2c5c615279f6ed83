import { createContext } from '../engines/context.ts'
import { runLocal } from '../engines/local.ts'
import type { Command } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT, wordsOf } from './exit.ts'
import { FINDING_OPTIONS, readFindings } from './findings.ts'
import { expandInputs, needInputs } from './inputs.ts'
import { createProgress } from './progress.ts'
import { inventoryOf, reportOf } from './report.ts'

export const scan: Command = {
  name: 'scan',
  usage: 'scan IN… [options]',
  says: 'A dry run: what the inputs are made of, and what the target may have of it. Nothing is written.',
  options: {
    ...CONFIG_OPTIONS,
    convention: { type: 'string', value: 'ID', says: 'how the files carry provenance, when it is not found by itself' },
    json: { type: 'boolean', says: 'the summary as JSON' },
    ...FINDING_OPTIONS,
  },
  async run(args, values, world) {
    needInputs('scan', args)
    const findings = readFindings(values)
    const { config, catalog, joins, file } = await loadConfig(values, world, { optional: true })
    if (file === undefined && values.target === undefined)
      world.err('no target is declared, so most rulings are undetermined: write one with `provgate init`')
    const shards = await expandInputs(args, world)
    const progress = createProgress(world)
    const context = createContext({
      catalog,
      config,
      joins,
      today: world.today,
      convention: textOf(values, 'convention'),
      signal: world.signal,
      progress: progress?.tell,
    })
    const { summary, failed } = await runLocal({ shards, context, version: world.version })
    progress?.clear()
    const style = { color: world.interactive }
    if (values.json === true) world.out(`${JSON.stringify(summary, null, 2)}\n`)
    else {
      const next = [
        file === undefined ? 'provgate init' : `provgate filter ${args.join(' ')} --out out`,
        `provgate explain ${args[0]}:1`,
      ]
      world.out(`${inventoryOf(summary)}\n${reportOf(summary, next, style)}`)
    }
    for (const error of failed) world.err(wordsOf(error))
    const found = findings.of(summary)
    for (const line of found) world.err(line)
    return failed.length > 0 ? EXIT.failed : found.length > 0 ? EXIT.findings : EXIT.done
  },
}
