import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * Compiles the kernels for JSONL and for compressed pages to WebAssembly, beside the build, and as a module with their bytes,
 * beside the sources and beside the build, that formats can import anywhere.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = 'adapters/formats/kernel'
const [jsonl, codecs] = [await compile('jsonl', 1), await compile('codecs', 8)]
if (jsonl && codecs) {
  const code = [
    '// compiled from the AssemblyScript beside it by the build',
    `export default '${Buffer.from(jsonl).toString('base64')}'`,
    `export const codecs = '${Buffer.from(codecs).toString('base64')}'`,
    '',
  ].join('\n')
  const types = [
    '/** The kernel for JSONL as WebAssembly, in base64. */',
    'declare const base64: string',
    'export default base64',
    '/** The one for Zstandard, Snappy and LZ4. */',
    'export declare const codecs: string',
    '',
  ].join('\n')
  for (const folder of [`${root}/${sources}`, `${root}/dist/${sources}`]) {
    await mkdir(folder, { recursive: true })
    await writeFile(`${folder}/compiled.js`, code)
    await writeFile(`${folder}/compiled.d.ts`, types)
  }
  await writeFile(`${root}/dist/${sources}/jsonl.wasm`, jsonl)
  await writeFile(`${root}/dist/${sources}/codecs.wasm`, codecs)
  console.log(`kernels: ${jsonl.length} and ${codecs.length} bytes`)
}

/** `pages`: memory that it begins with, of 64 KiB each. */
async function compile(name: string, pages: number): Promise<Uint8Array | undefined> {
  let made: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [
      `${sources}/${name}.ts`,
      '-o',
      `${name}.wasm`,
      '--baseDir',
      root,
      '--runtime',
      'stub',
      '--noAssert',
      '-O3',
      '--enable',
      'simd,bulk-memory',
      '--initialMemory',
      String(pages),
    ],
    {
      writeFile: (file, contents) => {
        if (file.endsWith('.wasm')) made = contents as Uint8Array
      },
    },
  )
  if (!error && made) return made
  console.error(stderr.toString())
  process.exitCode = 1
  return undefined
}
