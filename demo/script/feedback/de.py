"""Rückmeldungen auf Deutsch."""

from __future__ import annotations

from demo.script.feedback.said import Said

FEEDBACK = {
    "data": (
        Said(
            ("Die doppelten Kundennummern haben Sie in wenigen Minuten gefunden und gleich gesagt, wie Sie es belegen.",),
            ("Auf die Frage, was bei einem zweiten Lauf der Strecke passiert, blieb die Antwort offen. Das zu üben lohnt sich.",),
            "Lena, die Ihre Lösung gelesen hat, lässt ausrichten: Ihre Benennung der Tabellen hat sie schon übernommen.",
        ),
        Said(
            (
                "Ihre Abfragen waren die lesbarsten der ganzen Runde.",
                "Sie haben gefragt, wer die Zahlen braucht, bevor Sie sie anfassten.",
            ),
            ("Der Schritt von nächtlichen Läufen zu Datenströmen war neu für Sie, und das Team lebt darin.",),
            better_roles=("Analytics Engineer",),
        ),
    ),
    "backend": (
        Said(
            ("Warum die Reihenfolge der Sperren zählt, haben Sie so erklärt, dass auch unsere Designerin folgen konnte.",),
            ("Der Lasttest hat Sie überrascht. Erst messen, dann ändern: Wer Profile liest, sieht, wo die Zeit bleibt.",),
        ),
        Said(
            ("Sie haben ungefragt zuerst den Test geschrieben.", "Ihre Fragen zur Rufbereitschaft waren genau die richtigen."),
            ("Gesucht war jemand, der schon einen großen Dienst zerlegt hat. Entworfen haben Sie es, durchlebt noch nicht.",),
            better_roles=("Backend-Entwicklung in einem kleineren Team", "Plattform-Entwicklung"),
        ),
    ),
    "design": (
        Said(
            ("Sie ließen die Testperson zehn Sekunden schweigen und haben mehr erfahren als wir alle zuvor.",),
            ("Ihre Mappe zeigt Ergebnisse. Zeigen Sie auch zwei Ideen, die Sie verworfen haben, und warum.",),
        ),
        Said(
            ("Ihr Bestellablauf war einfacher als unserer, und Sie konnten sagen, was er kostet.",),
            ("Im Workshop haben Sie schnell nachgegeben, als Widerspruch kam. Halten Sie gute Ideen etwas länger fest.",),
            "Wenn Sie das üben möchten: Ich spiele gern eine Stunde lang die sture Entwicklerin.",
        ),
    ),
    "finance": (
        Said(
            ("Die Abgrenzung, die nicht ins Quartal gehörte, haben Sie in einer Tabelle gefunden, die sie verbergen sollte.",),
            ("Die Konsolidierung hat länger gedauert, als die Stelle erlaubt. Zwei, drei echte Abschlüsse ändern das.",),
        ),
        Said(
            ("Ihre einseitige Zusammenfassung für die Geschäftsführung war die beste, die wir in diesem Jahr gelesen haben.",),
            ("Uns fehlte der Blick nach vorn: Sagen Sie, wofür Sie kein Geld mehr ausgäben, auch ungefragt.",),
            better_roles=("Business Controlling",),
        ),
    ),
    "sales": (
        Said(
            ("Sie haben elf Minuten zugehört, bevor Sie vom Produkt sprachen, und der Kunde hat es gemerkt.",),
            ("Als es um den Preis ging, kam Ihr Rabatt vor der Frage. Eine Pause hätte Ihnen geholfen.",),
        ),
        Said(
            ("Ihr Kundenplan nannte die Person, die nein sagen wird, und wovor sie sich fürchtet.",),
            ("Die Prognose ruhte an zwei Stellen auf Hoffnung. Bringen Sie die Termine mit, die der Kunde Ihnen nannte.",),
            better_roles=("Customer Success Management",),
        ),
    ),
    "operations": (
        Said(
            ("Sie haben den Wochenplan um den fehlenden Lastwagen herum gebaut, ohne dass ein Kunde es merkte.",),
            ("Vieles davon haben Sie im Kopf. Die Nachtschicht braucht es an der Wand.",),
        ),
        Said(
            ("Ruhig, genau und mit Humor, als mitten in der Aufgabe das System ausfiel.",),
            ("Das Planungsmodul von SAP war neu für Sie. Mit den Grundlagen wären Sie in der halben Zeit fertig gewesen.",),
            "Wir sehen Sie sehr gern wieder, sobald Sie es in den Händen hatten.",
        ),
    ),
}
