"""What all rooms need of files: written whole, read as data, fetched within limits.

========== ===============================================================
files      written under a temporary name, and moved into place when whole
folders    the same for a folder
arrays     ``.npy`` files, written to full disks and mapped into memory
texts      UTF-8, decoded as all texts are read here
downloads  a file from an address, of a known size and in a known time
========== ===============================================================

Each is a module of its own, so that reading a text loads no more than it needs.
"""
