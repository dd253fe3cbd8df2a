"""The demo's own judgement: made from the script and the mailbox alone, by code that shares nothing with the engine's rules."""
