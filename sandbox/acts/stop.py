"""Writing back that it should stop."""

from sandbox.act import Act, Done, Scene
from sandbox.acts.answering import answer
from sandbox.language import Language, language_of
from sandbox.reply import Written

_STOP: dict[Language, str] = {"en": "please stop", "da": "afmeld mig", "de": "bitte abmelden", "sv": "avregistrera mig"}


def _stop(scene: Scene) -> Done:
    return answer(scene, Written(_STOP[language_of(scene.letter)]), "asked to stop, in a reply")


stop = Act("stop", "Reply “stop”", _stop, order=50)
