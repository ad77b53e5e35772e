"""A process of its own that sets one document: JSON on its input, PDF on its output.

typst keeps what it has read for as long as the process lives, so each run ends with it.
Started by path, it imports nothing of this project and is there within a tenth of a second.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def main() -> None:
    """Set the template named by the one argument with the data read from the input."""
    try:
        pdf = typst.compile(
            HERE / f"{sys.argv[1]}.typ",
            root=HERE,
            font_paths=[HERE / "fonts"],
            ignore_system_fonts=True,
            sys_inputs={"data": sys.stdin.buffer.read().decode()},
            timestamp=0,  # the same document gives the same bytes
            format="pdf",
        )
    except typst.TypstError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
