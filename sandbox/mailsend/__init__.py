"""`POST /v3/mail/send` as SendGrid documents it: what is refused, with which words, and what becomes of the rest."""
