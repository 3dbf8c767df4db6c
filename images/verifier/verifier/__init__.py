"""Verifies the JSON Web Tokens that the creator makes."""
