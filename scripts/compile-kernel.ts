import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * Compiles the kernel for JSONL to WebAssembly, beside the build, and as a module with its bytes, beside the sources and
 * beside the build, that formats can import anywhere.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = 'adapters/formats/kernel'
const { error, stderr, binary } = await compile()
if (error || !binary) {
  console.error(stderr)
  process.exitCode = 1
} else {
  const text = Buffer.from(binary).toString('base64')
  const code = `// compiled from the AssemblyScript beside it by the build\nexport default '${text}'\n`
  for (const folder of [`${root}/${sources}`, `${root}/dist/${sources}`]) {
    await mkdir(folder, { recursive: true })
    await writeFile(`${folder}/compiled.js`, code)
    await writeFile(
      `${folder}/compiled.d.ts`,
      '/** The kernel as WebAssembly, in base64. */\ndeclare const base64: string\nexport default base64\n',
    )
  }
  await writeFile(`${root}/dist/${sources}/jsonl.wasm`, binary)
  console.log(`kernel: ${binary.length} bytes`)
}

async function compile() {
  let made: Uint8Array | undefined
  const result = await asc.main(
    [
      `${sources}/jsonl.ts`,
      '-o',
      'jsonl.wasm',
      '--baseDir',
      root,
      '--runtime',
      'stub',
      '--noAssert',
      '-O3',
      '--enable',
      'simd,bulk-memory',
      '--initialMemory',
      '1',
    ],
    {
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) made = contents as Uint8Array
      },
    },
  )
  return { error: result.error, stderr: result.stderr.toString(), binary: made }
}
