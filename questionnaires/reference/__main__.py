"""Hold an evaluator against a file of reference cases.

Example: python -m questionnaires.reference cases.json --engine browser

Prints what did not come out as expected; the disputed cases and those refused by the name of
an unsupported function apart, and not counted. Exit status 1 where something is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from questionnaires.reference import in_browser, in_python
from questionnaires.reference.cases import Engine
from questionnaires.reference.verdicts import Verdict, judged

ENGINES: dict[str, Engine] = {"python": in_python.results, "browser": in_browser.results}


def main(arguments: list[str] | None = None) -> int:
    """Read the file, print the verdicts, return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m questionnaires.reference",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, help="a file of cases, or a folder with cases.json")
    parser.add_argument("--engine", choices=ENGINES, default="python")
    given = parser.parse_args(arguments)
    path = given.path / "cases.json" if given.path.is_dir() else given.path
    try:
        cases = json.loads(path.read_text("utf-8"))["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        parser.error(f"{path} holds no cases: {error}")
    verdicts = judged(cases, ENGINES[given.engine])
    counted = [each for each in verdicts if not each.disputed and not each.refused]
    misses = [each for each in counted if not each.as_expected]
    disputed = [each for each in verdicts if each.disputed]
    _print("missed", misses)
    _print("refused", [each for each in verdicts if each.refused and not each.disputed])
    _print("disputed", [each for each in disputed if not each.as_expected])
    alike = sum(each.as_expected for each in disputed)
    out = sys.stdout.write
    out(f"{len(disputed)} disputed: {alike} as JavaRosa, ")
    out(f"{len(disputed) - alike} decided otherwise\n")
    out(f"{len(counted) - len(misses)} of {len(counted)} as expected\n")
    return 1 if misses else 0


def _print(heading: str, verdicts: Iterable[Verdict]) -> None:
    for each in verdicts:
        case = each.case
        expected = "error" if case.get("error") else case["expected"]
        why = f" ({', '.join(case['why'])})" if each.disputed else ""
        sys.stdout.write(
            f"{heading}{why}: {case['id']}: {case['expression']}\n"
            f"    answers {json.dumps(case['answers'], ensure_ascii=False)}\n"
            f"    expected {json.dumps(expected, ensure_ascii=False)}\n"
            f"    got {json.dumps(each.got.get('each', each.got), ensure_ascii=False)}\n"
        )


if __name__ == "__main__":
    sys.exit(main())
