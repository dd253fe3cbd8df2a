"""What upstream systems say: one Pydantic class per event type. Depends on nothing above it."""
