import { access, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { DISTRIBUTIONS, KINDS, PURPOSES, Target } from '../../schemas/target.ts'
import { ProvgateError } from '../../src/errors.ts'
import type { Command, Values, World } from './command.ts'
import { textOf } from './command.ts'
import { EXIT } from './exit.ts'

const QUESTIONS = [
  { field: 'name', says: 'name of the model', among: undefined, fallback: 'my-model' },
  { field: 'kind', says: 'kind of model', among: KINDS, fallback: 'chat' },
  { field: 'purpose', says: 'what the records are used for', among: PURPOSES, fallback: 'train' },
  { field: 'distribution', says: 'who gets the model', among: DISTRIBUTIONS, fallback: 'internal' },
  { field: 'commercial', says: 'is the use commercial', among: ['true', 'false'], fallback: 'true' },
  { field: 'base', says: 'model that is fine-tuned (empty: none)', among: undefined, fallback: '' },
] as const

export const init: Command = {
  name: 'init',
  usage: 'init [options]',
  says: 'Writes a commented `provgate.yaml` from flags, and asks for what they leave out when a person is there.',
  options: {
    out: { type: 'string', short: 'o', value: 'FILE', says: 'file to write; default `provgate.yaml`' },
    force: { type: 'boolean', says: 'replace the file if it is there' },
    ...Object.fromEntries(
      QUESTIONS.map(({ field, says, among }) => [
        field,
        {
          type: 'string' as const,
          value: 'TEXT',
          says: among ? `${says}: ${among.slice(0, 6).join(', ')}${among.length > 6 ? ' …' : ''}` : says,
        },
      ]),
    ),
  },
  async run(args, values, world) {
    if (args.length > 0)
      throw new ProvgateError('usage', `\`${args[0]}\` is not expected`, { fix: 'see `provgate init --help`' })
    const name = textOf(values, 'out') ?? 'provgate.yaml'
    const path = resolve(world.cwd, name)
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (there && values.force !== true)
      throw new ProvgateError('usage', `\`${name}\` is there already`, {
        file: name,
        fix: 'edit it, or add --force to replace it',
      })
    const answers = await ask(values, world)
    const target = Target.safeParse({
      ...answers,
      commercial: answers.commercial === undefined ? undefined : answers.commercial === 'true',
    })
    if (!target.success) {
      const field = String(target.error.issues[0]?.path[0])
      throw new ProvgateError('usage', `--${field}: \`${answers[field]}\` is not known`, {
        fix: `use one of ${(QUESTIONS.find((q) => q.field === field)?.among ?? []).join(', ')}`,
      })
    }
    if (answers.commercial !== undefined && !['true', 'false'].includes(answers.commercial))
      throw new ProvgateError('usage', `--commercial: \`${answers.commercial}\` is not known`, {
        fix: 'use `true` or `false`',
      })
    const text = yamlOf(
      answers,
      relative(world.cwd, fileURLToPath(new URL('../../../schemas/json/config.json', import.meta.url))),
    )
    await writeFile(path, text).catch((cause: NodeJS.ErrnoException) => {
      throw new ProvgateError('output', `\`${name}\` can not be written: ${cause.code}`, { file: name, cause })
    })
    world.err(`wrote ${name}; next: provgate scan FILE`)
    return EXIT.done
  },
}

/** Flags first, then a person; with neither, a fact stays undeclared, which is never a pass. */
async function ask(values: Values, world: World): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  const prompt =
    world.interactive && process.stdin.isTTY
      ? createInterface({ input: process.stdin, output: process.stderr, signal: world.signal })
      : undefined
  try {
    for (const { field, says, among, fallback } of QUESTIONS) {
      const flag = textOf(values, field)
      const asked =
        flag ??
        (prompt &&
          ((await prompt.question(`${says}${among ? ` (${among.join(', ')})` : ''} [${fallback}]: `)).trim() ||
            fallback))
      if (asked !== undefined && asked !== '') answers[field] = asked
    }
  } finally {
    prompt?.close()
  }
  return answers
}

function yamlOf(answers: Readonly<Record<string, string>>, schema: string): string {
  const line = (field: string, hint: string): string =>
    answers[field] === undefined
      ? `  # ${field}:   # ${hint}`
      : `  ${field}: ${field === 'commercial' ? answers[field] : JSON.stringify(answers[field])}   # ${hint}`
  return `# yaml-language-server: $schema=${schema}
# What the records are for. A field that is left out is unknown to every clause that reads it, and unknown never passes.
target:
${line('name', 'name under which the model is released')}
${line('kind', KINDS.join(' '))}
${line('purpose', PURPOSES.join(' '))}
${line('distribution', DISTRIBUTIONS.join(' '))}
${line('commercial', 'true or false')}
${line('base', 'model that is fine-tuned; left out: none is claimed')}
  # domicile: [EU]                  # where the licensee sits
  # release_license: apache-2.0     # license under which the model is released
  # monthly_active_users: 0
  # competes_with: { openai: false, basis: "memo of …" }   # your own assertion, recorded as such

# A grantor's written permission lifts this grantor's clauses, within its scope.
# permissions:
#   - grantor: openai
#     reference: MSA-1
#     scope: { kind: [chat] }
#     valid: { until: 2027-06-30 }

# What records leave out: filled, never overwritten, and reported as declared.
# defaults:
#   - files: "synthetic/**"
#     source: { channel: api, account: own, date: 2026-03 }

# What experts dispute; each choice is recorded in the ledger.
# settings:
#   reach: downstream       # account-holder
#   lineage: full           # direct
#   or: choose              # strictest
#   authorship: optional    # required
#   unlicensed: hold        # { accept: fair-use, basis: memo }
#   stale: warn             # hold

actions: { forbidden: drop, undetermined: quarantine }
unit: row   # shard
`
}
