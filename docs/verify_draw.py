"""Draw a campaign again from its files and compare the manifest; uses nothing of par-survey.
python verify_draw.py FOLDER, or FOLDER/MANIFEST.json: what was published of a draw, by the steps of
draw.md. Says what was checked; the last line is PASSED with exit status 0, or FAILED with 1."""
import csv, hashlib, io, json, os, sys, tomllib, unicodedata; from bisect import bisect_right
from fractions import Fraction; from itertools import accumulate, count, islice, pairwise; from math import ceil, floor, isqrt, lcm
AGENCIES = {"council_deputies": "council", "district_leaders": "district"}  # others: department
FIELDS = "id stratum target exact list_size units_in_stratum units_drawn released".split(); DAYS, HEX, UNIT = ("commit_by", "freeze_by", "reveal_by"), set("0123456789abcdef"), "code name kind level parent_code valid_from valid_to".split()
def sha(*parts): return hashlib.sha256(b"".join(p.encode() if isinstance(p, str) else p for p in parts)).digest()
def of_json(value): return sha(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)).hex()
def of_lines(lines): return sha(*(f"{line}\n" for line in lines)).hex()
def stream(seed, label):  # gives below(n), a number from 0 to n - 1
    prefix = sha("par-survey/stream/1\n", seed) + sha(label)
    words = (block[i : i + 8] for block in (sha(prefix, i.to_bytes(8, "big")) for i in count()) for i in (0, 8, 16, 24))
    def below(n):
        span, k = next((2 ** (64 * k), k) for k in count(1) if 2 ** (64 * k) >= n)
        while (x := int.from_bytes(b"".join(islice(words, k)), "big")) >= span - span % n: pass
        return x % n
    return below
def sample(items, k, below):
    for place in range(k): items[place], items[pick] = items[pick := place + below(len(items) - place)], items[place]
    return items[:k]
def weight(size, power):  # size ** power, rounded down to 12 decimals
    q, most = power.denominator, size**power.numerator * 10 ** (12 * power.denominator)
    return Fraction(bisect_right(range(10**12 * (size + 1)), most, key=lambda x: x**q) - 1, 10**12)
def allocate(codes, sizes, total, minimum, power, answers, rule):  # rule: what is more than power allocation
    most, every, spread, cost = (rule.get(k) or x for k, x in (("maximum", sum(sizes)), ("take_all", []), ("deviations", {}), ("costs", {})))
    bounds = [(max(1, n),) * 2 if c in every else (min(minimum, size, most), min(max(min(minimum, size), n), most)) for c, size, n in zip(codes, sizes, (floor(size * answers) for size in sizes))]
    strata = [(weight(size, power) * Fraction(spread.get(c, 1)) / Fraction(isqrt(cost.get(c, 1) * 10**24), 10**12), *map(Fraction, pair)) for c, size, pair in zip(codes, sizes, bounds)]
    def shares(scale): return [min(y, max(x, scale * a)) for a, x, y in strata]
    scale = next(b for b in sorted({Fraction(0), *(b / a for a, x, y in strata for b in (x, y))}) if sum(shares(b)) >= total)
    return shares(scale - (sum(shares(scale)) - total) / slope if scale and (slope := sum(a for a, x, y in strata if x / a < scale <= y / a)) else scale)
