import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { z } from 'zod'
import { CATALOG_FILES, type Catalog, ProvgateError, type Reviewed } from '../src/index.ts'
import { reasonOf } from './places/fault.ts'
import { parseYamlAt } from './yaml.ts'

const FOLDERS = ['terms', 'models', 'conventions', 'datasets'] as const
const FILES = ['licenses', 'datasets', 'bindings', 'sets'] as const

function emptyCatalog(version: string): Catalog {
  return {
    version,
    sets: {},
    issuers: [],
    terms: [],
    models: [],
    licenses: [],
    datasets: [],
    platforms: [],
    signals: [],
    conventions: [],
  }
}

/** Where the entries of catalog files were written; only who asks pays for the line. */
const places = new WeakMap<object, { readonly file: string; line(): number }>()

/** File and line of an entry that a catalog file has: `` `terms/acme.yaml` line 5 ``. */
export function placeOf(entry: object): string | undefined {
  const place = places.get(entry)
  return place && `\`${place.file}\` line ${place.line()}`
}

/** The catalog file that has an entry. */
export const fileOf = (entry: object): string | undefined => places.get(entry)?.file

/**
 * Reads the catalog files of a folder: `terms/*.yaml`, `models/*.yaml`, `conventions/*.yaml`, `licenses.yaml`,
 * `datasets.yaml`, `datasets/*.yaml`, `bindings.yaml` and `sets.yaml`, each if it is there. Entries keep the order of
 * the file names. Each says whether it was reviewed: itself, else by the line on top of its file, else `unreviewed`.
 * @throws ProvgateError `catalog` with file, line and fix
 */
export async function readCatalogFolder(root: string, version: string, label = root): Promise<Catalog> {
  const catalog = emptyCatalog(version)
  const { files, folders } = await listing(root, label)
  for (const name of folders.terms) {
    const { reviewed, issuer, terms } = await load(root, name, label, CATALOG_FILES.terms)
    if (typeof issuer !== 'string') {
      catalog.issuers.push(issuer)
      review([issuer, ...issuer.markets], reviewed)
    }
    for (const { versions } of terms) review(versions, reviewed)
    for (const entry of terms) entry.issuer ??= typeof issuer === 'string' ? issuer : issuer.id
    catalog.terms.push(...terms)
  }
  for (const name of folders.models) {
    const { reviewed, issuer, models } = await load(root, name, label, CATALOG_FILES.models)
    review(models, reviewed)
    for (const entry of models) entry.issuer ??= issuer
    catalog.models.push(...models)
  }
  for (const name of folders.conventions)
    catalog.conventions.push(...review([await load(root, name, label, CATALOG_FILES.conventions)]))
  if (files.licenses) {
    const { reviewed, licenses } = await load(root, files.licenses, label, CATALOG_FILES.licenses)
    catalog.licenses.push(...review(licenses, reviewed))
  }
  for (const name of [...(files.datasets ? [files.datasets] : []), ...folders.datasets]) {
    const { reviewed, datasets } = await load(root, name, label, CATALOG_FILES.datasets)
    catalog.datasets.push(...review(datasets, reviewed))
  }
  if (files.sets) {
    const { reviewed, sets } = await load(root, files.sets, label, CATALOG_FILES.sets)
    review(Object.values(sets), reviewed)
    catalog.sets = sets
  }
  if (files.bindings) {
    const { reviewed, platforms, signals } = await load(root, files.bindings, label, CATALOG_FILES.bindings)
    review([...platforms, ...signals], reviewed)
    catalog.platforms.push(...platforms)
    catalog.signals.push(...signals)
  }
  refuseDoubles(catalog)
  return catalog
}

/** Writes on each entry that says nothing of a review what the line on top of its file says. */
function review<T extends { reviewed?: Reviewed | undefined }>(entries: T[], onTop: Reviewed = 'unreviewed'): T[] {
  for (const entry of entries) entry.reviewed ??= onTop
  return entries
}

