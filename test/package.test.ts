import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { lazyObject } from '../schemas/lazy-object.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  type: string
  engines: { node: string }
  bin: Record<string, string>
  exports: Record<string, string | { types: string; default: string }>
}

/** Runs a module on its own and gives the addresses that its imports loaded. */
function modulesOf(code: string, input = ''): string[] {
  const hook = `import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(\`
      import { writeSync } from 'node:fs'
      export async function load(url, context, next) { writeSync(1, url + '\\\\n'); return next(url, context) }
    \`))`
  const out = execFileSync(
    process.execPath,
    [
      '--no-warnings',
      '--import',
      `data:text/javascript,${encodeURIComponent(hook)}`,
      '--input-type=module',
      '-e',
      code,
    ],
    { encoding: 'utf8', cwd: root, input },
  )
  return out.split('\n').filter((line) => line.startsWith('file:'))
}

/** The packages among them. */
function loads(code: string): string[] {
  const names = modulesOf(code).flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
  return [...new Set(names)].sort()
}
const built = (path: string): string => pathToFileURL(join(root, 'dist', path)).href

describe('the package', () => {
  test('is ESM for the Node versions that it says', () => {
    expect(pkg.type).toBe('module')
    expect(pkg.engines.node).toBe('>=20.19')
    expect(pkg.bin).toEqual({ provgate: 'dist/cli/main.js' })
  })

  test.each(Object.entries(pkg.exports))('the door %s leads to files that are there, types first', (_door, to) => {
    if (typeof to === 'string') return expect(existsSync(join(root, to.replace('*', 'config')))).toBe(true)
    expect(Object.keys(to)).toEqual(['types', 'default'])
    for (const path of Object.values(to)) expect(existsSync(join(root, path)), path).toBe(true)
  })

  test('holds what users need and nothing else', () => {
    const [{ files }] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', cwd: root }),
    ) as [{ files: { path: string }[] }]
    const paths = files.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/src/index.js']))
    expect(
      paths.filter((path) => /^(?:test|bench|examples|scripts)\/|^dist\/scripts\/|\.jsonl$|\.parquet$/.test(path)),
    ).toEqual([])
  })
})

describe('what is loaded', () => {
  const core = ['@noble/hashes', 'spdx-expression-parse', 'zod']

  test('by the core: its words, its grammar and its digest', () => {
    expect(loads(`await import(${JSON.stringify(built('src/index.js'))})`)).toEqual(core)
  })

  test('by a guard of objects: the core, and YAML for the configuration', () => {
    const code = `const { createGuard } = await import(${JSON.stringify(built('adapters/loaders/guard.js'))})
      const guard = await createGuard({ config: 'examples/mixture/provgate.yaml', held: 'discard' })
      for await (const _ of guard.filter([{}]));`
    expect(loads(code)).toEqual([...core, 'yaml'].sort())
  })

  test.each([
    ['JSONL', 'teachers.jsonl', []],
    ['Arrow', 'code.arrow', ['apache-arrow']],
  ])('by a scan of %s: no library of another format', (_name, file, libraries) => {
    const argv = JSON.stringify([
      'node',
      'provgate',
      'scan',
      `examples/mixture/data/${file}`,
      '--config',
      'examples/mixture/provgate.yaml',
      '--json',
      '--allow-empty',
    ])
    const code = `process.argv = ${argv}; await import(${JSON.stringify(built('cli/main.js'))})`
    const heavy = ['apache-arrow', 'hyparquet', 'hyparquet-writer', 'hyparquet-compressors', '@huggingface/hub']
    expect(loads(code).filter((name) => heavy.includes(name))).toEqual(libraries)
  })

  test('by a filter of JSONL: a few files of the bundle, and no library beside it', () => {
    const argv = JSON.stringify(['node', 'provgate', 'filter', '-', '-c', 'examples/mixture/provgate.yaml'])
    const code = `process.argv = ${argv}; await import(${JSON.stringify(built('cli/main.js'))})`
    const row = '{"provenance":{"license":"mit"}}\n'
    const files = modulesOf(code, row).filter((url) => !url.endsWith('[eval1]'))
    expect(files.filter((url) => !url.startsWith(built('cli/')))).toEqual([])
    expect(files).toContain(built('cli/main.js'))
    expect(files.length).toBeLessThanOrEqual(9)
  })

  test('by a thread before it knows its work: what any work needs', () => {
    const files = modulesOf(`await import(${JSON.stringify(built('cli/thread.js'))})`)
    expect(files.filter((url) => /\/(?:engine|filter|process)-/.test(url))).toEqual([])
  })

  test('of a schema: its fields are made once, when it is asked for them', () => {
    let made = 0
    const schema = lazyObject(() => {
      made++
      return { name: z.string(), size: z.number().optional() }
    }).meta({ description: 'a thing' })
    const list = z.array(schema).default([])
    expect(list.parse(undefined)).toEqual([])
    expect(made).toBe(0)
    expect(list.parse([{ name: 'a' }, { name: 'b', size: 1 }])).toHaveLength(2)
    expect(list.safeParse([{ name: 'a', sise: 1 }]).error?.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      keys: ['sise'],
      path: [0],
    })
    expect(Object.keys(schema.extend({ more: z.string() }).shape)).toEqual(['name', 'size', 'more'])
    expect(made).toBe(1)
  })
})
