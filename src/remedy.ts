import { ROLES, type Source } from '../schemas/provenance.ts'
import { type Explanation, type Remedy, RULINGS, type RulingName } from '../schemas/ruling.ts'
import type { CatalogIndex } from './catalog.ts'
import { formatSpan, parseSpan, START, shiftDay } from './dates.ts'
import { type Judge, prepare, type Run } from './judge.ts'
import { isAllowed } from './outcome.ts'
import { otherTeachers } from './remedy-model.ts'
import { targetChanges } from './remedy-target.ts'

/** Lines that are given; what comes first is nearest to a change that somebody can make or find out. */
const LINES = 8
/** Values of one line. */
const VALUES = 5

const DOORS = ['api', 'chat', 'chat-business', 'weights', 'azure', 'bedrock', 'vertex', 'meta-api'] as const
const OPEN_LICENSES = ['cc0-1.0', 'cc-by-4.0', 'mit'] as const

/**
 * The single changes that would let a held or dropped record pass; an empty list says that nothing single frees it.
 * Each is ruled on, none is guessed. Deterministic; some hundred rulings at most.
 * @returns undefined where there is nothing to change: it passes, or nothing is known of its origin
 */
export function remediesOf(explanation: Explanation, catalog: CatalogIndex, run: Run): readonly Remedy[] | undefined {
  const { action, sources, declared, origin } = explanation
  if (action === 'pass' || origin !== 'sources') return undefined
  const judge = prepare(catalog, run)
  const rule = (list: readonly Source[], by: Judge = judge): RulingName =>
    by.weigh({ kind: 'sources', sources: list.map(by.project), declared })
  const found: Remedy[] = []
  const alone = sources.length === 1
  const gather = (kind: Remedy['kind'], field: string, values: readonly (readonly [string, RulingName])[]) => {
    const ways = values.filter(([, ruling]) => isAllowed(ruling))
    if (ways.length === 0) return
    // The mildest first; among equals the order in which they were tried.
    const sorted = [...ways].sort(([, a], [, b]) => RULINGS.indexOf(a) - RULINGS.indexOf(b))
    const names = [...new Set(sorted.map(([name]) => name))]
    found.push({
      kind,
      field,
      values: names,
      ruling: sorted[0]![1],
      says: sentence(kind, alone ? field.replace('sources/0/', '') : field, names),
    })
  }

  for (const [i, source] of sources.entries()) {
    const others = (next: Source) => rule(sources.map((one, at) => (at === i ? next : one)))
    for (const [field, values] of recordChanges(source, explanation, catalog, judge, run.settings.as_of))
      gather(
        'record',
        `sources/${i}/${field}`,
        values.map((value) => [value, others({ ...source, [field]: value })] as const),
      )
  }
  for (const [field, changes] of targetChanges(explanation, catalog, run.target))
    gather(
      'target',
      field,
      changes.map(([name, target]) => [name, rule(sources, prepare(catalog, { ...run, target }))] as const),
    )
  for (const [i, source] of sources.entries())
    gather(
      'teacher',
      `sources/${i}/model`,
      otherTeachers(source, catalog, (next) => rule(sources.map((one, at) => (at === i ? next : one)))),
    )
  for (const grantor of grantorsOf(explanation, catalog)) {
    const permissions = [...(run.permissions ?? []), { grantor, reference: 'what-if' }]
    gather('permission', grantor, [[grantor, rule(sources, prepare(catalog, { ...run, permissions }))]])
  }
  return found.slice(0, LINES)
}

/** Facts of a source with the other values that it may have. */
function recordChanges(
  source: Source,
  { reasons }: Explanation,
  catalog: CatalogIndex,
  judge: Judge,
  asOf: string,
): [keyof Source, string[]][] {
  const found = source.model === undefined ? undefined : catalog.names.resolve(source.model)
  const changes: [keyof Source, string[]][] = []
  const other = (field: keyof Source, values: readonly string[]) =>
    changes.push([field, [...new Set(values)].filter((value) => value !== source[field])])
  if (source.model !== undefined) {
    other('channel', [...(found?.kind === 'model' ? Object.keys(found.model.doors) : []), ...DOORS])
    other('account', ['own', 'other'])
  }
  other('date', pieces(source, judge, asOf))
  other('role', ROLES)
  if (source.author === undefined && source.model === undefined) other('author', ['human'])
  if (source.license === undefined && reasons.some(({ code }) => code === 'absent-license'))
    other('license', OPEN_LICENSES)
  const missing = new Set(reasons.flatMap((reason) => reason.missing ?? []))
  for (const fact of ['content', 'intent', 'collection'] as const)
    if (missing.has(fact)) other(fact, wordsOf(fact, reasons, catalog))
  return changes
}

/** The intervals between the days at which something changes for this source, up to the day of the run. */
function pieces(source: Source, judge: Judge, asOf: string): string[] {
  const bare: Source = { ...source, date: undefined, derived_from: undefined }
  const spans: string[] = []
  for (let day = '0000-01-01'; day <= asOf; ) {
    const span = parseSpan(judge.project({ ...bare, date: day }).date)
    if (span === undefined) return []
    spans.push(formatSpan({ lo: spans.length === 0 ? START : span.lo, hi: span.hi < asOf ? span.hi : asOf }))
    if (span.hi >= asOf) break
    day = shiftDay(span.hi, 1)
  }
  return spans.reverse()
}

/** The words that the clauses of these reasons know for a fact. */
function wordsOf(
  fact: 'content' | 'intent' | 'collection',
  reasons: Explanation['reasons'],
  catalog: CatalogIndex,
): string[] {
  const words = new Set<string>()
  for (const { terms, version, clause } of reasons) {
    const found = catalog.terms
      .get(terms ?? '')
      ?.versions.find(({ id }) => id === version)
      ?.clauses.find(({ id }) => id === clause)
    for (const when of [found?.when, ...(found?.effect === 'forbid' ? found.except.map((one) => one.when) : [])]) {
      const spec = when?.[fact]
      if (spec !== undefined) for (const word of catalog.among(spec).yes) words.add(word)
    }
  }
  // A word that no clause knows stands for all others.
  return [...[...words].sort().slice(0, 12), 'other']
}

/** The issuers of the terms that the reasons name and who may permit more, in their order. */
function grantorsOf({ reasons }: Explanation, catalog: CatalogIndex): string[] {
  const issuers = reasons.map(({ terms }) => catalog.terms.get(terms ?? '')?.issuer)
  const able = issuers.filter((id) => id !== undefined && catalog.issuers.get(id)?.steward !== true)
  return [...new Set(able as string[])].slice(0, 6)
}

function sentence(kind: Remedy['kind'], field: string, values: readonly string[]): string {
  const shown = values
    .slice(0, VALUES)
    .map((value) => `\`${value}\``)
    .join(', ')
  const list = `${values.length > 1 ? 'one of ' : ''}${shown}${values.length > VALUES ? ' …' : ''}`
  switch (kind) {
    case 'target':
      return `if the target's \`${field}\` were ${list}`
    case 'record':
      return `if in truth the record's \`${field}\` were ${list}`
    case 'teacher':
      return `with another \`${field}\` as the teacher, its weights run by whoever makes the rows: ${list}`
    case 'permission':
      return `with a written permission of ${shown} that covers this use`
  }
}
