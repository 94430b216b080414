"""The browser itself: a page is opened and its script runs."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_page_is_opened_and_its_script_runs(chromium: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<p id=a>before</p><script>document.getElementById('a').textContent = 'after'</script>")
    assert page.inner_text("#a") == "after"
    context.close()
