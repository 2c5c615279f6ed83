import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'
import { inAscii } from './ascii.ts'

/**
 * Bundles the command line into a few files, so that it starts in half of the time: one with all that a filter of JSONL
 * needs, and others for what only some commands or inputs need. Libraries that only some inputs need stay apart.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const LATE = ['apache-arrow', 'hyparquet-compressors', 'pino', '@huggingface/hub', '@hpcc-js/wasm-zstd', 'xxhash-wasm']
const isLate = (id: string): boolean => LATE.some((name) => id === name || id.startsWith(`${name}/`))

// Node takes the build of `yaml` in 70 CommonJS files; the one for browsers is the same code in modules.
const yaml = `${fileURLToPath(new URL('..', import.meta.resolve('yaml')))}browser/index.js`

// As a file of its own, the catalog is read once, as JSON; in a module it is read as code before.
const catalog: Plugin = {
  name: 'catalog',
  async load(id) {
    if (!id.endsWith('/schemas/builtin.js')) return null
    const { default: builtin, digest } = (await import(id)) as typeof import('../schemas/builtin.js')
    this.emitFile({ type: 'asset', fileName: 'catalog.json', source: inAscii(JSON.stringify(builtin)) })
    return `import { readFileSync } from 'node:fs'
      export default JSON.parse(readFileSync(new URL('catalog.json', import.meta.url), 'latin1'))
      export const digest = '${digest}'`
  },
}

await rm(`${root}/dist/cli`, { recursive: true, force: true })
const bundle = await rolldown({
  input: { main: `${root}/dist/adapters/terminal/main.js`, thread: `${root}/dist/adapters/engines/thread.js` },
  platform: 'node',
  external: isLate,
  plugins: [catalog],
  resolve: { alias: { yaml } },
  // A second import of what is loaded already is how a command says what it needs.
  checks: { ineffectiveDynamicImport: false },
})
const { output } = await bundle.write({
  dir: `${root}/dist/cli`,
  format: 'esm',
  minify: true,
  // Node holds, and reads, a file with other characters at twice its size.
  charset: 'ascii',
  codeSplitting: {
    groups: [
      // What a thread needs for any work, what `--help` needs, what a thread needs for whole files, and the rest of a
      // filter; each brings along what it imports.
      {
        name: 'base',
        test: /(?:src\/errors|adapters\/formats\/(?:bytes|jsonl\/part|kernel\/compiled))\.js$/,
        priority: 4,
      },
      { name: 'process', test: /adapters\/terminal\/process\.js$/, priority: 3 },
      { name: 'engine', test: /adapters\/(?:engines\/thread-shard|formats\/jsonl)\.js$/, priority: 2 },
      { name: 'filter', test: /adapters\/(?:terminal\/filter|yaml)\.js$/, priority: 1 },
    ],
  },
})
const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
const packages = [
  ...new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [])),
].sort()
await writeFile(`${root}/dist/cli/LICENSES.txt`, (await Promise.all(packages.map(licenseOf))).join('\n\n'))
console.log(`command line: ${output.length} files, with ${packages.length} libraries`)

/** The license of a library that the bundle has copies of. */
async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each))
  const text = file === undefined ? '' : await readFile(`${folder}/${file}`, 'utf8')
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`
}
