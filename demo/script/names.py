"""Names people have where they live. All invented; any likeness is chance."""

from __future__ import annotations

from collections.abc import Mapping

FIRST: Mapping[str, tuple[str, ...]] = {
    "da": (
        "Anne", "Søren", "Mette", "Lars", "Freja", "Emil", "Ida", "Magnus", "Signe", "Kasper", "Astrid", "Rasmus", "Line", "Bjørn",
        "Karen", "Oliver", "Maja", "Jeppe", "Camilla", "Frederik", "Naja", "Mikkel", "Sofie", "Anders", "Amina", "Thomas", "Liv",
        "Åse", "Tobias", "Hassan", "Josefine", "Peter",
    ),
    "de": (
        "Anna", "Lukas", "Jürgen", "Katharina", "Max", "Lena", "Felix", "Sabine", "Moritz", "Clara", "Stefan", "Aylin", "Jonas",
        "Greta", "Björn", "Miriam", "Paul", "Johanna", "Emre", "Franziska", "Tim", "Nele", "Sebastian", "Ida", "Matthias", "Leonie",
        "Käthe", "Florian", "Zeynep", "Theo", "Marlene", "Ralf",
    ),
    "en": (
        "Grace", "Oliver", "Priya", "James", "Amelia", "Daniel", "Chloe", "Samuel", "Mei", "Harper", "Wei", "Isla", "Ravi", "Emily",
        "Noah", "Siobhan", "Marcus", "Hannah", "Diego", "Ruby", "Arjun", "Zoe", "Callum", "Aisha", "Ethan", "Charlotte", "Kwame",
        "Ella", "Liam", "Sakura", "Jack", "Naomi", "Tariq", "Lucy", "Hamish", "Olivia",
    ),
}  # fmt: skip

LAST: Mapping[str, tuple[str, ...]] = {
    "da": (
        "Jensen", "Nielsen", "Hansen", "Pedersen", "Andersen", "Christensen", "Larsen", "Sørensen", "Rasmussen", "Kjær", "Møller",
        "Holm", "Bach", "Dahl", "Friis", "Lund", "Toft", "Vestergaard", "Østergaard", "Bruun", "Skov", "Ahmed", "Krogh", "Winther",
    ),
    "de": (
        "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Wagner", "Becker", "Hoffmann", "Koch", "Richter", "Klein", "Wolf",
        "Schröder", "Neumann", "Krüger", "Hartmann", "Yılmaz", "Lange", "Vogel", "Keller", "Groß", "Jäger", "Winkler", "Sommer",
    ),
    "en": (
        "Taylor", "Patel", "Okafor", "Walker", "Hughes", "Nguyen", "Clarke", "Robinson", "Tan", "Murphy", "Garcia", "Evans",
        "Campbell", "Lim", "Singh", "Bennett", "O’Connor", "Reyes", "Chen", "Foster", "Mensah", "Sullivan", "Ward", "Iyer",
    ),
}  # fmt: skip

_ASCII = str.maketrans({
    "ø": "oe", "å": "aa", "æ": "ae", "ö": "oe", "ü": "ue", "ä": "ae", "ß": "ss", "ı": "i", "’": "",
})  # fmt: skip


def local_part(first: str, last: str) -> str:
    """What stands before the @: the name in plain letters."""
    return f"{first}.{last}".lower().translate(_ASCII)
