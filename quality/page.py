"""deepchecks' results as one page that loads nothing."""

import html
import re

from deepchecks.core import SuiteResult

STYLE = """
body { font-family: system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
table { border-collapse: collapse; }
tr + tr { border-top: 1px solid #ddd; }
"""
LONG_SCRIPT = re.compile(r"<script>/\*\*\s*\* plotly\.js.*?</script>", re.DOTALL)


def one_plotly(text: str) -> str:
    """Every figure brings the whole of plotly.js along: five megabytes each, of which one does."""
    seen = False

    def keep_first(match: re.Match) -> str:
        nonlocal seen
        kept = "" if seen else match.group()
        seen = True
        return kept

    return LONG_SCRIPT.sub(keep_first, text)


def page(result: SuiteResult, words: str) -> str:
    """@param words  what was checked, under the title"""
    body = result.html_serializer.serialize(
        output_id="checks",
        include_requirejs=False,
        include_plotlyjs=False,
        connected=False,
    )
    title = html.escape(result.name)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<p>{html.escape(words)}</p>\n"
        f"{one_plotly(body)}\n</body>\n</html>\n"
    )
