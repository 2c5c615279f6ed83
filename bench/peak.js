// Preloaded into a measured process: writes its peak memory to file descriptor 3 when it ends.
import { readFileSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/**
 * Bytes. Linux hands the peak of whoever started a process, here the bench with its data, on as `maxRSS`; the status of
 * the process has its own.
 */
function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
}

if (isMainThread) process.on('exit', () => writeSync(3, JSON.stringify({ peak_bytes: peak() })))
