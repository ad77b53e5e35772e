"""The catalogue of messages: Vietnamese in the sources, English in en/LC_MESSAGES."""
