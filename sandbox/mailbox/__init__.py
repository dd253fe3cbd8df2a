"""The durable mailbox: letters, the outbox of webhooks, and what people are going to do."""
