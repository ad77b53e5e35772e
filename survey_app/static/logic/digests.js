/** MD5 and the SHA family, at once and without a secure context; constants are computed. */

const words = Array.from({ length: 64 }, (_, index) => index);
const primes = Array.from({ length: 410 }, (_, index) => index).filter(
  (each) => each > 1 && !words.some((by) => by > 1 && by < each && each % by === 0),
);

/** The first bits behind the point of a prime's root, as a 64-bit word. @param {number} prime @param {bigint} root */
function fraction(prime, root) {
  const power = BigInt(prime) << (64n * root);
  let low = 0n;
  for (let bit = 1n << 70n; bit; bit >>= 1n) if ((low + bit) ** root <= power) low += bit;
  return BigInt.asUintN(64, low);
}

/** @param {Uint8Array} bytes @param {number} block @param {boolean} littleEndian */
function padded(bytes, block, littleEndian) {
  const room = block / 8;
  const view = new DataView(
    new ArrayBuffer(Math.ceil((bytes.length + 1 + room) / block) * block),
  );
  bytes.forEach((byte, index) => view.setUint8(index, byte));
  view.setUint8(bytes.length, 128);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

/** @param {number} word @param {number} by */
const left = (word, by) => (word << by) | (word >>> (32 - by));

/** @param {Uint8Array} bytes */
function md5(bytes) {
  const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  const view = padded(bytes, 64, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let start = 0; start < view.byteLength; start += 64) {
    let [a, b, c, d] = state;
    for (const step of words) {
      const round = step >> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const at = (step * [1, 5, 3, 7][round] + [0, 1, 5, 0][round]) % 16;
      const constant = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
      const sum = (a + mixed + constant + view.getUint32(start + at * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + left(sum, shifts[round * 4 + (step % 4)])) | 0];
    }
    [a, b, c, d].forEach((word, index) => (state[index] = (state[index] + word) | 0));
  }
  return output(state.map((word) => BigInt(word >>> 0)), 4, true);
}

/** @param {Uint8Array} bytes */
function sha1(bytes) {
  const view = padded(bytes, 64, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let start = 0; start < view.byteLength; start += 64) {
    const w = words.slice(0, 16).map((index) => view.getUint32(start + index * 4));
    let [a, b, c, d, e] = state;
    for (let step = 0; step < 80; step++) {
      if (step > 15) w[step] = left(w[step - 3] ^ w[step - 8] ^ w[step - 14] ^ w[step - 16], 1);
      const round = Math.floor(step / 20);
      const mixed = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d][round];
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round];
      [a, b, c, d, e] = [(left(a, 5) + mixed + e + constant + w[step]) | 0, a, left(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((word, index) => (state[index] = (state[index] + word) | 0));
  }
  return output(state.map((word) => BigInt(word >>> 0)), 4, false);
}

/** SHA-2. @param {Uint8Array} bytes @param {number} bits 256, 384 or 512 */
function sha2(bytes, bits) {
  const size = bits === 256 ? 32 : 64;
  const width = BigInt(size);
  const turns =
    size === 32
      ? [7n, 18n, 3n, 17n, 19n, 10n, 2n, 13n, 22n, 6n, 11n, 25n]
      : [1n, 8n, 7n, 19n, 61n, 6n, 28n, 34n, 39n, 14n, 18n, 41n];
  /** @param {bigint} word */
  const cut = (word) => BigInt.asUintN(size, word);
  /** @param {bigint} word @param {bigint} by */
  const right = (word, by) => (word >> by) | cut(word << (width - by));
  /** @param {bigint} x @param {number} from @param {boolean} shift */
  const mix = (x, from, shift) =>
    right(x, turns[from]) ^
    right(x, turns[from + 1]) ^
    (shift ? x >> turns[from + 2] : right(x, turns[from + 2]));
  const constants = primes
    .slice(0, size === 32 ? 64 : 80)
    .map((prime) => fraction(prime, 3n) >> (64n - width));
  const first = bits === 384 ? 8 : 0;
  const state = primes
    .slice(first, first + 8)
    .map((prime) => fraction(prime, 2n) >> (64n - width));
  const view = padded(bytes, size * 2, false);
  for (let start = 0; start < view.byteLength; start += size * 2) {
    const w = words.slice(0, 16).map((index) => {
      const at = start + (index * size) / 8;
      return size === 32 ? BigInt(view.getUint32(at)) : view.getBigUint64(at);
    });
    let [a, b, c, d, e, f, g, h] = state;
    constants.forEach((constant, step) => {
      if (step > 15) {
        w[step] = cut(w[step - 16] + mix(w[step - 15], 0, true) + w[step - 7] + mix(w[step - 2], 3, true));
      }
      const one = h + mix(e, 9, false) + ((e & f) ^ (cut(~e) & g)) + constant + w[step];
      const two = mix(a, 6, false) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [cut(one + two), a, b, c, cut(d + one), e, f, g];
    });
    [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = cut(state[index] + word)));
  }
  return output(state, size / 8, false).slice(0, bits / 8);
}

/** @param {bigint[]} state @param {number} size @param {boolean} littleEndian */
function output(state, size, littleEndian) {
  return state.flatMap((word) => {
    const bytes = Array.from({ length: size }, (_, index) =>
      Number(BigInt.asUintN(8, word >> BigInt(8 * index))),
    );
    return littleEndian ? bytes : bytes.reverse();
  });
}

/** @type {Record<string, (bytes: Uint8Array) => number[]>} */
export const DIGESTS = {
  md5,
  "sha-1": sha1,
  "sha-256": (bytes) => sha2(bytes, 256),
  "sha-384": (bytes) => sha2(bytes, 384),
  "sha-512": (bytes) => sha2(bytes, 512),
};
