import { configureGlobal } from 'fast-check'

/** Properties draw the same examples in every run; another seed is given as `FC_SEED=7 npm test`. */
configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_122) })
