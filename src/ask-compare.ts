import type { Source } from '../schemas/provenance.ts'
import type { Explanation, RulingName } from '../schemas/ruling.ts'
import type { Model } from '../schemas/terms.ts'
import { decidingOf } from './ask-deciding.ts'
import { doorRefs } from './ask-doors.ts'
import { ruleVersion } from './ask-terms.ts'
import type { CatalogIndex } from './catalog.ts'
import { explainNotes } from './explain.ts'
import { targetFacts } from './facts.ts'
import { type Judge, prepare, type Run } from './judge.ts'
import { strictest, undetermined, uniqueDuties } from './outcome.ts'
import { candidatesOf } from './version.ts'

export interface Ruled {
  readonly ruling: RulingName
  /** What decides, in a few words. */
  readonly because: string
}

/** Models of one issuer that come through one door under the same terms, and what they are ruled. */
export interface CompareRow {
  readonly issuer: string
  readonly door: string
  readonly terms: readonly string[]
  /** Newest first; none for a door that a host keeps for others' models. */
  readonly models: readonly string[]
  readonly today: Ruled
  /** On the other day; null where no model of the row was out. */
  readonly on?: Ruled | null
}

export interface CompareOptions {
  readonly run: Run
  readonly role?: NonNullable<Source['role']> | undefined
  /** Another day for which each row is ruled, `YYYY-MM-DD`. */
  readonly on?: string | undefined
  readonly issuer?: string | undefined
}

/** Rules on every model of the catalog at every door for one target, for outputs of today and of another day. */
export function compareIssuers(
  index: CatalogIndex,
  { run, role = 'output', on, issuer }: CompareOptions,
): CompareRow[] {
  const judge = prepare(index, run)
  const today = run.settings.as_of
  const rows = new Map<string, CompareRow & { models: string[] }>()
  const models = index.catalog.models
    .filter((model) => issuer === undefined || model.issuer === issuer)
    .sort((a, b) => ((a.released ?? '') > (b.released ?? '') ? -1 : 1))
  for (const model of models)
    for (const door of Object.keys(model.doors)) {
      const terms = doorRefs(model, door, index)
      const now = ruleModel(judge, model, door, role, today, index)
      const then =
        on === undefined ? undefined : early(model, on) ? null : ruleModel(judge, model, door, role, on, index)
      const key = JSON.stringify([model.issuer, door, terms, now])
      const ruledThen = then === null || then === undefined ? '' : JSON.stringify(then)
      // A model that was not out on that day joins whichever row is there.
      const found = [...rows].find(
        ([one, row]) => one.startsWith(key) && (ruledThen === '' || !row.on || JSON.stringify(row.on) === ruledThen),
      )
      if (found) {
        found[1].models.push(model.id)
        if (then && !found[1].on) rows.set(found[0], { ...found[1], on: then })
      } else
        rows.set(`${key}${ruledThen}`, {
          issuer: model.issuer ?? '',
          door,
          terms,
          models: [model.id],
          today: now,
          ...(then !== undefined && { on: then }),
        })
    }
  const all = [...rows.values(), ...hostRows(index, { run, role, on, issuer })]
  const key = (row: CompareRow) => [row.issuer, row.door, ...row.terms].join('\u0000')
  return all.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

const early = ({ released }: Model, day: string): boolean => released !== null && released > day

function ruleModel(
  judge: Judge,
  model: Model,
  door: string,
  role: NonNullable<Source['role']>,
  date: string,
  index: CatalogIndex,
): Ruled {
  const found = judge.explain(judge.origin({ role, model: model.family[0]!, channel: door, date }))
  return ruled(found, index)
}

const ruled = (found: Pick<Explanation, 'ruling' | 'reasons' | 'obligations'>, index: CatalogIndex): Ruled => ({
  ruling: found.ruling,
  because: decidingOf(found, index),
})

/** Doors that an issuer keeps for others' models: its own terms alone, which bind beside those of the model. */
function hostRows(index: CatalogIndex, { run, role, on, issuer }: CompareOptions): CompareRow[] {
  const { target, settings, permissions = [] } = run
  const env = { catalog: index, target: targetFacts(target, 'none'), permissions, settings }
  const rule = (refs: readonly string[], door: string, day: string): Ruled => {
    const outcomes = refs.flatMap((ref) => {
      const [id = '', pin] = ref.split('@')
      const terms = index.terms.get(id)
      if (!terms) return []
      const facts = { role, channel: door, bound: 'outputs' } as const
      return candidatesOf(terms, pin, { lo: day, hi: day }, index).map((one) =>
        one.kind === 'version'
          ? ruleVersion(one.terms, one.version, target, facts, index)
          : undetermined({ code: 'version-gap', at: '', terms }),
      )
    })
    const found = strictest(outcomes)
    return ruled(
      { ruling: found.ruling, reasons: explainNotes(found, env), obligations: [...uniqueDuties(found.duties)] },
      index,
    )
  }
  return index.catalog.issuers
    .filter(({ id }) => issuer === undefined || id === issuer)
    .flatMap(({ id, hosts }) =>
      Object.entries(hosts).map(([door, terms]) => ({
        issuer: id,
        door,
        terms,
        models: [],
        today: rule(terms, door, settings.as_of),
        ...(on !== undefined && { on: rule(terms, door, on) }),
      })),
    )
}
