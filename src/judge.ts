import type { Config, Curation, Permission, Settings } from '../schemas/config.ts'
import type { Provenance } from '../schemas/provenance.ts'
import { sourcesOf } from '../schemas/provenance.ts'
import type { Action, Explanation, Obligation, Ruling, RulingName } from '../schemas/ruling.ts'
import type { Target } from '../schemas/target.ts'
import { baseTerms } from './base.ts'
import type { CatalogIndex } from './catalog.ts'
import { readVersion } from './clause.ts'
import { START } from './dates.ts'
import { decide } from './decide.ts'
import { digestOf } from './digest.ts'
import type { Environment } from './environment.ts'
import { explainNotes } from './explain.ts'
import { targetFacts } from './facts.ts'
import { identify } from './identify.ts'
import { type Note, type Outcome, strictest, undetermined, uniqueDuties } from './outcome.ts'
import { curate } from './permission.ts'
import type { Origin } from './ports.ts'
import { createProjection, type Project, unique } from './project.ts'
import { createReadings } from './reading.ts'
import type { Scope } from './scope.ts'
import { versionSpans } from './version.ts'

/** All that a run decides by: the parts of the configuration that a ruling may depend on. */
export interface Run {
  readonly target: Target
  readonly permissions?: readonly Permission[]
  readonly curations?: readonly Curation[]
  readonly settings: Settings & { readonly as_of: string }
  readonly actions?: Config['actions']
}

export interface Judge {
  /** Digest of the catalog and of all that the run decides by. */
  readonly digest: string
  /** Duties that the target's own base brings: once a run, never per record. */
  readonly baseObligations: readonly Obligation[]
  readonly project: Project
  rule(origin: Origin): Ruling
  /** The ruling's name alone, without the digest that is its id. */
  weigh(origin: Origin): RulingName
  explain(origin: Origin): Explanation
  /** The origin of a provenance that was read elsewhere. */
  origin(provenance: Provenance): Origin
}

/** Prepares a catalog and a run for ruling. Pure and total from here on: nothing throws on a record. */
export function prepare(catalog: CatalogIndex, run: Run): Judge {
  const { target, permissions = [], curations = [], settings } = run
  const actions = run.actions ?? { forbidden: 'drop', undetermined: 'quarantine' }
  const scope: Scope = { catalog, asOf: settings.as_of, lineage: settings.lineage }
  const base = baseTerms(target.base, catalog)
  const env: Environment = { catalog, target: targetFacts(target, base.ids), permissions, settings }
  const quick: Environment = { ...env, quick: { read: createReadings(env.target, catalog), upstream: new Map() } }
  const digest = digestOf({ catalog: catalog.digest, target, permissions, curations, settings, actions })
  const project = createProjection(scope, permissions, curations)

  const outcome = (origin: Origin, how: Environment): Outcome => {
    if (origin.kind !== 'sources') return undetermined(originNote(origin))
    return strictest(
      origin.sources.map((source, i) => {
        const applied: Curation[] = []
        const curated = curate(source, curations, settings.as_of, applied)
        const found = decide(identify(curated, `sources/${i}`, scope), how)
        if (applied.length === 0) return found
        const notes: Note[] = applied.map(({ set, evidence, owner }) => ({
          code: 'curation',
          at: `sources/${i}`,
          says: `${Object.entries(set)
            .map(([field, value]) => `\`${field}\` was set to \`${String(value)}\``)
            .join(', ')} by ${owner}, evidence: ${evidence}`,
        }))
        return {
          ...found,
          rests: [...new Set([...found.rests, 'curation' as const])],
          notes: [...notes, ...found.notes],
        }
      }),
    )
  }
  const idOf = (origin: Origin) => `r-${digestOf({ origin, run: digest }).slice(0, 16)}`
  const ruled = (origin: Origin, found: Outcome): Omit<Ruling, 'id'> => ({
    ruling: found.ruling,
    action: actionOf(found.ruling, origin, actions),
    obligations: [...uniqueDuties(found.duties)],
    rests: [
      ...new Set([
        ...found.rests,
        ...(origin.kind === 'sources' && origin.declared.length > 0 ? ['declared' as const] : []),
      ]),
    ].sort(),
  })

  return {
    digest,
    baseObligations: uniqueDuties(
      base.terms.flatMap((terms) => {
        const source = { role: 'output' as const, channel: 'weights', bound: 'outputs' as const }
        const span = { lo: START, hi: settings.as_of }
        const context = { at: 'target/base', source: {}, facts: source, span, wide: span, dated: false }
        return readVersion(terms, versionSpans(terms).at(-1)!.version, context, env.target, catalog).duties
      }),
    ),
    project,
    rule(origin) {
      let id: string | undefined
      return {
        // Most rulings are asked for what becomes of a record: the digest waits until somebody reads it.
        get id() {
          id ??= idOf(origin)
          return id
        },
        ...ruled(origin, outcome(origin, quick)),
      }
    },
    weigh: (origin) => outcome(origin, quick).ruling,
    explain(origin) {
      const found = outcome(origin, env)
      return {
        id: idOf(origin),
        ...ruled(origin, found),
        origin: origin.kind,
        sources: origin.kind === 'sources' ? [...origin.sources] : [],
        declared: origin.kind === 'sources' ? [...origin.declared] : [],
        reasons: explainNotes(found, env),
      }
    },
    origin: (provenance) => ({ kind: 'sources', sources: unique(sourcesOf(provenance).map(project)), declared: [] }),
  }
}

/** Bytes that are no record are always kept. */
function actionOf(ruling: RulingName, origin: Origin, actions: Config['actions']): Action {
  if (origin.kind === 'rejected') return 'quarantine'
  if (ruling === 'forbidden') return actions.forbidden
  return ruling === 'undetermined' ? actions.undetermined : 'pass'
}

function originNote(origin: Exclude<Origin, { kind: 'sources' }>): Note {
  const at = 'record'
  switch (origin.kind) {
    case 'absent':
      return {
        code: 'absent-provenance',
        at,
        fix: 'name the convention of the file, map its fields in `provgate.yaml`, or set a default for these files',
      }
    case 'unreadable':
      return { code: 'unreadable-provenance', at, says: origin.code, fix: 'mend the provenance of the record' }
    case 'rejected':
      return { code: 'rejected-record', at, says: origin.code, fix: 'mend the record' }
    case 'overflow':
      return { code: 'overflow', at, fix: 'raise `limits.origins`, or map fewer fields' }
  }
}
