import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Catalog } from '../schemas/catalog.ts'
import { BindingsFile, Sets } from '../schemas/catalog.ts'
import { ConventionSpec } from '../schemas/convention.ts'
import { DatasetsFile } from '../schemas/dataset.ts'
import { LicensesFile, ModelsFile, TermsFile } from '../schemas/terms.ts'
import { ProvgateError } from '../src/errors.ts'
import { parseYaml } from './yaml.ts'

const SetsFile = z.strictObject({ sets: Sets })

/** An empty catalog to add files to. */
export function emptyCatalog(version: string): Catalog {
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

/**
 * Reads the catalog files of a folder: `terms/*.yaml`, `models/*.yaml`, `conventions/*.yaml`, `licenses.yaml`,
 * `datasets.yaml`, `bindings.yaml` and `sets.yaml`, each if it is there. Entries keep the order of the file names.
 * @throws ProvgateError `catalog` with file, line and fix
 */
export async function readCatalogFolder(root: string, version: string, label = root): Promise<Catalog> {
  const catalog = emptyCatalog(version)
  for (const name of await yamlFiles(root, 'terms', label)) {
    const { issuer, terms } = await load(root, name, label, TermsFile)
    catalog.issuers.push(issuer)
    catalog.terms.push(...terms.map((entry) => ({ ...entry, issuer: entry.issuer ?? issuer.id })))
  }
  for (const name of await yamlFiles(root, 'models', label)) {
    const { issuer, models } = await load(root, name, label, ModelsFile)
    catalog.models.push(...models.map((entry) => ({ ...entry, issuer: entry.issuer ?? issuer })))
  }
  for (const name of await yamlFiles(root, 'conventions', label))
    catalog.conventions.push(await load(root, name, label, ConventionSpec))
  for (const name of await yamlFiles(root, '.', label)) {
    if (name === 'licenses.yaml') catalog.licenses.push(...(await load(root, name, label, LicensesFile)).licenses)
    else if (name === 'datasets.yaml') catalog.datasets.push(...(await load(root, name, label, DatasetsFile)).datasets)
    else if (name === 'sets.yaml') Object.assign(catalog.sets, (await load(root, name, label, SetsFile)).sets)
    else if (name === 'bindings.yaml') {
      const { platforms, signals } = await load(root, name, label, BindingsFile)
      catalog.platforms.push(...platforms)
      catalog.signals.push(...signals)
    } else
      throw new ProvgateError('catalog', `\`${join(label, name)}\` is no catalog file`, {
        file: join(label, name),
        fix: 'name it licenses.yaml, datasets.yaml, bindings.yaml or sets.yaml, or put it under terms/, models/ or conventions/',
      })
  }
  return catalog
}

async function load<T>(root: string, name: string, label: string, schema: z.ZodType<T>): Promise<T> {
  return parseYaml(await readFile(join(root, name), 'utf8'), join(label, name), schema, 'catalog')
}

async function yamlFiles(root: string, folder: string, label: string): Promise<string[]> {
  const path = join(root, folder)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) {
    if (folder !== '.') return []
    throw new ProvgateError('catalog', `\`${label}\` is not a folder of catalog files`, {
      file: label,
      fix: 'give a folder',
    })
  }
  const names = (await readdir(path)).filter((name) => /\.ya?ml$/.test(basename(name))).sort()
  return names.map((name) => (folder === '.' ? name : `${folder}/${name}`))
}
