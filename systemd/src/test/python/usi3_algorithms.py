"""What usi3.py needs and neither Debian's pycryptodome 3.11 nor the standard library has."""
import hashlib
import hmac

from Cryptodome.Cipher import AES

Q = 3329  # of ML-KEM


class Violation(Exception):
    """The other side did what the page does not allow."""

    def __init__(self, what, reason="protocol"):
        super().__init__(what)
        self.reason = reason


def check(condition, what, reason="protocol"):
    if not condition:
        raise Violation(what, reason)


# --- OCB, RFC 7253 -------------------------------------------------------------------------------------------------

def double(block):
    return ((block << 1) ^ (0x87 if block >> 127 else 0)) & (1 << 128) - 1


def fold(data):
    """All blocks of 16 bytes joined by XOR, as a number."""
    value, blocks = int.from_bytes(data, "big"), 1
    while blocks * 16 < len(data):
        blocks *= 2
    while blocks > 1:
        blocks //= 2
        value = (value >> 128 * blocks) ^ (value & (1 << 128 * blocks) - 1)
    return value


def xor(*parts):
    value = 0
    for part in parts:
        value ^= int.from_bytes(part, "big")
    return value.to_bytes(len(parts[0]), "big")


class Ocb:
    """pycryptodome's own ignores the fifteenth byte of the nonce, which is the counter's lowest."""

    def __init__(self, key):
        self.aes = AES.new(key, AES.MODE_ECB)
        self.star = self.block(0)
        self.dollar = double(self.star)
        self.powers = [double(self.dollar)]
        self.walk, self.last = bytearray(), 0  # offset i without the one that comes from the nonce

    def block(self, number):
        return int.from_bytes(self.aes.encrypt(number.to_bytes(16, "big")), "big")

    def offsets(self, first, blocks):
        while len(self.walk) < 16 * blocks:
            index = len(self.walk) // 16 + 1
            zeros = (index & -index).bit_length() - 1
            while len(self.powers) <= zeros:
                self.powers.append(double(self.powers[-1]))
            self.last ^= self.powers[zeros]
            self.walk += self.last.to_bytes(16, "big")
        return xor(first.to_bytes(16, "big") * blocks, self.walk[:16 * blocks]) if blocks else b""

    def start(self, nonce):
        block = int.from_bytes((b"\x01" + nonce).rjust(16, b"\0"), "big")
        top = self.block(block & ~63)
        stretch = top << 64 | (top >> 64) ^ (top >> 56 & (1 << 64) - 1)
        return stretch >> 64 - (block & 63) & (1 << 128) - 1

    def hash(self, data):
        whole = len(data) & ~15
        offsets = self.offsets(0, whole // 16)
        total = fold(self.aes.encrypt(xor(data[:whole], offsets))) if whole else 0
        if whole < len(data):
            last = int.from_bytes(offsets[-16:], "big") ^ self.star
            total ^= self.block(last ^ int.from_bytes((data[whole:] + b"\x80").ljust(16, b"\0"), "big"))
        return total

    def crypt(self, cipher, nonce, data, associated, plain):
        """The other form of data, and the tag; `plain` says which of both is the plaintext, the argument or the result."""
        first, whole = self.start(nonce), len(data) & ~15
        offsets = self.offsets(first, whole // 16)
        result = xor(cipher(xor(data[:whole], offsets)), offsets) if whole else b""
        last = int.from_bytes(offsets[-16:], "big") if whole else first
        if whole < len(data):
            last ^= self.star
            pad = self.block(last).to_bytes(16, "big")
            result += xor(data[whole:], pad[:len(data) - whole])
        text = plain(data, result)
        checksum = fold(text[:whole])
        if whole < len(data):
            checksum ^= int.from_bytes((text[whole:] + b"\x80").ljust(16, b"\0"), "big")
        tag = self.block(checksum ^ last ^ self.dollar) ^ self.hash(associated)
        return result, tag.to_bytes(16, "big")

    def seal(self, nonce, plain, associated=b""):
        """Ciphertext and tag."""
        return self.crypt(self.aes.encrypt, nonce, plain, associated, lambda data, result: data)

    def open(self, nonce, ciphertext, tag, associated=b""):
        plain, right = self.crypt(self.aes.decrypt, nonce, ciphertext, associated, lambda data, result: result)
        if not hmac.compare_digest(tag, right):
            raise ValueError("wrong tag")
        return plain


# --- X25519, RFC 7748 ----------------------------------------------------------------------------------------------

def x25519(scalar, point=b"\x09" + bytes(31)):
    p = 2 ** 255 - 19
    k = int.from_bytes(scalar, "little") & (1 << 255) - 8 | 1 << 254
    k &= (1 << 255) - 1
    x1 = (int.from_bytes(point, "little") & (1 << 255) - 1) % p
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap != bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % p, b * b % p, d * a % p, c * b % p
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % p, x1 * (da - cb) ** 2 % p
        x2, z2 = aa * bb % p, e * (aa + 121665 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


# --- ML-KEM-768, FIPS 203 ------------------------------------------------------------------------------------------

BITS = [int(f"{i:07b}"[::-1], 2) for i in range(128)]
ZETAS = [pow(17, b, Q) for b in BITS]
GAMMAS = [pow(17, 2 * b + 1, Q) for b in BITS]


def ntt(f):
    f, k, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, 256, 2 * length):
            for j in range(start, start + length):
                t = ZETAS[k] * f[j + length]
                f[j], f[j + length] = (f[j] + t) % Q, (f[j] - t) % Q
            k += 1
        length //= 2
    return f


def inverse_ntt(f):
    f, k, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, 256, 2 * length):
            for j in range(start, start + length):
                f[j], f[j + length] = (f[j] + f[j + length]) % Q, ZETAS[k] * (f[j + length] - f[j]) % Q
            k -= 1
        length *= 2
    return [x * 3303 % Q for x in f]


def add(*polynomials):
    return [sum(x) % Q for x in zip(*polynomials)]


def multiply(f, g):
    h = []
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h += [(a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q]
    return h


def dot(fs, gs):
    return add(*(multiply(f, g) for f, g in zip(fs, gs)))


def sample_ntt(seed):
    size = 840
    while True:
        stream, out = hashlib.shake_128(seed).digest(size), []
        for a, b, c in zip(*[iter(stream)] * 3):
            out += [d for d in (a | (b & 15) << 8, b >> 4 | c << 4) if d < Q]
        if len(out) >= 256:
            return out[:256]
        size *= 2


def sample_cbd(seed, n):
    bits = int.from_bytes(hashlib.shake_256(seed + bytes([n])).digest(128), "little")
    nibbles = (bits >> 4 * i & 15 for i in range(256))
    return [((x & 1) + (x >> 1 & 1) - (x >> 2 & 1) - (x >> 3)) % Q for x in nibbles]


def encode(d, f):
    return sum(x << d * i for i, x in enumerate(f)).to_bytes(32 * d, "little")


def decode(d, data):
    """As many polynomials as there are."""
    value = int.from_bytes(data, "little")
    numbers = [value >> d * i & (1 << d) - 1 for i in range(len(data) * 8 // d)]
    return [numbers[i:i + 256] for i in range(0, len(numbers), 256)]


def compress(d, f):
    return [((x << d) + Q // 2) // Q % (1 << d) for x in f]


def decompress(d, f):
    return [(x * Q + (1 << d - 1)) >> d for x in f]


def matrix(rho):
    return [[sample_ntt(rho + bytes([j, i])) for j in range(3)] for i in range(3)]


def kem_keys(d, z):
    """Encapsulation key and decapsulation key."""
    seeds = hashlib.sha3_512(d + b"\x03").digest()
    rho, sigma = seeds[:32], seeds[32:]
    s, e = ([ntt(sample_cbd(sigma, n)) for n in numbers] for numbers in (range(3), range(3, 6)))
    t = [add(dot(row, s), x) for row, x in zip(matrix(rho), e)]
    ek = b"".join(encode(12, x) for x in t) + rho
    return ek, b"".join(encode(12, x) for x in s) + ek + hashlib.sha3_256(ek).digest() + z


def kem_encrypt(ek, m, r):
    t, columns = decode(12, ek[:1152]), zip(*matrix(ek[1152:]))
    y = [ntt(sample_cbd(r, n)) for n in range(3)]
    u = [add(inverse_ntt(dot(column, y)), sample_cbd(r, n)) for n, column in enumerate(columns, 3)]
    v = add(inverse_ntt(dot(t, y)), sample_cbd(r, 6), decompress(1, decode(1, m)[0]))
    return b"".join(encode(10, compress(10, x)) for x in u) + encode(4, compress(4, v))


def kem_encapsulate(ek, m):
    """Secret and ciphertext."""
    if len(ek) != 1184 or any(x >= Q for f in decode(12, ek[:1152]) for x in f):
        raise Violation("ML-KEM key is not a canonical encoding")
    both = hashlib.sha3_512(m + hashlib.sha3_256(ek).digest()).digest()
    return both[:32], kem_encrypt(ek, m, both[32:])


def kem_decapsulate(dk, c):
    s, ek, h, z = decode(12, dk[:1152]), dk[1152:2336], dk[2336:2368], dk[2368:]
    u = [ntt(decompress(10, x)) for x in decode(10, c[:960])]
    v = decompress(4, decode(4, c[960:])[0])
    w = [(a - b) % Q for a, b in zip(v, inverse_ntt(dot(s, u)))]
    m = encode(1, compress(1, w))
    both = hashlib.sha3_512(m + h).digest()
    if hmac.compare_digest(kem_encrypt(ek, m, both[32:]), c):
        return both[:32]
    return hashlib.shake_256(z + c).digest(32)


# --- CBOR, the page's part of RFC 8949 -----------------------------------------------------------------------------

def cbor(value):
    def head(major, number):
        for code, size in ((None, 0), (24, 1), (25, 2), (26, 4), (27, 8)):
            if number < (24 if code is None else 1 << 8 * size):
                return bytes([major << 5 | (number if code is None else code)]) + (
                    number.to_bytes(size, "big") if size else b"")
        raise ValueError("too large")

    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    pairs = sorted((cbor(key), cbor(item)) for key, item in value.items())
    return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)


def uncbor(data):
    """A map. What is not in the one allowed form differs from what encoding it again gives."""
    at = 0

    def take(count):
        nonlocal at
        check(len(data) - at >= count, "CBOR ends early")
        at += count
        return data[at - count:at]

    def item(levels):
        first = take(1)[0]
        major, number = first >> 5, first & 31
        if first in (0xF4, 0xF5):
            return first == 0xF5
        check(major in (0, 2, 3, 4, 5) and number <= 27, "CBOR that the page does not have")
        if number >= 24:
            number = int.from_bytes(take(1 << number - 24), "big")
        if major == 0:
            check(number < 1 << 63, "an integer too large")
            return number
        if major == 2:
            return take(number)
        if major == 3:
            return take(number).decode()
        check(levels > 0, "CBOR too deep")
        check(number <= len(data), "CBOR ends early")
        if major == 4:
            return [item(levels - 1) for _ in range(number)]
        result = {}
        for _ in range(number):
            key = item(0)
            check(isinstance(key, str), "a key that is no text")
            result[key] = item(levels - 1)
        return result

    try:
        value = item(4)
    except UnicodeDecodeError as e:
        raise Violation("a text that is not UTF-8") from e
    check(isinstance(value, dict) and cbor(value) == data, "CBOR is not deterministic")
    return value


# --- HKDF, RFC 5869, for at most one block -------------------------------------------------------------------------

def extract(salt, ikm):
    return hmac.digest(salt, ikm, "sha256")


def expand(prk, info, length=32):
    return hmac.digest(prk, info + b"\x01", "sha256")[:length]
