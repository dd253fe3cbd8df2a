"""What comes back, turned into signals: provider events and inbound mail."""
