// Preloaded into a measured process: writes its peak memory and time to file descriptor 3 when it ends.
import { writeSync } from 'node:fs'

process.on('exit', () => {
  const { maxRSS } = process.resourceUsage()
  writeSync(3, JSON.stringify({ peak_bytes: maxRSS * 1024, seconds: process.uptime() }))
})
