"""The count under another reading (读法): what a position changes about classes and identity, and the figures then."""
