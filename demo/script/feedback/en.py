"""Feedback in English."""

from __future__ import annotations

from demo.script.feedback.said import Said

FEEDBACK = {
    "data": (
        Said(
            ("You found the duplicate customer keys in the exercise within minutes, and said how you would prove it.",),
            ("What the pipeline does when it runs twice stayed open; idempotent loads are worth a weekend.",),
            "Jack, who reviewed your notebook, asked me to tell you that he has since copied your naming of the staging tables.",
        ),
        Said(
            (
                "Your dbt models were the easiest to read of all we saw, tests included.",
                "You asked who uses the figures before touching them.",
            ),
            ("The step from nightly batches to streaming was new to you, and this team lives in it.",),
            better_roles=("Analytics Engineer",),
        ),
    ),
    "backend": (
        Said(
            ("Your explanation of why the lock order mattered was clear enough for our designer to follow.",),
            ("The load test surprised you: it would help to practise reading a flame graph before changing code.",),
        ),
        Said(
            (
                "You wrote the failing test first, without being asked.",
                "Your questions about the on-call rota were the right ones.",
            ),
            ("We looked for somebody who has split a large service before; you have designed for it, not lived through it.",),
            better_roles=("Backend Engineer in a smaller team", "Platform Engineer"),
        ),
    ),
    "design": (
        Said(
            ("The way you let the test user stay silent for ten seconds told you more than all of us had seen.",),
            ("Your portfolio shows results; we would have liked to see two ideas that you threw away, and why.",),
        ),
        Said(
            ("Your reworked checkout was simpler than ours, and you could say what it costs.",),
            ("In the workshop you agreed quickly when the engineers pushed back; hold on to a good idea a little longer.",),
            "If you ever want to practise that, I mean it: I am happy to play the stubborn engineer for an hour.",
        ),
    ),
    "finance": (
        Said(
            ("You found the accrual that did not belong to the quarter, in a sheet built to hide it.",),
            ("The consolidation under IFRS 10 took longer than the role allows; two or three real closings would change that.",),
        ),
        Said(
            ("Your one-page summary for a managing director was the best we read this year.",),
            ("We missed a view on next year: tell us what you would stop paying for, even if you are not asked.",),
            better_roles=("Business Controller", "FP&A Analyst"),
        ),
    ),
    "sales": (
        Said(
            ("You listened for eleven minutes before you spoke of the product, and the customer noticed.",),
            ("When the price came up, you gave the discount before it was asked for; a pause would have served you.",),
        ),
        Said(
            ("Your account plan named the person who would say no, and what they fear.",),
            ("The forecast was built from hope in two places; bring the dates the customer gave you.",),
            better_roles=("Customer Success Manager",),
        ),
    ),
    "operations": (
        Said(
            ("You rebuilt the weekly plan around the missing lorry without dropping a customer.",),
            ("You keep much of it in your head; the night shift needs it on the wall.",),
        ),
        Said(
            ("Calm, exact, and funny when the system went down in the middle of the case.",),
            ("SAP's planning module was new to you; with the basics you would have been done in half the time.",),
            "We would gladly see you again once you have had it in your hands.",
        ),
    ),
}
