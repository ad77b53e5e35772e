"""What of a page is seen and sent where there is no JavaScript."""

from __future__ import annotations

import re

__all__ = ["without_scripts"]

INNERMOST = re.compile(r"<(template|script)\b[^>]*>(?:(?!<template).)*?</\1>", re.S)


def without_scripts(html: str) -> str:
    """The page without its scripts and without what waits in templates."""
    while (left := INNERMOST.sub("", html)) != html:
        html = left
    return html
