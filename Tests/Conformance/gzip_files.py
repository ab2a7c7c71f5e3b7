"""Small gzip files of every kind of block, with the CRC-32 of what they hold."""
import base64
import gzip
import io
import pathlib
import random
import zlib

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "gzip.json"


def member(data, level, strategy=zlib.Z_DEFAULT_STRATEGY, name=None):
    packer = zlib.compressobj(level, zlib.DEFLATED, 31, 8, strategy)
    packed = packer.compress(data) + packer.flush()
    if name:
        packed = packed[:3] + bytes([packed[3] | 8]) + packed[4:10] + name.encode() + b"\0" + packed[10:]
    return packed


def main():
    random.seed(1)
    text = b"the gradient was cut by argmax, line 3; " * 40
    noise = random.randbytes(700)
    skewed = bytes(min(int(random.expovariate(0.1)), 255) for _ in range(3000))
    long_away = noise + bytes(33000 - len(noise)) + noise
    cases = {
        "empty": member(b"", 9), "stored": member(noise, 0), "fixed": member(text[:60], 9, zlib.Z_FIXED),
        "dynamic": member(skewed, 9), "repeated": member(text, 9), "run": member(bytes(20000), 9),
        "far": member(long_away, 9), "named": member(text, 6, name="mnist"),
        "huffman": member(skewed, 9, zlib.Z_HUFFMAN_ONLY),
        "two_members": member(text, 6) + member(noise, 6),
    }
    lines = []
    for name, packed in cases.items():
        plain = gzip.GzipFile(fileobj=io.BytesIO(packed)).read()
        lines.append(encoding.line({
            "name": name, "packed": base64.b64encode(packed).decode(), "count": len(plain),
            "crc": zlib.crc32(plain)}))
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