def round_shares(shares, below, total=None):
    whole, rest = divmod(int(sum(shares) * (unit := lcm(*(share.denominator for share in shares)))), unit); first = unit - rest if total is not None and total > whole else 0
    ends = accumulate((int(x * unit) for x in shares), initial=first + below(unit if total is None else rest if first else unit - rest))
    return [b // unit - a // unit for a, b in pairwise(ends)]
def round_table(table, below):
    rows = [[*row, ceil(sum(row)) - sum(row)] for row in table]
    rows.append([ceil(total) - total for total in map(sum, zip(*rows))])
    unit = lcm(*(x.denominator for row in rows for x in row)); rest = [[int((x - floor(x)) * unit) for x in row] for row in rows]
    while row := [i for i, cells in enumerate(rest) if any(0 < x < unit for x in cells)][:1]:
        node, last, path, seen = (0, *row), -1, [], {}  # node: (0, row) or (1, column)
        while node not in seen:
            seen[node], (side, at) = len(path), node; line = [cells[at] for cells in rest] if side else rest[at]
            other = next(k for k, x in enumerate(line) if 0 < x < unit and k != last)
            path.append((other, at) if side else (at, other)); node, last = (1 - side, other), at
        cells = [(i, j, -1 if n % 2 else 1) for n, (i, j) in enumerate(path[seen[node] :])]
        up, down = map(min, zip(*((unit - rest[i][j], rest[i][j])[::sign] for i, j, sign in cells))); step = up if below(up + down) < down else -down
        for i, j, sign in cells: rest[i][j] += sign * step
    return [[floor(x) + rest[i][j] // unit for j, x in enumerate(r)] for i, r in enumerate(table)]
def chances(sizes, n):  # in proportion to size; those that would be above 1 are certain
    free = [*range(len(sizes))]
    while sure := [k for k in free if n * sizes[k] >= sum(sizes[j] for j in free)]: free, n = [k for k in free if k not in sure], n - len(sure)
    return [Fraction(n * x, sum(sizes[j] for j in free)) if k in free else Fraction(1) for k, x in enumerate(sizes)]
def systematic(p, kinds, sizes, below):  # by kind, in each by size, up and down by turns
    free = [k for turn, kind in enumerate(dict.fromkeys(kinds)) for k in sorted((k for k, own in enumerate(kinds) if own == kind and p[k] < 1), key=lambda k: sizes[k], reverse=turn % 2 == 1)]
    unit = lcm(*(p[k].denominator for k in free))
    ends = accumulate((int(p[k] * unit) for k in free), initial=-1 - below(unit) if free else 0)
    return [k for k, (a, b) in zip(free, pairwise(ends)) if b // unit > a // unit]
def sampford(p, kinds, sizes, below):  # one by size, the others by p / (1 - p), again until all are different
    free, n, drawn = [k for k, x in enumerate(p) if x < 1], int(sum(x for x in p if x < 1)), (); left = [sum(sizes[k] for k in free) - n * sizes[k] for k in free]
    ways = [[*accumulate(sizes[k] * by for k, by in zip(free, odds))] for odds in ([1] * len(free), [lcm(*left) // x for x in left])]
    while len(drawn) < n: drawn = {free[bisect_right(ends, below(ends[-1]))] for ends in (ways[0], *ways[1:] * (n - 1))}
    return drawn
def pareto(p, kinds, sizes, below):  # the certain ones, and those of least u / (1 - u) over p / (1 - p)
    u = [Fraction(below(2**64), 2**64) for _ in p]; return sorted(range(len(p)), key=lambda k: (p[k] < 1, u[k] / (1 - u[k]) * (1 / p[k] - 1), k))[: int(sum(p))]
BY_SIZE = {"pps_systematic": systematic, "sampford": sampford, "pareto": pareto}
def draw(units, agencies, roster, entries, design, strata, more, seed, salt):
    d, homes, lists, names, removed, cells, warnings = design["citizens"], {}, {}, {}, [], [], []
    rates, answers = [Fraction(d[k]) for k in ("power", "departments_power")], Fraction(d["eligibility"]) * Fraction(d["response"])
    for e in sorted(entries, key=lambda e: sha(e["person"], "|", e["desk"]), reverse=True): homes[e["person"]] = e["desk"]  # one list each: the last, so the smallest
    for e in sorted(entries, key=lambda e: (e["person"], e["desk"])):
        line = f"{e['desk']}\t{e['person']}"; people = lists.setdefault(e["desk"], {}) if homes[e["person"]] == e["desk"] else homes
        removed += [] if people.setdefault(e["person"], line) is line else [line]
    size = {desk: len(people) for desk, people in lists.items()}
    communes = {x["code"]: [f"commune:{u['code']}" for u in units if u["level"] == "commune" and u["parent_code"] == x["code"]] for x in units if x["level"] == "district"}
    own_desk, unit = [*communes], {f"commune:{u['code']}": u for u in units}
    communes |= {x["code"]: [f"commune:{u['code']}" for u in units if u["code"] in x["communes"]] for x in strata}
    own = (departments := [f"department:{a['code']}" for a in agencies]) * bool(total := d["departments_target"])
    rules = [d.get(x, {}) for x in ("areas", "departments")]; everyone = {*rules[0].get("take_all", []), *(f"department:{x}" for x in rules[1].get("take_all", []))}
    shares = allocate([x[11:] for x in own], [size[x] for x in own], total, d["department_minimum"], rates[1], answers, rules[1])
    places = [(None, x, x, share, n, 1, 1, 1) for x, share, n in zip(own, shares, own and round_shares(shares, stream(seed, "targets/departments")))]
    sizes = [[sum(size[x] for x in communes[c]), size.get(f"district:{c}", 0)] for c in communes]; shares = allocate(communes, [*map(sum, sizes)], d["districts_target"], d["minimum"], rates[0], answers, rules[0])
    table = [[share * part / sum(pair) for part in pair] for share, pair in zip(shares, sizes)]; rounded = round_table(table, stream(seed, "targets/districts"))
    for (c, desks), exact, whole in zip(communes.items(), table, rounded):
        places += [(c, f"district:{c}", f"{c}/district", exact[1], whole[1], 1, 1, 1)] if c in own_desk else []
        k, below = len(desks) if c in everyone else min(d["communes_per_district"], len(desks)), stream(seed, f"communes/{c}")
        p = chances(of := [int(unit[x].get("size") or size[x]) for x in desks], k) if d["selection"] in BY_SIZE else [Fraction(k, len(desks) or 1)] * len(desks)
        drawn = sorted({*(n for n, x in enumerate(p) if x == 1), *BY_SIZE[d["selection"]](p, [unit[x]["kind"] for x in desks], of, below)} if d["selection"] in BY_SIZE else sample([*range(len(desks))], k, below))
        parts = [size[desks[x]] / p[x] for x in drawn]; targets = round_shares(shares := [exact[0] * x / sum(parts) for x in parts], stream(seed, f"targets/{c}"), whole[0])
        places += [(c, desks[x], f"{c}/commune", *pair, len(desks), k, p[x]) for x, *pair in zip(drawn, shares, targets)]
    for c, desk, stratum, share, n, a, b, p in places:
        needed = ceil((target := min(n, size[desk])) / answers); m = size[desk] if {c, desk} & everyone else min(needed, size[desk])
        said = zip("share size target needed expected".split(), (share, size[desk], target, needed, m * answers)); text = [(k, str(x) if x == int(x) else f"{float(x):.2f}") for k, x in said]
        warnings += [{"code": code, "desk": desk, **dict(text[:many])} for code, holds, many in (("target_capped", target < n, 2), ("list_too_short", m < needed, 5), ("empty_cell", not target, 2)) if holds]
        cells.append((f"citizens/{c}/{desk}" if c else f"citizens/{desk}", stratum, target, share, size[desk], a, b, m, p))
        people = sample(sorted(lists[desk]), size[desk], stream(seed, f"names/{desk}")); names[desk] = {"names": size[desk], "released": people[:m], "order_sha256": of_lines(people)}
    for group in design["officials"]: cells += [(*[f"{group}/{AGENCIES.get(group, 'department')}"] * 2, *[n := sum(int(r["head_count"]) for r in roster if r["group"] == group)] * 3, 1, 1, n, 1)]
    extra = [next((k for k in units[0] if k.startswith("population_")), ""), *(["size"] if any(u.get("size") for u in units) else [])]
    frame = ["frame 2", *("\t".join(["unit", *(u[k] for k in UNIT), *(str(int(u[k])) if u.get(k) else "" for k in extra)])
                          for u in units), *("\t".join(["stratum", x["code"], x["name"], *x["communes"]]) for x in strata),
             *("\t".join(["agency", a["code"], a["name"], a["kind"]]) for a in agencies)]
    frame += [f"entry\t{line}" for c in ("", *communes) for x in ((*[f"district:{c}"][: c in own_desk], *communes[c]) if c else departments) for line in lists[x].values()]
    content = {"algorithm": "par-survey/draw/2", "stream": "par-survey/stream/1", "design": design,
        "design_digest": of_json(design), "seed": seed.hex(), "salt": salt.hex(), "desks": names,
        "frame_digest": of_lines(frame + [f"removed\t{line}" for line in removed]),
        "roster_digest": of_lines(["roster 1", *sorted("\t".join([r["group"], r["agency"], str(int(r["head_count"])), r["note"]]) for r in roster)]),
        "duplicates_removed": len(removed), "commitment": sha("par-survey/commitment/1\n", sha(salt), sha("seed\n", seed)).hex(),
        "districts": {c: [p[1] for p in places if p[0] == c] for c in communes}, "warnings": warnings,
        "cells": [dict(zip(FIELDS, x)) | {"exact": str(x[3]), "stage1": str(x[8]), "stage2": str(Fraction(x[7], x[4]))} for x in cells]} | ({"strata": strata} if strata else {}) | more
    return content | {"digest": of_json(content)}
def ceremony_faults(c, said):  # of a public draw, random-stream.md; "-" for what a party did not give
    terms, given = c["terms"], [(p["code"], x["commitment"] or "-", x["secret"] or "-") for p, x in zip(c["terms"]["parties"], c["parties"], strict=True)]
    rule, days = "par-survey/ceremony/1", [*(terms[k] for k in DAYS), terms["number"]["date"]]
    right = {"rule": rule, "terms_digest": of_json(terms), "not_committed": [p for p, k, _ in given if k == "-"],
        "not_revealed": [p for p, k, s in given if k != "-" == s], "parties": [{**x, "code": g[0]} for x, g in zip(c["parties"], given)]}
    names = [{" ".join(unicodedata.normalize("NFC", p[k]).casefold().split()) for p in terms["parties"]} for k in ("code", "name")]
    lines = [rule, f"campaign {c['campaign']}", f"act {c['act']}", f"terms {right['terms_digest']}", *(f"earlier {x}" for x in c["earlier"]),
        *(f"{k} {said[k + '_digest']}" for k in ("frame", "roster", "design")), *(f"party {p} {k} {s}" for p, k, s in given), f"number {c['number']}"]
    rules = {"its days are out of order": days[0] <= days[1] < days[2] < days[3], "fewer than two different parties": min(map(len, names)) == len(given) > 1,
        "fewer than two commitments": sum(k != "-" for _, k, _ in given) > 1, "a hash is not 64 hexadecimal digits": all(x == "-" or (len(x) == 64 and set(x) <= HEX) for g in given for x in g[1:]),
        "a secret does not give its commitment": all(s == "-" or sha(f"{rule} {c['campaign']} {c['act']} {p} {s}").hex() == k for p, k, s in given),
        "terms_digest, or who did not commit or reveal, is wrong": {**c, **right} == c, "secrets, commitments and number do not give the seed": of_lines(lines) == said["seed"],
        "its number has not the digits of the terms": len(c["number"]) == terms["number"]["digits"] and c["number"].isascii() and c["number"].isdigit()}
    return [f"ceremony: {fault}" for fault, holds in rules.items() if not holds]
def unannounced(toml, said):  # what campaign.toml said before the draw is what the seed rests on
    def day(x): return "-".join(n.zfill(2) for n in reversed(str(x).split("/")))
    if not (c := toml.get("ceremony")):
        right = toml["seed"].get("commitment") or sha("par-survey/commitment/1\n", sha(), sha("seed\n", toml["seed"]["public_demo"])).hex()
        return ["ceremony: campaign.toml announces none"] * ("ceremony" in said) + ["commitment: not the one in campaign.toml"] * (said["commitment"] != right)
    terms = {"parties": [{k: p[k] for k in ("code", "name")} for p in c["parties"]], "number": {**c["number"], "date": day(c["number"]["date"])}, **{k: day(c[k]) for k in DAYS}}
    return ["ceremony: not the one that campaign.toml announces"] * (said.get("ceremony", {}).get("terms") != terms)
def check(path):  # lines to print; those that begin with "failed" are faults
    said = json.loads(data := open(path := os.path.join(path, "draw.json") if os.path.isdir(path) else path, "rb").read())
    at = {part: os.path.join(os.path.dirname(path), file["name"]) for part, file in said["files"].items()}
    raw = {part: open(name, "rb").read() for part, name in at.items() if part != "lists" or os.path.exists(name)}
    for part, content in raw.items():
        found, right = sha(content).hex(), said["files"][part]["sha256"]
        yield f"checked: {at[part]} has the SHA-256 of the manifest" if found == right else f"failed: {at[part]} has SHA-256 {found}, the manifest says {right}"
    faults = unannounced(tomllib.loads(raw["campaign"].decode("utf-8-sig")), said) + (ceremony_faults(said["ceremony"], said) if "ceremony" in said else [])
    yield from [f"failed: {x}" for x in faults] or ["checked: the seed " + ("follows from what the parties and the lottery gave, by the terms in campaign.toml" if "ceremony" in said else "is the one that campaign.toml commits to")]
    rows = [[*csv.DictReader(io.StringIO(raw[k].decode("utf-8-sig"), newline=""))] for k in ("units", "agencies", "roster", "ids")]
    found = draw(*rows, said["design"], said.get("strata", []), {k: said[k] for k in ("ceremony", "files") if k in said}, *(bytes.fromhex(said[key]) for key in ("seed", "salt")))
    wrong = ", ".join(k for k in sorted({*found, *said}) if found.get(k) != said.get(k)) or "bytes alone: spaces, order or empty lines"; same = json.dumps(found, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n" == data
    yield f"checked: drawn again, {len(found['cells'])} cells come out to the last byte" if same else f"failed: drawn again, the manifest differs in {wrong}"
    yield "not checked: whether the ids are all there were on the lists, whether the design is that of [sampling] in campaign.toml, what was published when. Compare with what was published before the draw:"
    yield from (f"{k} {x}" for k, x in {**found, **found.get("ceremony", {})}.items() if k in ("commitment", "number") or "digest" in k)
lines = []; sys.stdout.reconfigure(encoding="utf-8")
try: lines += check(*sys.argv[1:])
except Exception as error: lines += [f"failed: a file is missing or is not what it should be: {type(error).__name__} {error}"]
print(*lines, "FAILED" if (failed := any(line.startswith("failed") for line in lines)) else "PASSED", sep="\n"); sys.exit(failed)
