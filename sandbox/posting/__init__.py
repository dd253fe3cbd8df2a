"""Posting back: event webhooks in signed batches, inbound mail one by one, both until they are answered."""
