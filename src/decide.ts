import type { Lineage } from '../schemas/terms.ts'
import type { Binding } from './binding.ts'
import { decideTerms } from './decide-terms.ts'
import type { Environment } from './environment.ts'
import { agree, best, type Note, type Outcome, PERMITTED, strictest, undetermined } from './outcome.ts'

/** Decides what binds: pure and total. */
export function decide(binding: Binding, env: Environment): Outcome {
  switch (binding.op) {
    case 'all':
      return binding.of.length === 0 ? PERMITTED : strictest(binding.of.map((layer) => decide(layer, env)))
    case 'candidates':
      return agree(
        binding.of.map(({ label, of }) => ({ label, outcome: decide(of, env) })),
        binding.fact,
        binding.at,
      )
    case 'choose':
      return choose(binding, env)
    case 'terms':
      return decideTerms(binding.terms, binding.pin, binding.context, env)
    case 'upstream':
      return decideUpstream(binding, env)
    case 'disputed': {
      const outcome = decide(binding.of, env)
      if (outcome.ruling !== 'forbidden') return outcome
      const note: Note = {
        code: 'signal-against-license',
        at: binding.at,
        says: `signal \`${binding.signal}\` reserves what the license grants`,
        fix: 'find out which of the two the rightsholder meant, and add a curation',
      }
      return { ...outcome, ruling: 'undetermined', notes: [note, ...outcome.notes] }
    }
    case 'assumed': {
      const outcome = decide(binding.of, env)
      const says = `license \`${binding.alias.text}\` is only assumed to read like \`${binding.alias.terms.join('`, `')}\``
      const note: Note = {
        code: 'assumed-license',
        at: binding.at,
        says,
        fix: 'read the license and review its entry in the catalog',
      }
      return { ...outcome, ruling: 'undetermined', notes: [note, ...outcome.notes] }
    }
    case 'unknown': {
      const { code, at, says, fix, missing } = binding
      return undetermined({ code, at, says, fix, missing: missing === undefined ? undefined : [missing] })
    }
    case 'note':
      return { ...PERMITTED, notes: [{ code: binding.code, at: binding.at, says: binding.says }] }
    case 'unlicensed':
      return binding.held && env.settings.unlicensed === 'hold'
        ? decide(binding.held, env)
        : decideUnlicensed(binding.at, env)
    case 'authorship':
      return decideAuthorship(binding.at, env)
  }
}

function choose(binding: Binding & { op: 'choose' }, env: Environment): Outcome {
  const outcomes = binding.of.map(({ label, of }) => ({ label, outcome: decide(of, env) }))
  if (env.settings.or === 'strictest') return strictest(outcomes.map(({ outcome }) => outcome))
  const chosen = best(outcomes)
  const others = outcomes
    .filter(({ label }) => label !== chosen.label)
    .map(({ label, outcome }) => `\`${label}\` (${outcome.ruling})`)
  const note: Note = {
    code: 'or-choice',
    at: binding.at,
    says: `of the licenses offered, \`${chosen.label}\` is taken${others.length > 0 ? ` and ${others.join(', ')} passed over` : ''}`,
  }
  return { ...chosen.outcome, notes: [note, ...chosen.outcome.notes] }
}

const RELATIONS: Record<Lineage['relation'], string> = {
  'finetuned-from': 'fine-tuned from',
  'trained-on-outputs-of': 'trained on outputs of',
  'trained-on-data-under': 'trained on data under',
}

function upstreamOf({ to, terms, relation }: Lineage): string {
  if (to !== undefined) return `\`${to}\``
  if (terms === undefined) return 'what is not named'
  return relation === 'trained-on-data-under' ? `\`${terms}\`` : `a model under \`${terms}\``
}

/**
 * `finetuned-from` inherits in full; training on outputs or data passes no duties of the terms, kept or broken, and turns
 * forbidden into undetermined.
 */
function decideUpstream(binding: Binding & { op: 'upstream' }, env: Environment): Outcome {
  const { lineage, model, at } = binding
  const full = lineage.relation === 'finetuned-from'
  const outcome = decideOnce(binding, full && (env.upstream?.duties ?? true), env)
  const note: Note = {
    code: 'lineage',
    at,
    says: `\`${model}\` is ${RELATIONS[lineage.relation]} ${upstreamOf(lineage)}`,
  }
  if (full) return { ...outcome, notes: [note, ...outcome.notes] }
  const ruling = outcome.ruling === 'forbidden' ? 'undetermined' : outcome.ruling
  return { ...outcome, ruling, notes: ruling === 'permitted' ? [note] : [note, ...outcome.notes] }
}

/** An upstream has nothing of the record, so that without notes, which tell where it was met, it is decided once a run. */
function decideOnce({ lineage, steps, of }: Binding & { op: 'upstream' }, duties: boolean, env: Environment): Outcome {
  const known = env.quick?.upstream.get(lineage)
  const key = `${steps}${duties}`
  const found = known?.get(key)
  if (found) return found
  const outcome = decide(of(), { ...env, upstream: { duties } })
  if (known) known.set(key, outcome)
  else env.quick?.upstream.set(lineage, new Map([[key, outcome]]))
  return outcome
}

function decideUnlicensed(at: string, { settings }: Environment): Outcome {
  if (settings.unlicensed === 'hold')
    return undetermined({
      code: 'absent-license',
      at,
      missing: ['license'],
      says: 'no license is named for this content',
      fix: 'record the `license`, add a curation with evidence, or set a default for these files',
    })
  const { accept, basis, jurisdiction } = settings.unlicensed
  const says = `\`settings.unlicensed\` accepts it as ${accept}${jurisdiction ? ` in ${jurisdiction}` : ''}, basis: ${basis}`
  return {
    ruling: 'conditional',
    duties: [
      { duty: 'record-assertion', terms: 'settings', version: '-', clause: `unlicensed: ${accept}`, open: false },
    ],
    rests: ['assertion'],
    broken: false,
    notes: [{ code: 'accepted-unlicensed', at, says }],
  }
}

function decideAuthorship(at: string, { settings }: Environment): Outcome {
  const note: Note = {
    code: 'authorship',
    at,
    missing: ['author'],
    says: 'no author or model is named: the license alone decides',
    fix: 'record the `author`, or the `model` that wrote it',
  }
  if (settings.authorship === 'required') return undetermined(note)
  return { ...PERMITTED, rests: ['authorship'], notes: [note] }
}
