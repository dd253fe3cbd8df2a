"""Feedback på dansk."""

from __future__ import annotations

from demo.script.feedback.said import Said

FEEDBACK = {
    "data": (
        Said(
            ("Du fandt de dobbelte kundenumre i opgaven på få minutter og forklarede, hvordan du ville bevise det.",),
            ("Da vi spurgte, hvad der sker, hvis kørslen starter to gange, blev svaret hængende. Det er værd at øve sig på.",),
            "Ida, som læste din løsning, bad mig hilse: Hun har allerede lånt din måde at navngive tabellerne på.",
        ),
        Said(
            (
                "Dine SQL-forespørgsler var de mest læsbare, vi så i runden.",
                "Du spurgte, hvem der bruger tallene, før du rørte dem.",
            ),
            ("Springet fra natlige kørsler til løbende data var nyt for dig, og det er hverdagen i teamet.",),
            better_roles=("Analytics Engineer",),
        ),
    ),
    "backend": (
        Said(
            ("Du forklarede rækkefølgen af låsene, så selv vores designer kunne følge med.",),
            ("Belastningstesten kom bag på dig. Prøv at måle, før du ændrer i koden; så ser man, hvor tiden bliver af.",),
        ),
        Said(
            ("Du skrev testen først, uden at nogen bad om det.", "Dine spørgsmål om vagtordningen var de rigtige."),
            ("Vi søgte en, der har delt en stor tjeneste op før. Du har tegnet det, men ikke stået i det endnu.",),
            better_roles=("Backendudvikler i et mindre team", "Platformudvikler"),
        ),
    ),
    "design": (
        Said(
            ("Du lod testpersonen være stille i ti sekunder og lærte mere, end vi andre havde set.",),
            ("Din portfolio viser resultater. Vis også to idéer, du kasserede, og hvorfor.",),
        ),
        Said(
            ("Dit forslag til bestillingsflowet var enklere end vores, og du kunne sige, hvad det koster.",),
            ("I workshoppen gav du dig hurtigt, da udviklerne sagde imod. Hold fast i en god idé lidt længere.",),
            "Hvis du har lyst til at øve det, spiller jeg gerne den stædige udvikler en times tid.",
        ),
    ),
    "finance": (
        Said(
            ("Du fandt periodiseringen, der ikke hørte til i kvartalet, i et ark, der var lavet til at skjule den.",),
            ("Koncernregnskabet tog længere tid, end rollen giver plads til. To-tre rigtige afslutninger vil ændre det.",),
        ),
        Said(
            ("Dit resumé på én side til direktionen var det bedste, vi har læst i år.",),
            ("Vi savnede et blik fremad: Sig, hvad du ville holde op med at betale for, også når ingen spørger.",),
            better_roles=("Business Controller",),
        ),
    ),
    "sales": (
        Said(
            ("Du lyttede i elleve minutter, før du nævnte produktet, og det lagde kunden mærke til.",),
            ("Da prisen kom på bordet, gav du rabatten, før nogen bad om den. En pause havde hjulpet dig.",),
        ),
        Said(
            ("Din kundeplan nævnte den, der vil sige nej, og hvad vedkommende er bange for.",),
            ("Prognosen hvilede to steder på håb. Tag de datoer med, som kunden selv har givet dig.",),
            better_roles=("Customer Success Manager",),
        ),
    ),
    "operations": (
        Said(
            ("Du lagde ugeplanen om uden den manglende lastbil, og ingen kunde mærkede det.",),
            ("Du har meget af planen i hovedet. Natholdet har brug for at se den på væggen.",),
        ),
        Said(
            ("Rolig, præcis og sjov, da systemet gik ned midt i opgaven.",),
            ("Planlægningsmodulet i SAP var nyt for dig. Med det grundlæggende på plads var du nået i mål på den halve tid.",),
            "Vi ser dig meget gerne igen, når du har haft det mellem hænderne.",
        ),
    ),
}
