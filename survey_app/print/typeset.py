"""Templates and data -> PDF: long documents in parts, each in a process of its own."""

import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pypdf import PdfWriter

__all__ = ["Json", "TypesettingError", "merged", "typeset", "typeset_parts"]

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_WORKER = Path(__file__).with_name("worker.py")
_AT_ONCE = 2
_SECONDS = 120


class TypesettingError(RuntimeError):
    """A document could not be set: a mistake in a template, or a worker that did not end."""


def typeset(template: str, data: Json) -> bytes:
    """One document from `template`.typ; `data` reaches it as values, never as markup.

    Text is brought to NFC. Raises TypesettingError with typst's own message.
    """
    # Isolated (-I): neither this folder nor the environment decides what the worker imports.
    command = [sys.executable, "-I", str(_WORKER), template]
    text = json.dumps(_composed(data), ensure_ascii=False, allow_nan=False)
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, our own file
            command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=True
        )
    except subprocess.CalledProcessError as error:
        message = error.stderr.decode(errors="replace").strip()
        raise TypesettingError(f"{template}: {message}") from error
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"{template}: not set within {_SECONDS} seconds") from error
    return done.stdout


def typeset_parts(template: str, parts: Sequence[Json]) -> bytes:
    """The parts as one document, in order; two are set at a time, none in this process."""
    if len(parts) == 1:
        return typeset(template, parts[0])
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        return merged(list(workers.map(lambda part: typeset(template, part), parts)))


def merged(documents: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in order."""
    writer = PdfWriter()
    for document in documents:
        writer.append(io.BytesIO(document))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _composed(data: Json) -> Json:
    """The data with every text in NFC: a mark typed apart from its letter would be set apart."""
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data)
    if isinstance(data, Mapping):
        return {key: _composed(value) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_composed(value) for value in data]
    return data
