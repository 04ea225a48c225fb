"""The published language of Wirewatch: events, their ids, topics and wire form.

Imports nothing of ours and does no I/O. One module per family of events; `codec` turns bytes into events and back.
"""
