"""Pressing the mail program's own “unsubscribe” (RFC 8058): one POST, without cookies, that must not redirect."""

from sandbox.act import Act, Done, Scene, TryAgain
from sandbox.links import one_click
from sandbox.loopback import NotReached

_BODY = b"List-Unsubscribe=One-Click"


def _unsubscribe(scene: Scene) -> Done:
    url = one_click(scene.letter)
    if url is None:
        return Done("wanted to unsubscribe, but the letter has no one-click address")
    try:
        page = scene.web.ask("POST", url, body=_BODY, kind="application/x-www-form-urlencoded", agent="Mailbox-Provider/1.0")
    except NotReached as reason:
        raise TryAgain(f"the one-click address did not answer ({reason})") from reason
    if page is None:
        return Done("wanted to unsubscribe; the address is elsewhere and was not called")
    return Done(f"unsubscribed with one click, answered {page.status}")


unsubscribe = Act("unsubscribe", "Unsubscribe", _unsubscribe, order=70)
