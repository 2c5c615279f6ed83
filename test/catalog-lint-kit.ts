import { expect } from 'vitest'
import { fileOf, placeOf, readCatalogFolder } from '../adapters/catalog-files.ts'
import { builtinCatalog, lintCatalog, mergeCatalogs } from '../src/index.ts'
import { ACME, folder, MODELS } from './catalog-folder-kit.ts'

export type Files = Readonly<Record<string, string>>

/** What the lint finds in a folder with these files, beside what is unreviewed. */
export async function lint(files: Files) {
  return (await lintAll(files)).filter(({ says }) => !says.endsWith(' of this file are unreviewed'))
}

export async function lintAll(files: Files) {
  const own = await readCatalogFolder(`${folder(files)}/mine`, '1', 'mine')
  return lintCatalog(own, mergeCatalogs(builtinCatalog, own).catalog, fileOf).map(({ entry, ...finding }) => ({
    ...finding,
    place: (entry && placeOf(entry))?.replaceAll('`', ''),
  }))
}

/** A terms file, a models file and a file of datasets with nothing to mend but that they are unreviewed. */
export const QUOTED = ACME.replace('seen: null', 'seen: 2026-11-01').replace(
  'says: No chat models.',
  'says: No chat models.\n            quote: no chat models\n            source: https://acme.example/',
)
export const RIGHT: Files = {
  'terms/acme.yaml': QUOTED,
  'models/acme.yaml': MODELS,
  'datasets.yaml': 'datasets:\n  - {id: acme/one}\n',
}

/** The files with one thing changed. */
export function change(name: string, from: string, to: string): Files {
  const text = RIGHT[name]!
  if (!text.includes(from)) throw new Error(`nothing reads ${from}`)
  return { ...RIGHT, [name]: text.replace(from, to) }
}

/** One thing changed, and the one thing that is found. */
export type Row = [
  what: string,
  files: Files,
  level: 'error' | 'note',
  place: string,
  says: string | RegExp,
  fix: string,
]

export async function expectOne([, files, level, place, says, fix]: Row) {
  expect(await lint(files)).toEqual([
    { level, place, says: says instanceof RegExp ? expect.stringMatching(says) : says, fix },
  ])
}

export const NAME = 'add what is named, or mend the name'
export const MODEL = 'mine/models/acme.yaml line 3'
