"""A complaint that comes as a mail, as a provider without a feedback loop of the sender's forwards it."""

from sandbox.act import Act, Done, Scene
from sandbox.acts.answering import answer
from sandbox.reply import Written


def _complain_by_mail(scene: Scene) -> Done:
    letter = scene.letter
    written = Written(
        "One of our users marked this message as unwanted.",
        subject=f"complaint about message from 192.0.2.25: {' '.join(letter.subject.split())}",
        quoted=False,
        headers={"X-HmXmrOriginalRecipient": letter.to_email},
        null_return_path=True,
    )
    return answer(scene, written, "a complaint went by mail")


complain_by_mail = Act("complain_by_mail", "Complain by mail", _complain_by_mail, order=85)
