"""Comparable cases (类案): the nearest of a set, what is equal and what differs. Never a predicted sentence."""
