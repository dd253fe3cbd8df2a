"""Pressing “this is spam”."""

from sandbox.act import Act, Done, Scene
from sandbox.events import event_post


def _complain(scene: Scene) -> Done:
    return Done("complained of spam", (event_post(scene.letter, "spamreport", scene.now, mark=scene.mark),))


complain = Act("complain", "Complain", _complain, order=80)
