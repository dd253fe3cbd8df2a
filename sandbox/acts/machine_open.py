"""A privacy proxy (Apple's Mail Privacy Protection) fetches the pictures, whether anybody reads or not."""

from sandbox.act import Act, Done, Scene
from sandbox.events import event_post

_PROXY = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


def _open(scene: Scene) -> Done:
    if not scene.letter.track_opens:
        return Done("pictures fetched by a privacy proxy; tracking is off, so nobody hears of it")
    extra: dict[str, object] = {"useragent": _PROXY, "ip": "17.58.0.1", "sg_machine_open": True}
    return Done("pictures fetched by a privacy proxy", (event_post(scene.letter, "open", scene.now, extra, scene.mark),))


machine_open = Act("machine_open", "Privacy proxy", _open, order=90)
