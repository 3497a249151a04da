// A small deterministic generator (xorshift128), so that one number reproduces a whole run.

/** Draws from a seed. `below(n)` is uniform over 0 … n − 1. */
export function generator(seed) {
  const state = new Uint32Array(4);
  for (let i = 0; i < 4; i++) state[i] = Math.imul(seed + i + 1, 0x9e3779b9) ^ (0x85ebca6b >>> i);
  const word = () => {
    let t = state[3];
    state.copyWithin(1, 0, 3);
    t ^= t << 11;
    t ^= t >>> 8;
    state[0] = t ^ state[1] ^ (state[1] >>> 19);
    return state[0];
  };
  for (let i = 0; i < 16; i++) word();
  const below = (n) => word() % n;
  const pick = (list) => list[below(list.length)];
  /** True once in `n` times. */
  const once = (n) => below(n) === 0;
  const bytes = (length) => Uint8Array.from({ length }, () => below(256));
  return { below, pick, once, bytes };
}
