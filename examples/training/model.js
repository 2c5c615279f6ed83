/** Letters that the model knows; all others are a space. */
const LETTERS = ' abcdefghijklmnopqrstuvwxyz.'
const SIZE = LETTERS.length

/** The smallest language model there is: the next letter by the last one, trained by gradient descent on cross entropy. */
export function createModel({ rate = 0.5 } = {}) {
  const logits = new Float64Array(SIZE * SIZE)

  /** @param {number} from */
  const probabilities = (from) => {
    const exps = Float64Array.from({ length: SIZE }, (_, to) => Math.exp(logits[from * SIZE + to] ?? 0))
    const sum = exps.reduce((a, b) => a + b, 0)
    return exps.map((value) => value / sum)
  }
  return {
    /**
     * One step on one text.
     * @param {string} text
     * @returns the mean loss before the step, in nats a letter
     */
    train(text) {
      const ids = [...text.toLowerCase()].map((letter) => Math.max(0, LETTERS.indexOf(letter)))
      const gradient = new Float64Array(SIZE * SIZE)
      let loss = 0
      for (let i = 1; i < ids.length; i++) {
        const [from, to] = [ids[i - 1] ?? 0, ids[i] ?? 0]
        const p = probabilities(from)
        loss -= Math.log(p[to] ?? 1)
        p.forEach((value, k) => {
          const at = from * SIZE + k
          gradient[at] = (gradient[at] ?? 0) + value - (k === to ? 1 : 0)
        })
      }
      const steps = Math.max(1, ids.length - 1)
      gradient.forEach((value, k) => {
        logits[k] = (logits[k] ?? 0) - (rate * value * SIZE) / steps
      })
      return loss / steps
    },
  }
}
