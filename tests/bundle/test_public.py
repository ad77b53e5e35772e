"""The public bundle: figures follow from rows and sums, and no row tells of anybody."""

from __future__ import annotations

from collections.abc import Mapping

from survey_app.bundle.verifying import verify
from tests.bundle.test_verifying import said


def test_an_untouched_public_bundle_gives_the_figures_again(opened: Mapping[str, bytes]) -> None:
    found = verify(opened)
    assert said(found) == []
    assert found.kind == "public"
    assert found.campaign == "nho"
    assert found.numbers > 500
    assert found.errors > 50
    assert found.apart < 1e-3
