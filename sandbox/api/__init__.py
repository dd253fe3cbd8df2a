"""The sandbox's own API, beside SendGrid's."""
