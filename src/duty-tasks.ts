import type { Obligation } from '../schemas/ruling.ts'
import type { Task, TaskClause } from '../schemas/task.ts'
import type { Check, Clause } from '../schemas/terms.ts'
import { baseTerms } from './base.ts'
import { readVersion } from './clause.ts'
import { START } from './dates.ts'
import { checkOf, WAYS } from './duty.ts'
import { clauseOf, type Found, type Lookup, type OpenFacts, sectionOf, sectionRank } from './duty-clause.ts'
import { type Counts, createCounts, keyOf, type Name, namesOf } from './duty-counts.ts'
import { brings, nameOf, type Reached } from './duty-origin.ts'
import { rivalsOf } from './duty-rival.ts'
import { type Circumstances, type State, stateOf, worst } from './duty-state.ts'
import { evaluate, type SourceFacts, type TargetFacts, targetFacts } from './facts.ts'

/** What stands for terms where a setting brings the duty. */
const SETTINGS = 'settings'
/** Origins of a task that are named; the others are counted. */
const NAMED = 20

export interface Duties {
  /** Counts the duties of an origin whose rows pass. */
  add(obligations: readonly Obligation[], reached: Reached, rows: number): void
  /** What is to be done, in the order of the page. */
  finish(): Task[]
}

interface Line {
  obligation: Obligation
  readonly found: Found
  readonly facts: { readonly missing: Set<string>; readonly unclear: Set<string> }
  rows: number
  broken: boolean
}

interface Job {
  readonly section: Task['section']
  readonly duty: Task['duty']
  readonly does: string
  readonly lines: Map<string, Line>
  readonly origins: Counts<Name>
  rows: number
}

export interface DutyRun extends Circumstances {
  readonly lookup: Lookup
  readonly asOf: string
}

/** A fold over obligations into tasks: duties that ask for the same are one, with every clause that asks for it. */
export function createDuties(run: DutyRun): Duties {
  const { catalog, target } = run
  const facts = targetFacts(target, baseTerms(target.base, catalog).ids)
  const jobs = createJobs(run)
  return {
    add(obligations, reached, rows) {
      const touched = new Set<Job>()
      const named = new Map<Job, Map<string, Name>>()
      for (const obligation of obligations) {
        const { job, line } = jobs.of(obligation)
        line.rows += rows
        touched.add(job)
        const { clause } = line.found.owed
        const names = named.get(job) ?? new Map<string, Name>()
        named.set(job, names)
        // What a setting accepts is content without a license: no terms led to it.
        if (obligation.terms === SETTINGS) for (const name of unlicensed(reached)) names.set(keyOf(name), name)
        for (const reach of reached.reaches) {
          if (!brings(reach, obligation, clause)) continue
          const name = nameOf(reach.of, reach.facts.bound)
          if (name) names.set(keyOf(name), name)
          if (clause) addFacts(line, clause, facts, reach.facts, catalog)
          if (clause && reach.open !== undefined) line.facts.missing.add(reach.open)
        }
      }
      for (const job of touched) job.rows += rows
      for (const [job, names] of named) for (const [key, name] of names) job.origins.add(key, name, rows)
    },
    finish: jobs.finish,
  }
}

/** The tasks that the target's own base brings, once a run. */
export function baseTasks(obligations: readonly Obligation[], run: DutyRun): Task[] {
  const { catalog, target, asOf } = run
  const facts = targetFacts(target, baseTerms(target.base, catalog).ids)
  const source = { role: 'output', channel: 'weights', bound: 'outputs' } as const
  const span = { lo: START, hi: asOf }
  const context = { at: 'target/base', source: {}, facts: source, span, wide: span, dated: false }
  const jobs = createJobs(run)
  for (const obligation of obligations) {
    const { job, line } = jobs.of(obligation)
    const { terms, version, owed } = line.found
    if (target.base !== undefined) job.origins.add(target.base, { kind: 'model', name: target.base }, 0)
    if (!terms || !version || !owed.clause) continue
    addFacts(line, owed.clause, facts, source, catalog)
    line.broken = readVersion(terms, { ...version, clauses: [owed.clause] }, context, facts, catalog).broken
  }
  return jobs.finish()
}

const unlicensed = ({ parts }: Reached): Name[] =>
  parts.flatMap((part) => (part.source.license === undefined ? (nameOf(part, 'content') ?? []) : []))

function addFacts(
  { facts, found }: Line,
  clause: Clause,
  target: TargetFacts,
  source: SourceFacts,
  catalog: DutyRun['catalog'],
): void {
  const { missing, unclear } = evaluate(clause.when, 'when', { target, source, terms: found.terms?.id ?? '' }, catalog)
  for (const fact of missing) facts.missing.add(fact)
  for (const fact of unclear) facts.unclear.add(fact)
}

/** Jobs by what they ask for, and lines by their clause. */
function createJobs(run: DutyRun): { of(obligation: Obligation): { job: Job; line: Line }; finish(): Task[] } {
  const jobs = new Map<string, Job>()
  const lines = new Map<string, { job: Job; line: Line }>()
  return {
    of(obligation) {
      const { duty, open } = obligation
      const found = run.lookup(obligation)
      const { key } = found
      const known = lines.get(key)
      if (known) {
        if (open && !known.line.obligation.open) known.line.obligation = obligation
        return known
      }
      const section = sectionOf(found.owed, run.target)
      const does = WAYS[duty].does(found.owed)
      const what = `${section} ${duty} ${does}`
      const job = jobs.get(what) ?? { section, duty, does, lines: new Map(), origins: createCounts<Name>(), rows: 0 }
      jobs.set(what, job)
      const line: Line = {
        obligation,
        found,
        facts: { missing: new Set(), unclear: new Set() },
        rows: 0,
        broken: false,
      }
      job.lines.set(key, line)
      lines.set(key, { job, line })
      return { job, line }
    },
    finish() {
      const sorted = [...jobs.values()].sort(inOrder)
      const checked = new Map(sorted.map((job) => [job, { does: job.does, checks: checksOf(job) }]))
      return sorted.map((job) => taskOf(job, rivalsOf(checked.get(job)!, [...checked.values()]), run))
    },
  }
}

const inOrder = (a: Job, b: Job): number =>
  sectionRank(a.section) - sectionRank(b.section) || (`${a.duty} ${a.does}` < `${b.duty} ${b.does}` ? -1 : 1)

const checksOf = ({ lines }: Job): Check[] =>
  [...lines.values()].flatMap(({ found }) => checkOf(found.owed.clause) ?? [])

function taskOf({ section, duty, does, lines, origins, rows }: Job, rivals: readonly string[], run: DutyRun): Task {
  const states: State[] = []
  const clauses: TaskClause[] = []
  for (const [, line] of [...lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { obligation, found, facts, rows: count, broken } = line
    const ref = `${obligation.terms}@${obligation.version}`
    states.push(stateOf(found.owed, obligation.open, broken, run, ref))
    clauses.push(clauseOf(obligation, found, facts satisfies OpenFacts, count))
  }
  const state = worst(states)
  const notes = [...new Set(states.flatMap((each) => (each.state === state && each.note ? [each.note] : [])))]
  for (const rival of rivals) notes.push(`one release can't do this and also: ${rival}`)
  return {
    section,
    duty,
    does,
    state,
    ...(notes.length > 0 && { note: notes.join('; ') }),
    rows,
    origins: namesOf(origins, NAMED),
    clauses,
  }
}
