"""Preview: one page that shows a letter as its reader will see it: subject, phone, desktop and plain text."""

from __future__ import annotations

from html import escape
from pathlib import Path

from emails.letters import Letters
from emails.mistake import LetterMistake
from emails.samples import samples

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; margin: 24px; background: Canvas; color: CanvasText; }}
  h1 {{ font-size: 20px; margin: 0 0 4px; }}
  p {{ margin: 0 0 16px; opacity: .75; }}
  .frames {{ display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }}
  figure {{ margin: 0; }}
  figcaption {{ font-size: 13px; margin: 0 0 6px; opacity: .75; }}
  iframe, pre {{ border: 1px solid GrayText; border-radius: 8px; background: Canvas; max-width: 100%; }}
  pre {{ white-space: pre-wrap; padding: 16px; width: 600px; box-sizing: border-box; font: 14px/1.5 ui-monospace, monospace; }}
</style>
<h1>{subject}</h1>
<p>{preview}<br><small>{title}</small></p>
<div class="frames">
  <figure><figcaption>Phone, 360 px</figcaption>
    <iframe title="Phone" sandbox width="360" height="1100" srcdoc="{html}"></iframe></figure>
  <figure><figcaption>Desktop, 720 px</figcaption>
    <iframe title="Desktop" sandbox width="720" height="1100" srcdoc="{html}"></iframe></figure>
  <figure><figcaption>Plain text</figcaption><pre lang="{locale}">{text}</pre></figure>
</div>
</html>
"""


def write_preview(letters: Letters, name: str, locale: str, sample: str, directory: Path) -> Path:
    """Write the page of one letter with one of its samples (rich, medium, bare) into `directory`, and say where it is.

    Raises `LetterMistake` for a letter or a sample that is not there.
    """
    known = samples(name)
    if sample not in known:
        raise LetterMistake(f"there is no sample {sample!r}", f"There are: {', '.join(known)}")
    rendered = letters.render(name, locale, known[sample])
    page = _PAGE.format(
        title=escape(f"{name}, {rendered.locale}, {sample}"),
        subject=escape(rendered.subject),
        preview=escape(rendered.preview),
        html=escape(rendered.html),
        text=escape(rendered.text),
        locale=escape(rendered.locale),
    )
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{name}.{rendered.locale}.{sample}.html"
    file.write_text(page, "utf-8")
    return file
