/** MD5 and the SHA family, which only https has; constants are computed. */

const upTo = (length) => [...Array(length).keys()];
const whole = (number) => BigInt(Math.floor(number));
const cut = BigInt.asUintN;
const left = (word, by, bits = 32) =>
  (cut(bits, word) << BigInt(by)) | (cut(bits, word) >> BigInt(bits - by));
const choice = (b, c, d) => (b & c) | (~b & d);
const majority = (b, c, d) => (b & c) | (b & d) | (c & d);
const parity = (b, c, d) => b ^ c ^ d;
const primes = upTo(410).filter((each) => each > 1 && upTo(each).every((by) => by < 2 || each % by));

function behind(prime, root, bits) {
  let low = 0n;
  for (let bit = 1n << 70n; bit; bit >>= 1n) {
    if ((low + bit) ** root <= BigInt(prime) << (64n * root)) low += bit;
  }
  return cut(64, low) >> BigInt(64 - bits);
}

function digest(text, bits, little, state, mixed) {
  const bytes = new TextEncoder().encode(text);
  const block = bits * 2;
  const view = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 1 + bits / 4) / block) * block));
  new Uint8Array(view.buffer).set([...bytes, 128]);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length * 8), little);
  for (let start = 0; start < view.byteLength; start += block) {
    const words = upTo(16).map((at) =>
      bits > 32 ? view.getBigUint64(start + at * 8) : BigInt(view.getUint32(start + at * 4, little)),
    );
    const added = mixed(state, words);
    state = state.map((word, at) => cut(bits, word + added[at]));
  }
  return state.flatMap((word) => {
    const found = upTo(bits / 8).map((at) => Number((word >> BigInt(8 * at)) & 255n));
    return little ? found : found.reverse();
  });
}

const START = [0x67452301n, 0xefcdab89n, ~0x67452301n, ~0xefcdab89n, 0xc3d2e1f0n];
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

const md5 = (text) =>
  digest(text, 32, true, START.slice(0, 4), ([a, b, c, d], words) => {
    for (const step of upTo(64)) {
      const round = step >> 4;
      const mix = [choice(b, c, d), choice(d, b, c), parity(b, c, d), c ^ (b | ~d)][round];
      const word = words[(step * [1, 5, 3, 7][round] + [0, 1, 5, 0][round]) % 16];
      const sum = a + mix + word + whole(Math.abs(Math.sin(step + 1)) * 2 ** 32);
      [a, d, c, b] = [d, c, b, b + left(sum, SHIFTS[round * 4 + (step % 4)])];
    }
    return [a, b, c, d];
  });

const sha1 = (text) =>
  digest(text, 32, false, START, ([a, b, c, d, e], words) => {
    for (const step of upTo(80)) {
      words[step] ??= cut(32, left(parity(words[step - 3], words[step - 8], words[step - 14]) ^ words[step - 16], 1));
      const round = Math.floor(step / 20);
      const mix = [choice, parity, majority, parity][round](b, c, d);
      const sum = left(a, 5) + mix + e + whole(2 ** 30 * Math.sqrt([2, 3, 5, 10][round]));
      [a, b, c, d, e] = [sum + words[step], a, left(b, 30), c, d];
    }
    return [a, b, c, d, e];
  });

const sha2 = (size) => (text) => {
  const bits = size > 256 ? 64 : 32;
  const mix = (word, one, two, three, last = left(word, bits - three, bits)) =>
    parity(left(word, bits - one, bits), left(word, bits - two, bits), last);
  const turns = bits > 32
    ? [[1, 8, 7], [19, 61, 6], [14, 18, 41], [28, 34, 39]]
    : [[7, 18, 3], [17, 19, 10], [6, 11, 25], [2, 13, 22]];
  const first = size === 384 ? 8 : 0;
  const roots = primes.slice(first, first + 8).map((prime) => behind(prime, 2n, bits));
  return digest(text, bits, false, roots, ([a, b, c, d, e, f, g, h], words) => {
    const spread = (word, turn) => mix(word, ...turn, word >> BigInt(turn[2]));
    for (const step of upTo(bits > 32 ? 80 : 64)) {
      words[step] ??= cut(
        bits,
        words[step - 16] + spread(words[step - 15], turns[0]) + words[step - 7] + spread(words[step - 2], turns[1]),
      );
      const sum = h + mix(e, ...turns[2]) + choice(e, f, g) + behind(primes[step], 3n, bits) + words[step];
      [a, b, c, d, e, f, g, h] = [sum + mix(a, ...turns[3]) + majority(a, b, c), a, b, c, d + sum, e, f, g];
    }
    return [a, b, c, d, e, f, g, h];
  }).slice(0, size / 8);
};

/** @type {Record<string, (text: string) => number[]>} */
export const DIGESTS = {
  md5,
  sha1,
  sha256: sha2(256),
  sha384: sha2(384),
  sha512: sha2(512),
};
