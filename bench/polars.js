// Polars for the benches, put beside them when they first need it: its package for Linux says Node 22 and works on 20, so
// that npm leaves it out unless it is asked for by name.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const VERSION = '0.26.1'
const FOLDER = fileURLToPath(new URL('../node_modules/.cache/bench/', import.meta.url))

/** The package with the machine code for this platform. */
function platformPackage() {
  const { platform, arch, report } = process
  const { header } = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (report?.getReport() ?? {})
  const libc = header?.glibcVersionRuntime === undefined ? '-musl' : '-gnu'
  const kind = platform === 'linux' ? libc : platform === 'win32' ? '-msvc' : ''
  return `nodejs-polars-${platform}-${arch}${kind}`
}

/** Loads Polars from the cache. @returns {any} */
export function loadPolars() {
  const loaded = createRequire(join(FOLDER, 'package.json'))('nodejs-polars')
  return loaded.default ?? loaded
}

/** @type {{ why: string | undefined } | undefined} */
let known

/** Why Polars can't be had; it is installed when this is first asked. */
export function lacksPolars() {
  known ??= { why: install() }
  return known.why
}

/** @returns {string | undefined} */
function install() {
  const names = ['nodejs-polars', platformPackage()]
  if (!names.every((name) => existsSync(join(FOLDER, 'node_modules', name)))) {
    mkdirSync(FOLDER, { recursive: true })
    const flags = ['--no-save', '--force', '--no-audit', '--no-fund', '--fetch-retry-mintimeout', '1000']
    const args = ['install', ...flags, '--prefix', FOLDER, ...names.map((name) => `${name}@${VERSION}`)]
    const { status, stderr, error } = spawnSync('npm', args, {
      encoding: 'utf8',
      shell: process.platform === 'win32',
      timeout: 120_000,
    })
    if (status !== 0)
      return `Polars could not be installed: ${error?.message ?? stderr.match(/npm error (?!code|errno|syscall)(.*)/)?.[1] ?? stderr.trim()}`
  }
  try {
    loadPolars()
  } catch (error) {
    return `Polars does not load: ${/** @type {Error} */ (error).message.split('\n')[0]}`
  }
  return undefined
}
