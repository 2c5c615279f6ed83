import { type Logger, pino } from 'pino'

/** The log of a run: JSON lines on stderr when `PROVGATE_LOG` names a level, else silence. Record text never reaches it. */
export function createLog(env: Readonly<Record<string, string | undefined>>): Logger {
  const level = env.PROVGATE_LOG ?? 'silent'
  const stderr = pino.destination({ fd: 2, sync: true })
  // A log that can't be written must not end the run that it is about.
  stderr.on('error', () => undefined)
  return pino(
    {
      level: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].includes(level) ? level : 'info',
      base: null,
      redact: { paths: ['token', '*.token', 'headers.authorization'], censor: '[redacted]' },
    },
    stderr,
  )
}
