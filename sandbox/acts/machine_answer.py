"""What mailboxes send by themselves: a ticket, a challenge, a copy for a list, returned mail, a notice nobody can place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.act import Act, Done, Scene
from sandbox.acts.answering import answer
from sandbox.letter import Letter
from sandbox.reply import Written


def _ticket(_letter: Letter) -> Written:
    text = "We have received your message and opened ticket 48122. This is an automatic confirmation; there is nothing to do."
    return Written(
        text, subject="[#48122] We have received your message", quoted=False, headers={"Auto-Submitted": "auto-replied"}
    )


def _challenge(_letter: Letter) -> Written:
    text = (
        "Your message has been held. Please confirm that you are a person: https://filter.example/confirm\n"
        "You will be added to my guest list, and this is asked only once."
    )
    return Written(text, subject="Action required: your message", quoted=False, headers={"X-Boxbe-Message": "waiting"})


def _list(letter: Letter) -> Written:
    headers = {"List-Id": "People who share a mailbox <house.lists.example>", "Precedence": "list"}
    return Written("A copy for everybody on the list.", subject="[house] " + letter.subject, headers=headers, threaded=False)


def _returned(letter: Letter) -> Written:
    return Written(
        f"This message could not be delivered.\n\n<{letter.to_email}>: the mailbox is full. It will be tried again.",
        subject="Undelivered Mail Returned to Sender",
        quoted=False,
        null_return_path=True,
        threaded=False,
        sender=f"MAILER-DAEMON@{letter.domain}",
    )


def _notice(letter: Letter) -> Written:
    return Written(
        "Your mailbox policy has been updated.",
        subject="Policy notice",
        quoted=False,
        headers={"Auto-Submitted": "auto-generated"},
        null_return_path=True,
        threaded=False,
        sender=f"postmaster@{letter.domain}",
    )


KINDS: Mapping[str, Callable[[Letter], Written]] = {
    "ticket": _ticket,
    "challenge": _challenge,
    "list": _list,
    "returned": _returned,
    "notice": _notice,
}


def _machine_answer(scene: Scene) -> Done:
    kind = scene.args.get("kind") or scene.dice.pick(tuple(KINDS))
    return answer(scene, KINDS[kind](scene.letter), f"their mailbox sent a {kind}")


machine_answer = Act("machine_answer", "The mailbox answers", _machine_answer, order=45)
