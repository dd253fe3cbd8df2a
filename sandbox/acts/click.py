"""Following a link for what it says."""

from sandbox.act import Act, Done, Scene, TryAgain
from sandbox.events import event_post
from sandbox.links import Link, content_links, links
from sandbox.loopback import BROWSER, NotReached


def _click(scene: Scene) -> Done:
    link = _chosen(scene)
    if link is None:
        return Done("looked for a link and found none")
    try:
        page = scene.web.follow(link.url)
    except NotReached as reason:
        raise TryAgain(f"{link.url} did not answer ({reason})") from reason
    seen = "elsewhere, not fetched" if page is None else f"the page answered {page.status}"
    if not scene.letter.track_clicks:
        return Done(f"clicked {link.url} ({seen})")
    extra: dict[str, object] = {
        "useragent": BROWSER, "ip": "192.0.2.10", "url": link.url, "url_offset": {"index": link.index, "type": "html"},
    }  # fmt: skip
    return Done(f"clicked {link.url} ({seen})", (event_post(scene.letter, "click", scene.now, extra, scene.mark),))


def _chosen(scene: Scene) -> Link | None:
    asked = scene.args.get("url")
    if asked:
        return next((link for link in links(scene.letter) if link.url == asked), None)
    content = content_links(scene.letter)
    return scene.dice.pick(content) if content else None


click = Act("click", "Click a link", _click, order=20)
