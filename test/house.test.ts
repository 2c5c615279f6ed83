import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}
const ROOMS = ['schemas', 'src', 'adapters', 'scripts', 'test', 'bench', 'examples'] as const

/** What the build puts beside the sources. */
const COMPILED = ['schemas/builtin.js', 'adapters/formats/kernel/compiled.js']

interface File {
  readonly path: string
  readonly room: (typeof ROOMS)[number]
  readonly text: string
  /** Module specifiers, static and dynamic, types included. */
  readonly imports: readonly string[]
}

const files: File[] = ROOMS.flatMap((room) =>
  codeIn(room).map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, room, text, imports: importsOf(text) }
  }),
)
const product = files.filter(({ room }) => room === 'schemas' || room === 'src' || room === 'adapters')
const pure = files.filter(({ path }) => /^(?:schemas|src|adapters\/formats)\//.test(path))

/** The code without comments and the text of strings, so that words in them are not taken for calls. */
const bare = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

function codeIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !COMPILED.includes(path))
    .sort()
}

function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '')
  const statements = [...code.matchAll(/^(?:import|export)\s+(?:[\w$*\s{},]+?\sfrom\s+)?['"]([^'"\n]+)['"]/gm)]
  const dynamic = [...code.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g)]
  return [...statements, ...dynamic].map(([, name]) => name!)
}

/** The file that a relative specifier names, from the root. */
const target = ({ path }: File, specifier: string): string => posix.join(dirname(path), specifier)
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const isBuiltin = (name: string): boolean => name.startsWith('node:') || builtinModules.includes(packageOf(name))

describe('imports', () => {
  test('resolve: files to files of the project, packages to declared dependencies', () => {
    const problems = files.flatMap((file) =>
      file.imports.flatMap((name) => {
        if (name.startsWith('.')) return exists(target(file, name)) ? [] : [`${file.path}: ${name} is not there`]
        if (isBuiltin(name)) return name.startsWith('node:') ? [] : [`${file.path}: write node:${name}`]
        if (packageOf(name) === 'provgate') return []
        const ships = file.room === 'schemas' || file.room === 'src' || file.room === 'adapters'
        const declared = { ...pkg.dependencies, ...(ships ? {} : pkg.devDependencies) }
        return packageOf(name) in declared ? [] : [`${file.path}: ${name} is not a declared dependency`]
      }),
    )
    expect(problems).toEqual([])
  })

  test('go downward only: adapters → src → schemas, and into src through its one door', () => {
    const floors = { schemas: ['schemas'], src: ['src', 'schemas'], adapters: ['adapters', 'src'] }
    const problems = product.flatMap((file) =>
      file.imports
        .filter((name) => name.startsWith('.'))
        .map((name) => target(file, name))
        .filter((to) => {
          const below = floors[file.room as keyof typeof floors]
          if (!below.includes(to.split('/')[0]!)) return true
          return file.room === 'adapters' && to.startsWith('src/') && to !== 'src/index.ts'
        })
        .map((to) => `${file.path} → ${to}`),
    )
    expect(problems).toEqual([])
  })

  test('every dependency is used by the product', () => {
    const used = new Set(product.flatMap(({ imports }) => imports).map(packageOf))
    expect(Object.keys(pkg.dependencies).filter((name) => !used.has(name))).toEqual([])
  })

  test.each([
    ['schemas', /^schemas\//, ['zod']],
    ['src', /^src\//, ['zod', '@noble/hashes', 'spdx-expression-parse']],
    ['formats', /^adapters\/formats\//, ['apache-arrow', 'hyparquet-compressors', '@noble/hashes']],
    ['places', /^adapters\/places\//, ['@huggingface/hub', '@hpcc-js/wasm-zstd', 'xxhash-wasm']],
    ['loaders', /^adapters\/loaders\//, ['apache-arrow', 'zod']],
    ['engines', /^adapters\/engines\//, []],
    ['terminal', /^adapters\/terminal\//, ['pino']],
  ] as const)('the room `%s` imports the libraries of its own only', (_room, within, allowed) => {
    const foreign = files
      .filter(({ path }) => within.test(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => !name.startsWith('.') && !isBuiltin(name))
          .map(packageOf)
          .filter((name) => !(allowed as readonly string[]).includes(name))
          .map((name) => `${path} → ${name}`),
      )
    expect(foreign).toEqual([])
  })
})

describe('what is pure', () => {
  test('has no `node:` import', () => {
    const problems = pure.flatMap(({ path, imports }) => imports.filter(isBuiltin).map((name) => `${path} → ${name}`))
    expect(problems).toEqual([])
  })

  test.each([
    ['the clock', /\bDate\.now\b|\bnew Date\(\)|\bperformance\b/],
    ['the environment', /\bprocess\b|\bBuffer\b|\bglobalThis\b/],
    ['the network or timers', /\bfetch\(|\bsetTimeout\b|\bsetInterval\b/],
    ['chance', /\bMath\.random\b|\bcrypto\b/],
    ['a console', /\bconsole\b/],
  ])('does not touch %s', (_what, pattern) => {
    expect(pure.filter(({ text }) => pattern.test(bare(text))).map(({ path }) => path)).toEqual([])
  })
})

describe('files', () => {
  test('have at most 300 lines', () => {
    const long = files.map(({ path, text }) => [path, text.split('\n').length - 1] as const).filter(([, n]) => n > 300)
    expect(long).toEqual([])
  })

  test('hold no path of a machine, and nothing that is left to do', () => {
    const words = /\/home\/|\/root\/|\/Users\/|\bTODO\b|\bFIXME\b|\bXXX\b|\.only\(|\.skip\(/
    const found = files.filter(({ path, text }) => path !== 'test/house.test.ts' && words.test(text))
    expect(found.map(({ path }) => path)).toEqual([])
  })
})

function exists(path: string): boolean {
  // The compiler of the kernel takes names without their ending.
  const file = path.startsWith('adapters/formats/kernel/') && !/\.\w+$/.test(path) ? `${path}.ts` : path
  return existsSync(join(root, file)) || COMPILED.includes(file)
}
