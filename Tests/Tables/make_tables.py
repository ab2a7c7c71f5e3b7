"""Makes the tables of this folder's tests, each with a difficulty of its own. No one's data.

    python3 make_tables.py        writes Files/
"""
import csv
import gzip
import io
import math
import pathlib
import random

FILES = pathlib.Path(__file__).parent / "Files"


def comma(value, digits=2):
    return f"{value:.{digits}f}".replace(".", ",")


def rows_of(seed, count):
    """Boats that are hired: what they are, how long they are out, whether they come back dry."""
    chance = random.Random(seed)
    for index in range(count):
        wind = round(chance.uniform(0, 9), 1)
        kind = chance.choice(["dinghy", "canoe", "raft"])
        crew = chance.randint(1, 6)
        hours = round(0.5 + crew * 0.3 + wind * 0.2 + chance.gauss(0, 0.2), 2)
        dry = wind + chance.gauss(0, 1) < {"dinghy": 6, "canoe": 4, "raft": 3}[kind]
        yield index, wind, kind, crew, hours, dry, chance


def write(name, rows, delimiter=",", line="\n", start=""):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line).writerows(rows)
    (FILES / name).write_bytes((start + text.getvalue()).encode())


def main():
    FILES.mkdir(exist_ok=True)

    # Texts with commas, doubled quotes and line ends in quotes; a name in every row.
    table = [["name", "kind", "wind", "note", "dry"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(1, 60):
        note = ["calm, then gusts", 'said "fine"', "two\nlines"][index % 3]
        table.append([f"Boat {index}, no. {index * 7 % 60}", kind, wind, note, "yes" if dry else "no"])
    write("quotes.csv", table, line="\r\n")

    # Decimal commas, semicolons, a mark of UTF-8 at the beginning.
    table = [["Wind", "Besatzung", "Stunden"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(2, 50):
        table.append([comma(wind, 1), crew, comma(hours)])
    write("commas.csv", table, delimiter=";", start="\ufeff")

    # Gaps in every spelling, in numbers, kinds and the label.
    gaps = ["", "NA", "NaN", "?", "-", "null", "N/A", "."]
    table = [["wind", "kind", "crew", "dry"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(3, 80):
        row = [wind, kind, crew, "yes" if dry else "no"]
        if index % 10 == 4:
            row[index // 10 % 4] = gaps[index // 10]
        table.append(row)
    write("gaps.csv", table)

    # No header; blanks between the cells; classes are small whole numbers.
    lines = []
    for index, wind, kind, crew, hours, dry, chance in rows_of(4, 40):
        lines.append(f"  {wind:5.1f}   {crew} {hours:6.2f}   {int(dry)}")
    (FILES / "blanks.txt").write_text("\n".join(lines) + "\n")

    # Tabs, packed.
    table = [["wind", "crew", "hours", "kind"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(5, 60):
        shift = {"dinghy": 0, "canoe": 3, "raft": 6}[kind]
        table.append([round(wind / 3 + shift, 2), crew, hours, kind])
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(table)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(text.getvalue().encode())
    (FILES / "packed.tsv.gz").write_bytes(packed.getvalue())

    # Dates, some of them with a day that only one order of day and month can have.
    table = [["day", "start", "wind", "hours"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(6, 70):
        day, month = index % 28 + 1, index % 12 + 1
        hours = round(0.5 + 0.3 * month + wind * 0.2, 2)
        start = f"2021-{month:02d}-{day:02d} {index % 24:02d}:30"
        table.append([f"{day:02d}/{month:02d}/2021", start, wind, hours])
    write("dates.csv", table)

    # Columns that say nothing: a counter, an identifier, a constant, texts of too many kinds.
    table = [["", "boat_id", "harbour", "skipper", "empty", "wind", "dry"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(7, 60):
        skipper = f"{chance.choice('ABCDEFG')}. {chance.choice(['Ek', 'Ruud', 'Sol', 'Vik', 'Aas'])}"
        table.append(
            [index + 1, 40000 + index * 37 % 60, "Ness", skipper, "", wind, "dry" if dry else "wet"])
    write("nothing.csv", table)

    # A quantity of whole numbers, and one column that gives it away together with another.
    table = [["wind", "members", "guests", "boats"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(8, 90):
        members, guests = chance.randint(0, 40), chance.randint(0, 30)
        table.append([wind, members, guests, members + guests])
    write("leak.csv", table)

    # Classes of two rows and a sign among numbers that is none of the usual gaps.
    table = [["wind", "weight", "kind"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(9, 64):
        weight = f"{70 + index + wind:.1f}" if index % 30 else "unknown"
        table.append([wind, weight, "tug" if index in (5, 40) else kind])
    write("rare.csv", table)

    # Sizes that are far apart; numbers in every way to write them.
    table = [["tiny", "huge", "hours"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(10, 50):
        table.append([f"{wind * 1e-6:.3e}", f"+{crew * 1234567.891:.3f}", hours])
    write("scales.csv", table)

    # Names that are there twice or not at all, and words that YAML and Python read as something else.
    table = [["x", "x", "", "yes", "null"]]
    for index, wind, kind, crew, hours, dry, chance in rows_of(11, 45):
        table.append([wind, crew, ["on", "off", "none"][index % 3], hours, ["no", "yes"][dry]])
    write("names.csv", table)

    # A test set of its own.
    for name, seed, count in [("own_train.csv", 12, 60), ("own_test.csv", 13, 20)]:
        table = [["kind", "wind", "crew", "hours"]]
        for index, wind, kind, crew, hours, dry, chance in rows_of(seed, count):
            table.append([kind, wind, crew, hours])
        write(name, table)


if __name__ == "__main__":
    main()
