import type { Provenance } from '../schemas/provenance.ts'
import { type CatalogIndex, createUseClass, UNREAD_TERMS, type UseClass } from '../src/index.ts'
import { type AuditedDataset, type AuditFile, sourcesOf } from './audit.ts'

export interface Deviation {
  readonly id: string
  readonly expected: UseClass
  readonly concluded: UseClass
  readonly because: string
  /** Whether the audit read a license of its own kind by its address, which the file does not hold. */
  readonly custom: boolean
}

export interface Agreement {
  /** Datasets without custom licenses, which the share is about. */
  readonly compared: number
  readonly agreed: number
  readonly share: number
  readonly custom: { readonly compared: number; readonly agreed: number }
  readonly concluded: Readonly<Record<string, UseClass>>
  readonly deviations: readonly Deviation[]
}

/** The day of the rulings, fixed so that the same file gives the same report. */
const AS_OF = '2026-11-25'
const CUSTOM = 'Custom'

/** Concludes a use class for each dataset of an audit from our own catalog, and compares it with the expected one. */
export function agreementOf(audit: AuditFile, catalog: CatalogIndex): Agreement {
  const conclude = createUseClass(catalog, AS_OF)
  const rows = audit.datasets.map((dataset) => {
    const { use, because: general } = conclude(provenanceOf(dataset, audit, catalog))
    const unread = use === 'academic-only' ? unreadOf(dataset, catalog) : []
    const because = unread.length > 0 ? `nobody read the terms behind ${unread.join(', ')}: study is the most` : general
    const custom = dataset.licenses.some(({ name }) => name === CUSTOM)
    return { id: dataset.id, expected: dataset.expected.use, concluded: use, because, custom }
  })
  const agrees = ({ expected, concluded }: (typeof rows)[number]) => expected === concluded
  const plain = rows.filter(({ custom }) => !custom)
  const agreed = plain.filter(agrees).length
  return {
    compared: plain.length,
    agreed,
    share: plain.length === 0 ? 1 : agreed / plain.length,
    custom: { compared: rows.length - plain.length, agreed: rows.filter((row) => row.custom && agrees(row)).length },
    concluded: Object.fromEntries(rows.map(({ id, concluded }) => [id, concluded])),
    deviations: rows.filter((row) => !agrees(row)),
  }
}

/** What the registry has of a dataset, by its part or as a whole; of one that it does not have, what the file says. */
function provenanceOf(dataset: AuditedDataset, { row_keys }: AuditFile, { datasets }: CatalogIndex): Provenance {
  const { license, sources } = sourcesOf(dataset)
  const hubs = [...(row_keys[dataset.collection]?.hub ?? []), ...(dataset.hf_id === null ? [] : [dataset.hf_id])]
  const part = hubs
    .flatMap((hub) => dataset.filter_ids.map((value) => `${hub}#${value}`))
    .find((name) => datasets.has(name.toLowerCase()))
  if (part !== undefined) return { dataset: part }
  const whole = dataset.hf_id === null ? undefined : datasets.get(dataset.hf_id.toLowerCase())
  // A registered dataset adds what it was made from: it may be more than the audit saw, never less.
  const known = whole !== undefined && whole.rows === undefined && whole.row_license === undefined
  return {
    sources: [{ license, ...(known && { dataset: dataset.hf_id! }) }, ...sources],
  }
}

/** Labels of a dataset behind which the catalog has no text that anybody read. */
const unreadOf = (dataset: AuditedDataset, { licenses }: CatalogIndex): string[] =>
  sourcesOf(dataset)
    .license.filter((label) => licenses.get(label.toLowerCase())?.terms.includes(UNREAD_TERMS))
    .map((label) => `\`${label}\``)

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** The report as text for a terminal. */
export function describe({ compared, agreed, share, custom, deviations }: Agreement): string {
  return [
    `${agreed} of ${compared} datasets without custom licenses agree: ${percent(share)}`,
    `${custom.agreed} of ${custom.compared} datasets with custom licenses agree`,
    ...deviations.map(
      ({ id, expected, concluded, because, custom }) =>
        `${id}: expected ${expected}, concluded ${concluded}${custom ? ' (custom license)' : ''}: ${because}`,
    ),
    '',
  ].join('\n')
}

/** The report as a page of the docs. */
export function documentOf(agreement: Agreement): string {
  const { compared, agreed, share, custom, deviations } = agreement
  const row = (...cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const table = (of: readonly Deviation[]) =>
    [
      row('dataset', 'audit', 'provgate', 'because'),
      row('---', '---', '---', '---'),
      ...of.map(({ id, expected, concluded, because }) => row(`\`${id}\``, expected, concluded, because)),
    ].join('\n')
  return `# Agreement with an audit of datasets

The [Data Provenance Initiative](https://github.com/Data-Provenance-Initiative/Data-Provenance-Collection) sorted
datasets into four classes of use by hand. provgate concludes the same classes from its own catalog: it rules on each
dataset for four targets and reads the class off the rulings. This page is made by a command:

\`\`\`sh
npm run agreement -- FILE --docs docs/agreement.md
\`\`\`

\`FILE\` has the shape of the audit's summaries; \`--json\` prints the report as data.

| class | what it says |
| --- | --- |
| commercial | a commercial open chat model may be trained on it, or one that keeps the license of the data |
| unspecified | no license or an unknown model: nothing decides |
| non-commercial | terms forbid a commercial model |
| academic-only | terms leave study at most, or stand behind a label that nobody read |

A class is the most that can be concluded, not a permission. Rows of an \`unspecified\` dataset are held for every
target, and so are those that are \`academic-only\` because nobody read the terms.

**${agreed} of ${compared} datasets without custom licenses agree (${percent(share)}).** Of ${custom.compared} with custom licenses, which the audit
read by their addresses and provgate did not, ${custom.agreed} agree.

## Deviations

Each line says what provgate concludes and what it rests on. In most, the audit passes over a model that it names itself.

${table(deviations.filter(({ custom }) => !custom))}

## Deviations with custom licenses

${table(deviations.filter(({ custom }) => custom))}

## Parts of a dataset

The facts tell parts of a dataset by a column, such as \`task_name\` or \`source\`. A record names a part in its \`dataset\` as
\`ORG/NAME#VALUE\`. One that names the dataset alone may be from any part, also from one that the registry does not list,
so that it is held unless all parts lead to the same ruling.

## Credit

Facts about datasets (ids, licenses, models) come from the Data Provenance Collection of the Data Provenance Initiative,
Apache-2.0. Where its classes were found wrong, the registry says otherwise, as listed above.
`
}