async function load<T>(root: string, name: string, label: string, schema: z.ZodType<T>): Promise<T> {
  const file = join(label, name)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(join(root, name)))
  } catch (cause) {
    const reason = cause instanceof TypeError ? 'it is not UTF-8' : reasonOf(cause)
    throw new ProvgateError('catalog', `\`${file}\` can not be read: ${reason}`, { file, fix: 'check the file', cause })
  }
  if (text.replace(/^\s*#.*$/gm, '').trim() === '')
    throw new ProvgateError('catalog', `\`${file}\` has no entries`, { file, fix: 'write some, or remove the file' })
  const { data, lineAt } = parseYamlAt(text, file, schema, 'catalog')
  const mark = (value: unknown, path: readonly PropertyKey[]) => {
    if (value === null || typeof value !== 'object') return
    places.set(value, { file, line: () => lineAt(path) })
    for (const [key, member] of Object.entries(value)) mark(member, [...path, key])
  }
  mark(data, [])
  return data
}

/** Of two entries of one id in the same folder nobody could say which is meant; over another catalog, the later stands. */
function refuseDoubles(catalog: Catalog): void {
  const seen = new Map<string, object>()
  const see = (kind: string, id: string, entry: object) => {
    const key = `${kind} \`${id}\``
    const first = seen.get(key)
    seen.set(key, entry)
    if (first === undefined) return
    throw new ProvgateError('catalog', `${placeOf(entry)}: ${key} stands twice, first in ${placeOf(first)}`, {
      fix: 'keep one of the two',
    })
  }
  for (const entry of catalog.issuers) see('issuer', entry.id, entry)
  for (const entry of catalog.terms) see('terms', entry.id, entry)
  for (const entry of catalog.models) see('model', entry.id, entry)
  for (const entry of catalog.licenses) see('license', entry.text.normalize('NFC').toLowerCase(), entry)
  for (const entry of catalog.datasets) see('dataset', entry.id.toLowerCase(), entry)
  for (const entry of catalog.platforms) see('platform', entry.name.toLowerCase(), entry)
  for (const entry of catalog.signals) see('signal', entry.name.toLowerCase(), entry)
  for (const entry of catalog.conventions) see('convention', entry.id, entry)
}

interface Listing {
  readonly files: Partial<Record<(typeof FILES)[number], string>>
  readonly folders: Record<(typeof FOLDERS)[number], string[]>
}

/** The YAML files of a catalog folder. One in a place where nothing looks is an error: what it forbids would be missed. */
async function listing(root: string, label: string): Promise<Listing> {
  const fail = (name: string, says: string, fix: string): never => {
    throw new ProvgateError('catalog', `\`${join(label, name)}\` ${says}`, { file: join(label, name), fix })
  }
  if (!(await stat(root).catch(() => undefined))?.isDirectory())
    fail('.', 'is not a folder of catalog files', 'give a folder')
  const files: Partial<Record<string, string>> = {}
  const folders: Listing['folders'] = { terms: [], models: [], conventions: [], datasets: [] }
  for (const name of (await filesUnder(root)).sort()) {
    if ((FOLDERS as readonly string[]).includes(name))
      fail(name, 'is not a folder', 'make it a folder of catalog files')
    if (!/\.ya?ml$/i.test(name) || /(?:^|\/)\./.test(name)) continue
    const [folder = '', ...rest] = name.split('/')
    if (rest.length === 1 && (FOLDERS as readonly string[]).includes(folder)) {
      folders[folder as keyof typeof folders].push(name)
      continue
    }
    const base = name.replace(/\.ya?ml$/i, '')
    if (!(FILES as readonly string[]).includes(base))
      fail(
        name,
        'is no catalog file',
        'name it licenses.yaml, datasets.yaml, bindings.yaml or sets.yaml, or put it under terms/, models/, conventions/ or datasets/',
      )
    if (files[base] !== undefined) fail(name, `stands beside \`${files[base]}\``, 'keep one of the two')
    files[base] = name
  }
  if (Object.keys(files).length === 0 && Object.values(folders).every((names) => names.length === 0))
    fail('.', 'has no catalog files', 'give a folder with terms/, models/, licenses.yaml or other catalog files')
  return { files, folders }
}

/** The names of all files under a folder, also in those of its own folders that are links to elsewhere. */
async function filesUnder(root: string): Promise<string[]> {
  const under = async (folder: string) => {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(folder, relative(join(root, folder), join(entry.parentPath, entry.name))))
      .map((name) => name.split(sep).join('/'))
  }
  const names = await under('.')
  const linked = async (folder: string) =>
    (await stat(join(root, folder)).catch(() => undefined))?.isDirectory() ? under(folder) : [folder]
  const rest = FOLDERS.filter((folder) => names.includes(folder))
  const within = (await Promise.all(rest.map(linked))).flat()
  return [...names.filter((name) => !(FOLDERS as readonly string[]).includes(name)), ...within]
}
