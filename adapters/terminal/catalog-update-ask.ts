import { createInterface } from 'node:readline'
import type { World } from './command.ts'

/**
 * Puts a question to the person at the terminal; anything but `y` or `yes`, also the end of the input, means no.
 * @returns undefined where nobody can be asked
 */
export async function confirm(question: string, { interactive, signal }: World): Promise<boolean | undefined> {
  if (!interactive || !process.stdin.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await new Promise<string>((take, fail) => {
      lines.once('close', () => take(''))
      // On a terminal in raw mode the key for the signal comes as a character.
      lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
      signal.addEventListener('abort', () => fail(signal.reason), { once: true })
      lines.question(`${question} [y/N] `, take)
    })
    return /^\s*y(?:es)?\s*$/i.test(answer)
  } finally {
    lines.close()
  }
}
