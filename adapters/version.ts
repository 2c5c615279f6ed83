import { readFile } from 'node:fs/promises'

/** The version of the package, from its own `package.json`. */
export async function packageVersion(): Promise<string> {
  // Beside the sources this file is one folder deep; the build is in `dist`, whatever it put where there.
  const built = import.meta.url.lastIndexOf('/dist/')
  const url = new URL(
    built < 0 ? '../package.json' : `${import.meta.url.slice(0, built)}/package.json`,
    import.meta.url,
  )
  return (JSON.parse(await readFile(url, 'utf8')) as { version: string }).version
}
