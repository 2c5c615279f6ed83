import { type Entry, ProvgateError } from '../../src/index.ts'

export const COPIES = ['terms', 'issuer', 'model', 'license', 'dataset', 'convention', 'platform', 'signal'] as const

/**
 * An entry as a catalog file of its own, to be corrected and put into a folder of one's own. What is the default is left
 * out; reading the file gives the same entry.
 * @throws ProvgateError `usage` when the name stands for nothing of that kind
 */
export async function copyOf(found: readonly Entry[], kind: string, id: string): Promise<string> {
  const known = found.map((entry) => entry.kind)
  const entry = found.find((one) => one.kind === kind)
  if (!entry) {
    const kinds = [...new Set(known)]
    throw new ProvgateError(
      'usage',
      `\`${id}\` is no ${(COPIES as readonly string[]).includes(kind) ? kind : `\`${kind}\``}`,
      {
        fix: `use ${kinds.map((one) => `\`--yaml ${one}\``).join(' or ')}`,
      },
    )
  }
  const { folder, data } = fileOf(entry)
  const where = folder.endsWith('/') ? `a file of ${folder}` : folder
  const { yamlOf } = await import('../yaml-write.ts')
  return `# belongs into ${where}\n${yamlOf(data)}`
}

function fileOf(entry: Entry): { readonly folder: string; readonly data: object } {
  switch (entry.kind) {
    case 'terms': {
      const { issuer, ...terms } = entry.terms
      return { folder: 'terms/', data: { ...UNREVIEWED, issuer, terms: [brief(terms)] } }
    }
    case 'issuer':
      return { folder: 'terms/', data: { ...UNREVIEWED, issuer: brief(entry.issuer), terms: [] } }
    case 'model': {
      const { issuer, ...model } = entry.model
      return { folder: 'models/', data: { ...UNREVIEWED, issuer, models: [brief(model)] } }
    }
    case 'license':
      return { folder: 'licenses.yaml', data: { ...UNREVIEWED, licenses: aliasesOf(entry.license).map(brief) } }
    case 'dataset':
      return { folder: 'datasets/', data: { ...UNREVIEWED, datasets: [brief(entry.dataset)] } }
    case 'convention':
      return { folder: 'conventions/', data: { ...UNREVIEWED, ...(brief(entry.convention) as object) } }
    case 'platform':
    case 'signal':
      return { folder: 'bindings.yaml', data: { ...UNREVIEWED, [`${entry.kind}s`]: [brief(entry.binding)] } }
  }
}

/** On top of every copy, where its next reviewer finds it. */
const UNREVIEWED = { reviewed: 'unreviewed' } as const

type Tree = Extract<Entry, { kind: 'license' }>['license']

const aliasesOf = (tree: Tree): object[] =>
  tree.op === 'alias' ? [tree.alias] : tree.op === 'unknown' ? [] : tree.of.flatMap(aliasesOf)

/** What stands for a field that is left out. Fields of which an empty value says something are not here. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  reviewed: 'unreviewed',
  evidence: 'read',
  reading: 'plain',
  before: 'unknown',
  after: 'unknown',
  behind: 'self',
  same: 'text',
  spdx: null,
  steward: false,
  whole: false,
  rank: 0,
}
const EMPTY = new Set(
  'when except aliases sources topics channels hosts tuning markets no tails orgs named_by traits parts lineage examples values free constrained terms_at licenses absent types joins seen_in'.split(
    ' ',
  ),
)

/** What a clause does is read before how it says so. */
const FIRST = ['id', 'effect', 'duty', 'check']
const placeOf = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length)

/** An entry without the fields that say no more than their default. */
function brief(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(brief)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => member !== undefined && !(Object.hasOwn(DEFAULTS, key) && DEFAULTS[key] === member))
      .filter(
        ([key, member]) =>
          !((EMPTY.has(key) || (key === 'yes' && 'unclear' in value) || key === 'unclear') && isEmpty(member)),
      )
      .sort(([a], [b]) => placeOf(a) - placeOf(b))
      .map(([key, member]) => [key, brief(member)]),
  )
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
