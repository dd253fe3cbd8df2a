"""Writing back, as people do: a line or two in the letter's language above the quoted original."""

from sandbox.act import Act, Done, Scene
from sandbox.acts.answering import answer
from sandbox.language import Language, language_of
from sandbox.reply import Written

_LINES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Thank you for writing, I really appreciate it.\n\nI would love to talk some time next week. Does Tuesday suit you?",
        "Hi,\n\nThanks, that is kind of you. All is well here, and I would be glad to hear about other roles.",
        "Thanks for the honest words. May I ask what I could do better next time?",
    ),
    "da": (
        "Tusind tak for din mail, det betyder meget.\n\nJeg vil gerne tale sammen i næste uge. Passer tirsdag dig?",
        "Hej\n\nMange tak, det er pænt af dig. Det går godt her, og jeg hører gerne om andre stillinger.",
        "Tak for de ærlige ord. Må jeg spørge, hvad jeg kan gøre bedre næste gang?",
    ),
    "de": (
        "vielen Dank für Ihre Nachricht, das bedeutet mir viel.\n\nGern würde ich nächste Woche sprechen. Passt Ihnen Dienstag?",
        "Guten Tag,\n\nvielen Dank, das ist sehr freundlich. Mir geht es gut, und ich höre gern von anderen Stellen.",
        "danke für die offenen Worte. Darf ich fragen, was ich beim nächsten Mal besser machen kann?",
    ),
    "sv": (
        "Tack snälla för ditt mejl, det betyder mycket.\n\nJag pratar gärna någon gång nästa vecka. Passar tisdag för dig?",
        "Hej!\n\nTack, vad snällt av dig. Allt är bra här, och jag hör gärna om andra tjänster.",
        "Tack för de ärliga orden. Får jag fråga vad jag kan göra bättre nästa gång?",
    ),
}


def _reply(scene: Scene) -> Done:
    text = scene.args.get("text") or scene.dice.pick(_LINES[language_of(scene.letter)])
    return answer(scene, Written(text), "replied")


reply = Act("reply", "Reply", _reply, asks="text", order=30)
