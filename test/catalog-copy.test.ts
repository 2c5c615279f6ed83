import { describe, expect, test } from 'vitest'
import { copyOf } from '../adapters/terminal/catalog-copy.ts'
import { parseYaml } from '../adapters/yaml.ts'
import { CATALOG_FILES, type Entry, findEntries } from '../src/index.ts'
import { catalog, index } from './catalog-kit.ts'

/** A copy of an entry, as a catalog folder reads it: what says nothing of a review has that of the line on top. */
async function copied(entry: Entry) {
  const text = await copyOf([entry], entry.kind, 'it')
  const read = <T>(schema: Parameters<typeof parseYaml<T>>[2]) => parseYaml(text, 'copy.yaml', schema, 'catalog')
  const onTop = <T extends { reviewed?: unknown }>(one: T | undefined) =>
    one && { ...one, reviewed: one.reviewed ?? 'unreviewed' }
  switch (entry.kind) {
    case 'terms': {
      const { issuer, terms } = read(CATALOG_FILES.terms)
      return { issuer, ...terms[0]!, versions: terms[0]!.versions.map(onTop) }
    }
    case 'issuer': {
      const { issuer } = read(CATALOG_FILES.terms)
      return typeof issuer !== 'string' && { ...onTop(issuer), markets: issuer.markets.map(onTop) }
    }
    case 'model': {
      const { issuer, models } = read(CATALOG_FILES.models)
      return { issuer, ...onTop(models[0]) }
    }
    case 'license':
      return onTop(read(CATALOG_FILES.licenses).licenses[0])
    case 'dataset':
      return onTop(read(CATALOG_FILES.datasets).datasets[0])
    case 'convention':
      return onTop(read(CATALOG_FILES.conventions))
    case 'platform':
      return onTop(read(CATALOG_FILES.bindings).platforms[0])
    case 'signal':
      return onTop(read(CATALOG_FILES.bindings).signals[0])
  }
}

const KINDS = {
  terms: [catalog.terms, ({ id }) => id],
  issuer: [catalog.issuers, ({ id }) => id],
  model: [catalog.models, ({ id }) => id],
  license: [catalog.licenses, ({ text }) => text],
  dataset: [catalog.datasets, ({ id }) => id],
  convention: [catalog.conventions, ({ id }) => id],
  platform: [catalog.platforms, ({ name }) => name],
  signal: [catalog.signals, ({ name }) => name],
} as { [kind in Entry['kind']]: [object[], (entry: { id: string; text: string; name: string }) => string] }

describe('a copy reads like the entry that it was made of', () => {
  test.each(Object.entries(KINDS))('%s', async (kind, [entries, nameOf]) => {
    expect(entries.length).toBeGreaterThan(0)
    for (const original of entries) {
      const name = nameOf(original as never)
      const entry = findEntries(name, index).find((one) => one.kind === kind)
      expect(entry, `${kind} ${name}`).toBeDefined()
      expect(await copied(entry!), `${kind} ${name}`).toEqual(original)
    }
  })
})

describe('a copy', () => {
  test('says where it belongs, names what a clause does first, and leaves out what is the default', async () => {
    const text = await copyOf(findEntries('llama2-community', index), 'terms', 'llama2-community')
    expect(text).toMatch(/^# belongs into a file of terms\/\nreviewed: unreviewed\nissuer: meta\nterms:\n/)
    expect(text).toContain('\n          - id: no-other-llm\n            effect: forbid\n            says: ')
    expect(text).toContain('\n                yes: [train, research]\n')
    expect(text).not.toMatch(/evidence: read|when: \{\}|reading: plain|before:|aliases:/)
  })

  test.each([
    ['mit', 'model', '`mit` is no model', 'use `--yaml terms` or `--yaml license`'],
    ['mt-bench', 'benchmark', '`mt-bench` is no `benchmark`', 'use `--yaml convention`'],
  ])('of %s as %s is refused with what it is', async (id, kind, message, fix) => {
    await expect(copyOf(findEntries(id, index), kind, id)).rejects.toMatchObject({ code: 'usage', message, fix })
  })
})
