"""Opening a letter with the pictures shown."""

from sandbox.act import Act, Done, Scene
from sandbox.events import event_post
from sandbox.loopback import BROWSER


def _open(scene: Scene) -> Done:
    if not scene.letter.track_opens:
        return Done("opened; tracking is off, so nobody hears of it")
    extra: dict[str, object] = {"useragent": BROWSER, "ip": "192.0.2.10", "sg_machine_open": False}
    return Done("opened", (event_post(scene.letter, "open", scene.now, extra, scene.mark),))


open_letter = Act("open", "Open", _open, order=10)
