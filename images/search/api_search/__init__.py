"""Searches a catalogue of public APIs by name."""
