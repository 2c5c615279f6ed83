import { resolve } from 'node:path'
import { difference, type Explanation, ProvgateError, remediesOf } from '../../src/index.ts'
import type { Command } from './command.ts'
import { textOf } from './command.ts'
import { CONFIG_OPTIONS } from './config-file.ts'
import { EXIT } from './exit.ts'
import { CHANGE_OPTIONS, readChange } from './explain-change.ts'
import { differenceText } from './explain-difference.ts'
import { explainFile, explainProvenance, explainRuling, type Subject } from './explain-subject.ts'
import { explanationOf } from './explanation.ts'
import { entriesOf } from './ledger-file.ts'

export const explain: Command = {
  name: 'explain',
  usage: 'explain RULING_ID | FILE:ROW | LEDGER | --provenance JSON',
  says: 'Why a record was passed, held or dropped: the clause with its words, what is missing, and how to fix it. Rows count from 1.',
  options: {
    provenance: { type: 'string', value: 'JSON', says: 'a provenance instead of a record' },
    ledger: {
      type: 'string',
      value: 'FILE',
      says: 'where to look a ruling id up; default: ledger.jsonl here or one folder below',
    },
    in: {
      type: 'string',
      value: 'INPUT',
      says: 'folder or glob that the run was given: FILE is named as there, for the globs of the configuration',
    },
    convention: {
      type: 'string',
      value: 'ID',
      says: 'how the file carries provenance, when it is not found by itself',
    },
    ...CHANGE_OPTIONS,
    ...CONFIG_OPTIONS,
    json: { type: 'boolean', says: 'as JSON; of a ledger, one object a line' },
  },
  async run(args, values, world) {
    const [what, ...more] = args
    const provenance = textOf(values, 'provenance')
    if (more.length > 0 || (what === undefined) === (provenance === undefined))
      throw new ProvgateError('usage', '`provgate explain` takes one thing to explain', {
        fix: 'give a ruling id, FILE:ROW, a ledger, or --provenance JSON',
      })
    const json = values.json === true
    const change = readChange(values)
    const style = { color: world.color }
    if (what?.endsWith('ledger.jsonl')) {
      if (change !== undefined)
        throw new ProvgateError('usage', '--what-if and --as-of take one ruling, not a ledger', {
          fix: 'name a ruling id, or see `provgate impact --help`',
        })
      for await (const entry of entriesOf(resolve(world.cwd, what), what)) {
        world.signal.throwIfAborted()
        await world.out(json ? `${JSON.stringify(entry)}\n` : `${explanationOf(entry, style)}\n`)
      }
      return EXIT.done
    }
    const subject =
      provenance !== undefined
        ? await explainProvenance(provenance, change, values, world)
        : /^r-[0-9a-f]{16}$/.test(what!)
          ? await explainRuling(what!, change, values, world)
          : await explainFile(what!, change, values, world)
    const { changed } = subject
    if (change === undefined || changed === undefined) {
      const found = remedied(subject.found, subject)
      await world.out(json ? `${JSON.stringify(found, null, 2)}\n` : explanationOf(found, style))
      return EXIT.done
    }
    const run = subject.made && { catalog: subject.made.catalog, run: change.apply(subject.made.run) }
    const found = difference(subject.found, remedied(changed, { made: run }))
    await world.out(
      json
        ? `${JSON.stringify({ what_if: change.says, ...found }, null, 2)}\n`
        : differenceText(found, change.says, style),
    )
    return EXIT.done
  },
}

/** An explanation with the single changes that would free it, where it is held and what it was made with is known. */
function remedied(found: Explanation, { made }: Pick<Subject, 'made'>): Explanation {
  const remedies = made && remediesOf(found, made.catalog, made.run)
  return remedies === undefined ? found : { ...found, remedies: [...remedies] }
}
