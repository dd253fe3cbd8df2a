"""`rapport demo`: a year of candidate events, through the real processes, checked against the mailbox they filled."""
