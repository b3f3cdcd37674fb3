"""Templates of an agency: made from a client's workflow without what is the client's, used for others, and followed.

`generic` says what goes along, `making` makes and renews them, `followers` tells who follows which version, `updating`
brings what is new into a client's draft.
"""
