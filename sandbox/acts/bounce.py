"""The address turns out not to exist, or its mailbox to be full."""

from sandbox.act import Act, Done, Scene
from sandbox.events import bounced


def _hard(scene: Scene) -> Done:
    return Done("bounced for good", (bounced(scene.letter, scene.now, hard=True),))


def _soft(scene: Scene) -> Done:
    return Done("blocked for now: mailbox full", (bounced(scene.letter, scene.now, hard=False),))


bounce = Act("bounce", "Bounce", _hard, order=60)
mailbox_full = Act("mailbox_full", "Mailbox full", _soft, order=65)
