"""Replies in by IMAP: any mailbox, polled; each mail stored raw before the position moves past it."""
