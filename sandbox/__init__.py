"""A stand-in for SendGrid on loopback: a mailbox to look at, and people who answer. Knows wire formats only, nothing of ours."""
