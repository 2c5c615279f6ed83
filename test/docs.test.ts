import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import catalog from '../schemas/builtin.js'
import { jsonSchema, SCHEMAS, type SchemaName } from '../schemas/index.ts'
import { docsTables, withTable } from '../scripts/docs-tables.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')

test.each(Object.keys(SCHEMAS) as SchemaName[])('schemas/json/%s.json is what the words give', (name) => {
  expect(JSON.parse(read(`schemas/json/${name}.json`))).toEqual(JSON.parse(JSON.stringify(jsonSchema(name))))
})

test.each(Object.entries(docsTables(catalog)))('%s has the tables that the code gives', (file, tables) => {
  const text = read(file)
  for (const [name, content] of Object.entries(tables)) expect(withTable(text, name, content)).toBe(text)
})

describe('the documents', () => {
  const names = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'docs/command-line.md', 'docs/guard.md']
  test.each(names)('%s links to files that are there', (name) => {
    const folder = new URL(`../${name}`, import.meta.url)
    for (const [, link] of read(name).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (link!.startsWith('http')) continue
      expect(() => readFileSync(new URL(link!, folder)), link).not.toThrow('ENOENT')
    }
  })

  test('every runtime dependency has its line, and no other', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
    const listed = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)
    expect(listed.sort()).toEqual(Object.keys(dependencies).sort())
  })

  test('every schema that a document names is there', () => {
    const named = [...read('docs/configuration.md').matchAll(/provgate schema ([a-z-]+)/g)].map(([, name]) => name!)
    expect(named.filter((name) => !(name in SCHEMAS))).toEqual([])
  })
})
