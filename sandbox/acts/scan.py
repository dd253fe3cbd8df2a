"""A security gateway tries every link of a letter the moment it arrives, the unsubscribe link too."""

from contextlib import suppress

from sandbox.act import Act, Done, Scene
from sandbox.events import event_post
from sandbox.links import links
from sandbox.loopback import NotReached
from sandbox.mailbox.outbox import Post

_GATEWAY = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"


def _scan(scene: Scene) -> Done:
    posts: list[Post] = []
    tried: set[str] = set()
    for link in links(scene.letter):
        if link.url not in tried:
            tried.add(link.url)
            # A gateway that gets no answer goes on to the next link.
            for method in ("HEAD", "GET"):
                with suppress(NotReached):
                    scene.web.ask(method, link.url, agent=_GATEWAY)
        if scene.letter.track_clicks:
            extra: dict[str, object] = {
                "useragent": _GATEWAY, "ip": "198.51.100.7", "url": link.url,
                "url_offset": {"index": link.index, "type": "html"},
            }  # fmt: skip
            posts.append(event_post(scene.letter, "click", scene.now, extra, f"{scene.mark}.{link.index}"))
    return Done(f"a gateway tried {len(tried)} links", tuple(posts))


scan = Act("scan", "Link scanner", _scan, order=95)
