// Where inputs and outputs of a bench lie: a folder of its own that is gone when the bench ends, however it ends.
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { endChild } from './child.js'

/** A disk in memory, on Linux: there no bench waits for a disk. */
const MEMORY = '/dev/shm'
/** Bytes that stay free beside what is written to memory. */
const ROOM = 3e9

/** @param {number} bytes that will lie there at most */
function baseFor(bytes) {
  if (process.env.BENCH_DIR) return process.env.BENCH_DIR
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    if (bavail * bsize > bytes && freemem() > bytes + ROOM) return MEMORY
  } catch {
    // There is none.
  }
  return tmpdir()
}

/** Makes the folder in `BENCH_DIR`, in memory if there is room, or where temporary files lie. @param {number} bytes */
export function makeFolder(bytes) {
  const base = baseFor(bytes)
  mkdirSync(base, { recursive: true })
  const path = mkdtempSync(join(base, 'provgate-bench-'))
  process.on('exit', () => {
    endChild()
    rmSync(path, { recursive: true, force: true })
  })
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]))
    process.on(signal, () => process.exit(code))
  return { base, path }
}
