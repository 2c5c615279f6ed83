import { type Answer, type Answers, QUESTIONS } from './init-questions.ts'

/** Words that YAML would not read as text. */
const READ_OTHERWISE = /^(?:true|false|yes|no|on|off|null|~|y|n|[-+.]?\d.*)$/i

/** A commented `provgate.yaml` with these answers; `schema` is where an editor finds the words. */
export function yamlOf(answers: Answers, schema: string | undefined): string {
  const fields = QUESTIONS.map(({ field, hint }) => {
    const answer = answers[field]
    return { line: answer === undefined ? `  # ${field}:` : `  ${field}: ${scalar(answer)}`, hint }
  })
  const width = Math.min(40, Math.max(...fields.map(({ line }) => line.length)))
  const target = fields.map(({ line, hint }) => `${line.padEnd(width)}   # ${hint}`).join('\n')
  return `${schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`}\
# What the records are for. A field that is left out is unknown to every clause that reads it, and unknown never passes.
target:
${target}
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

function scalar(answer: Answer): string {
  if (Array.isArray(answer)) return `[${answer.map(scalar).join(', ')}]`
  if (typeof answer === 'boolean') return String(answer)
  return /^[A-Za-z0-9][\w./-]*$/.test(answer) && !READ_OTHERWISE.test(answer) ? answer : JSON.stringify(answer)
}
