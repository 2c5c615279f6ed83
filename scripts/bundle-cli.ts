import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * Bundles the command line into a few files, so that it starts in two thirds of the time: one for what each command
 * needs, and without the parts of libraries that nobody uses. Libraries that only some inputs need stay apart.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const LATE = [
  ...['apache-arrow', 'hyparquet', 'hyparquet-writer', 'hyparquet-compressors', 'pino', 'yaml', '@huggingface/hub'],
  ...['@hpcc-js/wasm-zstd', 'fzstd', 'xxhash-wasm'],
]
const isLate = (id: string): boolean => LATE.some((name) => id === name || id.startsWith(`${name}/`))

await rm(`${root}/dist/cli`, { recursive: true, force: true })
const bundle = await rolldown({
  input: { main: `${root}/dist/adapters/terminal/main.js` },
  platform: 'node',
  external: isLate,
})
const { output } = await bundle.write({ dir: `${root}/dist/cli`, format: 'esm', minify: true })
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
