"""Float32 results to the last bit: sums, softmax and cross entropy, on one thread.

Element i of an input is ((7919 i + 11) mod 10007 - 5003) / 512, which every float32 holds exactly.
Sums run in the same order on every CPU. A softmax adds as many numbers at once as a vector holds,
so rows of more than seven need a CPU with AVX-512, here and in the test.
"""
import pathlib

import torch

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "bits.json"
SIZES = [(1, n) for n in (1, 3, 7, 8, 9, 31, 64, 120, 200, 240, 1437, 5000, 70001)] + [
    (5, 3), (32, 3), (60, 2), (100, 5), (240, 16), (240, 33), (64, 10), (200, 64), (1437, 7)]


def numbers(rows, columns):
    i = torch.arange(rows * columns)
    return (((7919 * i + 11) % 10007 - 5003).float() / 512).reshape(rows, columns)


def record(op, x, result):
    LINES.append(encoding.line({
        "op": op, "rows": len(x), "columns": x.shape[1],
        "bits": result.flatten().view(torch.int32).tolist()[:64]}))


if __name__ == "__main__":
    torch.set_num_threads(1)
    LINES = []
    for rows, columns in SIZES:
        x = numbers(rows, columns)
        record("sum_rows", x, x.sum(1))
        record("sum_columns", x, x.sum(0))
        if columns <= 240:
            record("softmax", x, x.softmax(1))
            record("log_softmax", x, x.log_softmax(1))
        if 1 < columns <= 240:
            labels = torch.arange(rows) % columns
            record("cross_entropy", x, torch.nn.functional.cross_entropy(x, labels))
    FILE.write_text("\n".join(LINES) + "\n")
