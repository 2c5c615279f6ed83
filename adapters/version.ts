import { readFile } from 'node:fs/promises'

/** The version of the package, from its own `package.json`. */
export async function packageVersion(): Promise<string> {
  // Beside the sources this file is one folder deep, beside the build two.
  const up = import.meta.url.includes('/dist/adapters/') ? '../../package.json' : '../package.json'
  return (JSON.parse(await readFile(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
}
